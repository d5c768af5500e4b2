"""API v1, Fiken's first API, over the same books: HAL with links, basic auth, services.

Fiken switched it off at the end of 2022. docs/v1.md says what is known about it, and how sure each
fact is. The handlers turn requests into those of API v2 and call its families, so that both APIs
follow the same rules of accounting. No family knows API v1.

- `door`: authenticates a request, finds its handler, and sends the answer.
- `routes`: the paths, each with its methods and handlers.
- `visit`: one request, with the URLs of its host.
- `bodies` and `shapes`: the checks of JSON bodies, and the bodies that can be sent.
- `collections`: lists, with filters, sorting and paging.
- The other modules: one per kind of resource.
"""

from fiken.emulator.hal.door import Door
from fiken.emulator.hal.routes import OPERATIONS

__all__ = ["OPERATIONS", "Door"]

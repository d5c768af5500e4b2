"""The window: pages for a browser that show an emulator to the person who develops against it.

They are made by Jinja2 on the server and need no JavaScript. With it, they follow what happens. All
of them are below `/window`, except the first one, which is `/`; Fiken has nothing there.

- `guard`: which requests may see and use the pages, and the headers that protect them.
- `visit`: one request for a page, and what a page reads of the emulator.
- `journal`, `entities`, `books` and `controls`: the pages by subject.
- `showing`: how values look.
- `pages`: finds the page for a request, and renders it.

Emulator choice: all of it. Fiken has no such pages.
"""

from collections.abc import Collection

from fiken.emulator._controls import Controls
from fiken.emulator._service import Service
from fiken.emulator.store.state import State
from fiken.emulator.window.guard import guarded
from fiken.emulator.wire.exchange import HttpRequest, HttpResponse, Pages
from fiken.emulator.wire.faults import Faults
from fiken.emulator.wire.log import Log

_MISSING = (
    "<!doctype html>\n<title>The window needs Jinja2</title>\n"
    "<p>The emulator runs, but these pages need Jinja2: "
    "<code>pip install 'fiken[emulator]'</code></p>\n"
)


def open_window(
    emulator: Controls,
    service: Service,
    state: State,
    log: Log,
    faults: Faults,
    hosts: Collection[str] = (),
) -> Pages:
    """Return the function that answers requests for the pages of an emulator.

    Without Jinja2, the only page says how to install it.

    Args:
        emulator: the emulator, which the pages control.
        service: carries out operations of the API, by which the pages read the books.
        state: the database with the books.
        log: the log of requests.
        faults: the queue of faults.
        hosts: further names under which the pages may be opened, also by other machines.
    """
    try:
        from fiken.emulator.window.pages import Window  # noqa: PLC0415 - it needs Jinja2
    except ModuleNotFoundError as error:
        if error.name not in {"jinja2", "markupsafe"}:
            raise
        return guarded(_say_what_is_missing, hosts)
    return guarded(Window(emulator, service, state, log, faults).respond, hosts)


def _say_what_is_missing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(501, [("Content-Type", "text/html; charset=utf-8")], _MISSING.encode())

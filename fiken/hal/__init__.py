"""The dialect of Fiken's first API (v1): HAL, over the same models.

Fiken switched API v1 off on 31 December 2022. This package serves programs that still speak it,
against an emulator, and archives of its answers.
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

HOMES = homes(
    __name__,
    _basic="BasicAuth",
    _client="FikenV1",
    _company="CompanyV1",
    _resource="Link Resource",
)

if TYPE_CHECKING:
    from fiken.hal._basic import BasicAuth
    from fiken.hal._client import FikenV1
    from fiken.hal._company import CompanyV1
    from fiken.hal._resource import Link, Resource
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = ["BasicAuth", "CompanyV1", "FikenV1", "Link", "Resource"]

"""Contacts in fiken, everything on: exact types, decimals, references, unknown fields."""

from collections.abc import Sequence

import orjson

from fiken import Contact
from fiken.mappers import ContactMapper

_load, _dump = ContactMapper().load, ContactMapper().dump


def load(page: bytes) -> Sequence[Contact]:
    return [_load(row) for row in orjson.loads(page)]


def dump(contacts: Sequence[Contact]) -> bytes:
    return orjson.dumps([_dump(contact) for contact in contacts])

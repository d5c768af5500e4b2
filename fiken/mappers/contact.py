"""Contacts, contact persons, addresses and notes on the wire."""

from typing import Any

from fiken.mappers._base import Mapper
from fiken.models.contact import Address, Contact, ContactPerson, Note


class AddressMapper(Mapper[Address]):
    model = Address


class NoteMapper(Mapper[Note]):
    model = Note


class ContactPersonMapper(Mapper[ContactPerson]):
    model = ContactPerson


class ContactMapper(Mapper[Contact]):
    model = Contact

    def is_kept(self, name: str, sent: Any, loaded: Contact) -> bool:
        """Groups have no order."""
        if name == "groups":
            return set(sent) == set(loaded.groups)
        return super().is_kept(name, sent, loaded)

"""The mappers of contacts, contact persons, addresses and notes."""

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
    remedies = {
        "contact_person": "save, change or delete each person with contacts.persons(contact)",
    }

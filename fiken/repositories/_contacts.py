"""Comparisons of fields of contacts that equality is too strict for."""

from collections.abc import Sequence

from fiken.models._fields import fields_of
from fiken.models.contact import Address, Contact, ContactPerson
from fiken.repositories._read_back import unkept_changes

_DIGITS = 9


def compact(number: str) -> str:
    """Return an organization number without spaces: "999888777" for "999 888 777"."""
    return "".join(number.split()).casefold()


def spellings(number: str) -> tuple[str, ...]:
    """Return the forms that an organization number may have in Fiken: with and without spaces.

    It is not known whether Fiken stores the spaces, nor whether its filter ignores them.
    """
    digits = "".join(number.split())
    is_norwegian = len(digits) == _DIGITS and digits.isdecimal()
    grouped = f"{digits[:3]} {digits[3:6]} {digits[6:]}" if is_norwegian else digits
    return (digits, grouped, number.strip())


def same_number(sent: str, loaded: Contact) -> bool:
    """Return whether a contact has this organization number, ignoring spaces."""
    return compact(sent) == compact(loaded.organization_number or "")


def same_groups(sent: Sequence[str], loaded: Contact) -> bool:
    """Return whether a contact has exactly these groups, in any order."""
    return set(sent) == set(loaded.groups)


def same_address(sent: Address, loaded: Contact) -> bool:
    """Return whether a contact has this address. An empty string is equal to None."""
    address = loaded.address
    return address is not None and all(
        (getattr(sent, name) or None) == (getattr(address, name) or None)
        for name in fields_of(Address)
    )


def has_persons(sent: Sequence[ContactPerson], loaded: Contact) -> bool:
    """Return whether a contact has each of these contact persons. It may have more."""
    return all(
        any(not unkept_changes(person.changes, known, {}) for known in loaded.contact_person)
        for person in sent
    )

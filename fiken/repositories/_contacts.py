"""Comparing values of contacts where equality is not enough, such as organization numbers."""

from collections.abc import Sequence

from fiken.models._fields import fields_of
from fiken.models.contact import Address, Contact, ContactPerson
from fiken.repositories._read_back import unkept_changes

_DIGITS = 9


def compact(number: str) -> str:
    """Return an organization number without spaces: "999888777" for "999 888 777"."""
    return "".join(number.split()).casefold()


def written(number: str) -> tuple[str, ...]:
    """Return the ways in which an organization number may be written in Fiken: with spaces or not.

    Nobody knows whether Fiken stores the spaces, and whether its filter ignores them.
    """
    digits = "".join(number.split())
    is_norwegian = len(digits) == _DIGITS and digits.isdecimal()
    grouped = f"{digits[:3]} {digits[3:6]} {digits[6:]}" if is_norwegian else digits
    return (digits, grouped, number.strip())


def same_number(sent: str, loaded: Contact) -> bool:
    """Return whether a contact has this organization number. Spaces are ignored."""
    return compact(sent) == compact(loaded.organization_number or "")


def same_groups(sent: Sequence[str], loaded: Contact) -> bool:
    """Return whether the loaded contact is in the groups that were sent. Their order is ignored."""
    return set(sent) == set(loaded.groups)


def same_address(sent: Address, loaded: Contact) -> bool:
    """Return whether a contact has this address. An empty line is the same as none."""
    there = loaded.address
    return there is not None and all(
        (getattr(sent, name) or None) == (getattr(there, name) or None)
        for name in fields_of(Address)
    )


def has_persons(sent: Sequence[ContactPerson], loaded: Contact) -> bool:
    """Return whether a contact has each of these contact persons. It may have more."""
    return all(
        any(not unkept_changes(person.changes, there, {}) for there in loaded.contact_person)
        for person in sent
    )

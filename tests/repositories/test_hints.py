"""Errors that say what to write instead."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from fiken import (
    CompanyClient,
    Contact,
    Sale,
    SaleKind,
    VatType,
)
from fiken.emulator import Emulator

NELLY = Contact(name="Nelly Bloom")


def set_name(_: CompanyClient) -> None:
    cast("Any", NELLY).name = "Ned"


def delete_name(_: CompanyClient) -> None:
    del cast("Any", NELLY).name


HINTS: dict[str, tuple[Callable[[CompanyClient], object], str]] = {
    "setting an attribute": (
        set_name,
        r"Contact is frozen: evolve\(name=…\) returns a new one with the change",
    ),
    "deleting an attribute": (delete_name, r"Contact is frozen: evolve\(name=…\)"),
    "a contact for its id": (
        lambda _: Sale(customer_id=cast("Any", NELLY)),
        r"Sale\.customer_id .*: give its contact_id$",
    ),
    "a number as a text": (lambda acme: acme.contacts.find(cast("Any", "123")), "write 123$"),
    "a code as a number": (lambda acme: acme.accounts.find(cast("Any", 3000)), 'write "3000"$'),
    "no list of groups": (lambda _: Contact(name="N", groups=cast("Any", None)), "empties it$"),
    "no kind of sale": (
        lambda _: SaleKind("zzz"),
        "the known values are cash_sale, .*external_invoice",
    ),
    "a type in small letters": (
        lambda _: VatType("high"),
        r"did you mean HIGH\? \(the known values are HIGH, .*\)$",
    ),
}


@pytest.mark.parametrize("what", HINTS)
def test_errors_say_what_to_write_instead(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    does, message = HINTS[what]
    with pytest.raises((AttributeError, ValueError), match=message):
        does(acme)
    assert [] == emulator.requests


def test_a_norwegian_vat_type_is_refused() -> None:
    """The error lists the VAT types that exist."""
    with pytest.raises(ValueError, match="HIGH"):
        VatType("høy")

"""What is promised of values that cannot be meant: refused, unsent, with what to write instead."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from fiken import (
    CompanyClient,
    ConfigurationError,
    Contact,
    Fiken,
    InvalidAttributeError,
    InvalidFileError,
    Product,
    Sale,
    SaleKind,
    VatType,
)
from fiken.auth import PersonalToken
from fiken.emulator import Emulator
from tests.catalogue import ENTITIES

NELLY = Contact(name="Nelly Bloom")


def test_a_token_and_an_auth_together_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="a token or an auth, not both"):
        Fiken(token="made.up", auth=PersonalToken("another"))


# Texts that are none, and other values

HALF = "half a \ud83d"
Does = Callable[[CompanyClient, Path], object]
TEXTS: dict[str, tuple[Does, type[Exception], str]] = {
    "a name": (
        lambda acme, _: acme.contacts.save(Contact(name=HALF)),
        InvalidAttributeError,
        r"Contact\.name .*half of a surrogate pair",
    ),
    "a text without a limit": (
        lambda acme, _: acme.contacts.save(Contact(name="N", member_number_string=HALF)),
        InvalidAttributeError,
        r"Contact\.member_number_string must be text",
    ),
    "a filter": (
        lambda acme, _: acme.contacts.all(name=HALF),
        InvalidAttributeError,
        r"\.name must be text",
    ),
    "the description of a payment that is undone": (
        lambda acme, _: acme.sales.payments(5).delete(7, description=HALF),
        InvalidAttributeError,
        r"\.description must be text",
    ),
    "the name given to bytes": (
        lambda acme, _: acme.contacts.attachments(5).add(b"%PDF", f"{HALF}.pdf"),
        InvalidAttributeError,
        r"Attachment\.filename must be text",
    ),
    "the comment on a file": (
        lambda acme, _: acme.contacts.attachments(5).add(b"%PDF", "a.pdf", comment=HALF),
        InvalidAttributeError,
        r"Attachment\.comment must be text",
    ),
    "a name on the disk that is no Unicode": (
        lambda acme, folder: acme.contacts.attachments(5).add(undecodable(folder)),
        InvalidAttributeError,
        r"Attachment\.filename must be text",
    ),
    "a file name that is a number": (
        lambda acme, _: acme.contacts.attachments(5).add(b"%PDF", cast("Any", 5)),
        InvalidAttributeError,
        r"Attachment\.filename must be text, not 5",
    ),
    "a path with a NUL": (
        lambda acme, folder: acme.contacts.attachments(5).add(f"{folder}/a\0.pdf"),
        InvalidFileError,
        r"cannot be read: embedded null byte",
    ),
    "yes as a flag": (
        lambda acme, _: acme.sales.attachments(5).add(b"%PDF", "a.pdf", to_sale=cast("Any", "yes")),
        InvalidAttributeError,
        r"Attachment\.to_sale must be True or False, not 'yes'",
    ),
}


def undecodable(folder: Path) -> Path:
    """Make a file whose name is Latin-1, as old disks have it."""
    path = folder / os.fsdecode("lønn.pdf".encode("latin-1"))
    path.write_bytes(b"%PDF")
    return path


@pytest.mark.parametrize("what", TEXTS)
def test_a_text_that_cannot_be_sent_is_refused(
    what: str, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    does, kind, said = TEXTS[what]
    with pytest.raises(kind, match=said):
        does(acme, tmp_path)
    assert [] == emulator.requests


GAPS: dict[str, Callable[[Fiken, CompanyClient], object]] = {
    "an account's code": lambda _, acme: acme.accounts.find(HALF),
    "a company's slug": lambda client, _: client.company(HALF),
    "why a sale is deleted": lambda _, acme: acme.sales.delete(5, description=HALF),
    "an attachment's uuid": lambda _, acme: acme.contacts.attachments(5).delete(HALF),
    "a VAT type of one's own": lambda _, acme: acme.products.save(
        Product(name="S", unit_price=1, income_account="3000", vat_type=VatType.other(HALF))
    ),
}


@pytest.mark.parametrize("what", GAPS)
def test_half_a_character_is_refused_in_keys_and_verbs_too(
    what: str, client: Fiken, acme: CompanyClient
) -> None:
    with pytest.raises(InvalidAttributeError):
        GAPS[what](client, acme)


# Searching for nothing


def searched(acme: CompanyClient) -> dict[str, Any]:
    """Give the repositories of the catalogue that can search."""
    every = {entity.name: entity.repository(acme) for entity in ENTITIES}
    return {name: found for name, found in every.items() if hasattr(found, "find_by")}


def test_find_by_without_a_filter_is_refused_everywhere(
    acme: CompanyClient, emulator: Emulator
) -> None:
    repositories = searched(acme)
    before = len(emulator.requests)
    assert {"contacts", "sales", "accounts"} <= repositories.keys()
    for repository in repositories.values():
        with pytest.raises(TypeError, match=r"needs a filter; all\(\)\.first\(\)"):
            repository.find_by()
    assert before == len(emulator.requests)


# What to write instead


def set_name(_: CompanyClient) -> None:
    cast("Any", NELLY).name = "Ned"


def delete_name(_: CompanyClient) -> None:
    del cast("Any", NELLY).name


HINTS: dict[str, tuple[Callable[[CompanyClient], object], str]] = {
    "setting an attribute": (set_name, r"Contact is frozen: evolve\(name=…\) gives a new one"),
    "deleting an attribute": (delete_name, r"Contact is frozen: evolve\(name=…\)"),
    "a contact for its id": (
        lambda _: Sale(customer_id=cast("Any", NELLY)),
        r"Sale\.customer_id .*: give its contact_id$",
    ),
    "a number as a text": (lambda acme: acme.contacts.find(cast("Any", "123")), "write 123$"),
    "a code as a number": (lambda acme: acme.accounts.find(cast("Any", 3000)), 'write "3000"$'),
    "no list of groups": (lambda _: Contact(name="N", groups=cast("Any", None)), "empties it$"),
    "no kind of sale": (lambda _: SaleKind("zzz"), "it has cash_sale, .*external_invoice"),
    "a type in small letters": (lambda _: VatType("high"), r"did you mean HIGH\?$"),
}


@pytest.mark.parametrize("what", HINTS)
def test_an_error_says_what_to_write_instead(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    does, said = HINTS[what]
    with pytest.raises((AttributeError, ValueError), match=said):
        does(acme)
    assert [] == emulator.requests


def test_a_vat_type_in_norwegian_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(ValueError, match="HIGH"):
        VatType("høy")

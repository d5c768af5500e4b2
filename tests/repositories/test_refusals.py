"""Bad input of every kind: a clear error each time, before anything is sent."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from fiken import (
    CompanyClient,
    ConfigurationError,
    Contact,
    Fiken,
    FikenError,
    InvalidAttributeError,
    InvalidFileError,
    InvalidModelError,
    NotLoadedError,
    Product,
    Project,
    VatType,
)
from fiken.emulator import (
    Emulator,
)

SPADE: dict[str, Any] = {"name": "Spade", "income_account": "3000", "vat_type": VatType.HIGH}


NELLY = Contact(name="Nelly Bloom")


Case = Callable[[CompanyClient], object]


REFUSED: dict[str, tuple[Case, type[Exception], str]] = {
    "a name of 201 characters": (
        lambda acme: acme.contacts.save(Contact(name="x" * 201)),
        InvalidAttributeError,
        r"Contact\.name must be text of 1 to 200 characters, not 'xxx.*it has 201",
    ),
    "an empty name": (
        lambda acme: acme.contacts.save(Contact(name="")),
        InvalidAttributeError,
        r"Contact\.name must be text of 1 to 200 characters, not ''",
    ),
    "a float of kroner": (
        lambda acme: acme.products.save(Product(unit_price=cast("Any", 49.90), **SPADE)),
        InvalidAttributeError,
        r'Product\.unit_price must be a whole number of øre.*not 49\.9: write kroner\("49\.9"\)',
    ),
    "True as an amount": (
        lambda acme: acme.products.save(Product(unit_price=True, **SPADE)),
        InvalidAttributeError,
        r"Product\.unit_price must be a whole number of øre.*not True",
    ),
    "a datetime for a date": (
        lambda acme: acme.projects.save(
            Project(number="1", name="P", start_date=datetime(2026, 1, 1, tzinfo=UTC))
        ),
        InvalidAttributeError,
        r"Project\.start_date must be a date.*take its Norwegian day, .*: 2026-01-01",
    ),
    "a currency in small letters": (
        lambda acme: acme.contacts.save(Contact(name="N", currency="nok")),
        InvalidAttributeError,
        r'Contact\.currency must be a currency of three capital letters.*not \'nok\': write "NOK"',
    ),
    "an unknown filter": (
        lambda acme: acme.contacts.all(nmae="N"),  # type: ignore[call-arg]
        TypeError,
        r"no filter 'nmae': did you mean name\? It takes .*organization_number",
    ),
    "a filter of None": (
        lambda acme: acme.contacts.all(name=cast("Any", None)),
        InvalidAttributeError,
        r"name must be a value to look for, not None: leave the filter out to get everything",
    ),
    "an unknown attribute in evolve": (
        lambda _: NELLY.evolve(nmae="N"),
        TypeError,
        r"Contact has no attribute 'nmae': did you mean name\?",
    ),
    "a read-only value on a new model": (
        lambda acme: acme.contacts.save(Contact(name="N", customer_number=5)),
        InvalidModelError,
        r"customer_number is set by Fiken: leave it out",
    ),
    "an id typed in by hand": (
        lambda acme: acme.contacts.save(Contact(contact_id=5, name="N")),
        NotLoadedError,
        r"was not loaded, but has contact_id=5: find\(5\) it",
    ),
    "an empty id": (
        lambda acme: acme.contacts.find(cast("Any", "")),
        InvalidAttributeError,
        r"Contact\.contact_id must be an id .* or a saved Contact, not ''",
    ),
    "deleting None": (
        lambda acme: acme.contacts.delete(cast("Any", None)),
        InvalidAttributeError,
        r"Contact\.contact_id must be an id .* or a saved Contact, not None",
    ),
    "a model of another class as an id": (
        lambda acme: acme.contacts.find(cast("Any", Product(product_id=7, **SPADE))),
        InvalidAttributeError,
        r"Contact\.contact_id must be .*not Product\(",
    ),
    "a token with a newline in it": (
        lambda _: Fiken(token="1001.secret\n"),
        ConfigurationError,
        r"the token contains a space or a line break",
    ),
    "plain http to Fiken": (
        lambda _: Fiken(token="1001.secret", base_url="http://api.fiken.no", allow_http=True),
        ConfigurationError,
        r"https://",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_bad_input_is_refused_before_sending(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """The error names the attribute and the value, and never the token."""
    does, kind, message = REFUSED[what]
    with pytest.raises(kind, match=message) as caught:
        does(acme)
    assert [] == emulator.requests
    assert "secret" not in str(caught.value)
    assert not isinstance(caught.value, FikenError) or "refused" == caught.value.outcome


HALF = "half a \ud83d"


Does = Callable[[CompanyClient, Path], object]


TEXTS: dict[str, tuple[Does, type[Exception], str]] = {
    "a name": (
        lambda acme, _: acme.contacts.save(Contact(name=HALF)),
        InvalidAttributeError,
        r"Contact\.name .*it contains half of a surrogate pair",
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
def test_unsendable_text_is_refused_before_sending(
    what: str, acme: CompanyClient, emulator: Emulator, tmp_path: Path
) -> None:
    """Text with half a character, and what is not text where text belongs."""
    does, kind, message = TEXTS[what]
    with pytest.raises(kind, match=message):
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
def test_half_a_character_is_refused_everywhere(
    what: str, client: Fiken, acme: CompanyClient
) -> None:
    """In keys, in slugs and in the arguments of verbs too."""
    with pytest.raises(InvalidAttributeError):
        GAPS[what](client, acme)

"""Messages show a value in one line at most: a file of 5 MB must not end up in a log."""

import json
import pickle
import traceback
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import pytest

from fiken import (
    Address,
    Attachment,
    ChangeNotKeptWarning,
    CompanyClient,
    Contact,
    FikenError,
    MappingError,
    OrderLine,
    Payment,
    Product,
    Sale,
    VatType,
    kroner,
)
from fiken.emulator import CannedAnswer, Emulator
from fiken.mappers import ContactMapper
from fiken.types import in_kroner
from fiken.vat import vat_of_code, vat_on

HUGE = "9" * 5_000_000
BYTES = b"%PDF-" * 1_000_000
DIGITS = 10**5000
LINE: dict[str, Any] = {"description": "K", "vat_type": VatType.HIGH}
VALUES: dict[str, Any] = {
    "text": HUGE,
    "spaces around": f" {HUGE} ",
    "letters": HUGE.replace("9", "x"),
    "bytes": BYTES,
    "digits": DIGITS,
    "a list": [HUGE],
    "a decimal": Decimal(HUGE[:5000]),
}

REFUSED: dict[str, Callable[[CompanyClient, Any], object]] = {
    "a name": lambda _, value: Contact(name=value),
    "an email": lambda _, value: Contact(name="N", email=value),
    "a number": lambda _, value: Contact(name="N", days_until_invoicing_due_date=value),
    "an id": lambda _, value: Contact(name="N", contact_id=value),
    "an amount": lambda _, value: Product(
        name="P", income_account="3000", vat_type=VatType.HIGH, unit_price=value
    ),
    "a percentage": lambda _, value: Contact(name="N", discount=value),
    "an account": lambda _, value: Payment(date=cast("Any", None), amount=1, account=value),
    "a currency": lambda _, value: Contact(name="N", currency=value),
    "a day": lambda _, value: Sale(date=value),
    "a flag": lambda _, value: Contact(name="N", customer=value),
    "an enumeration": lambda _, value: Contact(name="N", language=value),
    "another enumeration": lambda _, value: Sale(kind=value),
    "a member": lambda _, value: VatType(value),
    "a part": lambda _, value: Contact(name="N", address=value),
    "parts": lambda _, value: Sale(lines=[OrderLine(**LINE), value]),
    "a change": lambda _, value: Contact(name="N").evolve(address=value),
    "kroner": lambda _, value: kroner(f"{value!s:.5000}x" if value is not DIGITS else value),
    "øre": lambda _, value: in_kroner(value if value is not DIGITS else cast("Any", HUGE)),
    "a code of VAT": lambda _, value: vat_of_code(value),
    "a sum": lambda _, value: vat_on(
        value if value is not DIGITS else cast("Any", HUGE), VatType.HIGH
    ),
    "a filter": lambda acme, value: acme.contacts.all(customer=value),
    "a filter of text": lambda acme, value: acme.accounts.all(range=cast("Any", [value])),
    "an order": lambda acme, value: acme.contacts.all(sort_by=value),
    "what to find": lambda acme, value: acme.contacts.find(value),
    "what to save": lambda acme, value: acme.contacts.save(value),
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("what", REFUSED)
def test_a_huge_value_is_cut(what: str, value: str, acme: CompanyClient) -> None:
    with pytest.raises((FikenError, ValueError, TypeError, LookupError)) as caught:
        REFUSED[what](acme, VALUES[value])
    error = caught.value
    texts = [str(error), repr(error), *traceback.format_exception_only(error)]
    assert max(map(len, texts)) < 800


def test_a_huge_name_is_cut(acme: CompanyClient) -> None:
    """The name of an attribute, or of a filter."""
    name = "x" * 100_000
    with pytest.raises(TypeError) as caught:
        Contact(name="N").evolve(**{name: 1})
    assert len(str(caught.value)) < 1000
    with pytest.raises(TypeError) as caught:
        acme.contacts.all(**cast("Any", {name: 1}))
    assert len(str(caught.value)) < 1000


def test_a_model_of_another_class_is_cut(acme: CompanyClient) -> None:
    contact: Any = ContactMapper().load({"name": HUGE, "groups": [HUGE] * 100})
    with pytest.raises(TypeError, match="ProductRepository saves a Product, not Contact") as caught:
        acme.products.save(contact)
    assert len(str(caught.value)) < 200


def test_a_huge_answer_is_cut() -> None:
    with pytest.raises(MappingError) as caught:
        ContactMapper().load({"customer": HUGE})
    assert max(len(str(caught.value)), len(repr(caught.value))) < 300
    again = pickle.loads(pickle.dumps(caught.value))
    assert (HUGE, str(caught.value)) == (again.value, str(again))


def test_a_huge_unkept_change_is_cut(acme: CompanyClient, emulator: Emulator) -> None:
    nelly = acme.contacts.save(Contact(name="Nelly"))
    row = {"contactId": nelly.contact_id, "name": "Nelly", "groups": ["y" * 100_000]}
    emulator.fail_next(
        CannedAnswer(200, {"Content-Type": "application/json"}, json.dumps(row).encode()),
        method="GET",
    )
    with pytest.warns(ChangeNotKeptWarning) as caught:
        acme.contacts.save(nelly.evolve(groups=["x" * 100_000]))
    assert len(str(caught[0].message)) < 400


# The repr of a model


def test_the_repr_is_bounded_per_field() -> None:
    """A text is shown in full up to 600 characters, and a sequence up to 50 items."""
    nelly = ContactMapper().load({"name": HUGE, "email": "x" * 598, "groups": [HUGE, "A"]})
    text = repr(nelly)
    assert len(text) < 3000
    assert f"email='{'x' * 598}'" in text
    assert "… (5000000 characters)" in text
    assert nelly == pickle.loads(pickle.dumps(nelly))
    assert HUGE == nelly.name


@pytest.mark.parametrize("count", [0, 1, 2, 50, 51, 10_000])
def test_the_repr_counts_the_items(count: int) -> None:
    groups = tuple(str(number) for number in range(count))
    text = repr(Contact(name="N", groups=groups))
    assert len(text) < 700
    whole = f"Contact(name='N', groups={groups!r})" if groups else "Contact(name='N')"
    if count <= 50:
        assert whole == text
    else:
        assert text.endswith(f"'49', … ({count} in all)))")


def test_the_repr_of_inner_models_is_bounded() -> None:
    loaded = ContactMapper().load(
        {"address": {"country": HUGE}, "documents": [{"uuid": HUGE, "comment": HUGE}]}
    )
    assert len(repr(loaded)) < 3000
    assert isinstance(loaded.address, Address)
    assert isinstance(loaded.documents[0], Attachment)


def test_a_value_without_a_repr_is_shown() -> None:
    assert "without a repr" in repr(ContactMapper().load({"contactId": DIGITS}))

"""Required fields, limits of texts, money and decimals: the models against the contract."""

import re
from typing import Any

import attrs
import pytest

from fiken import Offer, OrderConfirmation, types as t
from fiken.emulator.wire.contract import load
from fiken.mappers._declaration import mapper_of
from fiken.models import Model
from fiken.models._base import EMPTY
from tests.contract.models import pairs

CONTRACT = load()

#: The names of the amounts of money, which are whole numbers of the smallest unit.
#: Observed: docs/observed.md#7-units
AMOUNTS = {
    *("amount", "amountDue", "amountInNok", "amountPerPeriod", "balance", "fee"),
    *("gross", "grossAmount", "grossInNok", "hourlyRate", "net", "netAmount", "netInNok"),
    *("netPrice", "netPriceInCurrency", "outstandingBalance", "outstandingBalanceInCurrency"),
    *("paymentAmountInNok", "paymentFee", "reconciledBalance", "totalPaid", "totalPaidInCurrency"),
    *("unitPrice", "vat", "vatAmount", "vatInCurrency", "vatInNok"),
}

#: The names of the other whole numbers of 64 bits that do not end in Id or Ids.
NUMBERS = {
    *("associatedCreditNotes", "count", "createdInvoice", "creditNoteNumber", "creditVatCode"),
    *("debitVatCode", "invoiceNumber", "project", "sales"),
}

#: The types of the decimals by their names.
#: Observed: docs/observed.md#7-units
DECIMALS: dict[str, Any] = {
    "discount": t.Percent,
    "hours": t.Hours,
    "memberNumber": t.Number,
    "quantity": t.Quantity,
    "stock": t.Stock,
    "vatInPercent": t.Percent,
}

#: The discount of these documents is an amount, of which the contract does not state the unit.
WITH_AMOUNT_AS_DISCOUNT = (Offer, OrderConfirmation)


def named(value: Any) -> str:
    return value if isinstance(value, str) else value.__name__


def is_always_sent(default: object) -> bool:
    """Return whether a field with this default has a value in every request, such as False."""
    return default is not t.UNSET and default not in EMPTY


@pytest.mark.parametrize(("schema", "model"), pairs(sent=True), ids=named)
def test_required_fields_are_those_of_the_contract(schema: str, model: type[Model]) -> None:
    """A field is required if it has no default, or if it is in `required` of the mapper."""
    mapper = mapper_of(model)
    keys = {name: mapper.new_keys.get(name, field.key) for name, field in mapper.fields.items()}
    defaults = {keys[field.name]: field.default for field in attrs.fields(model)}
    ours = {key for key, default in defaults.items() if default is attrs.NOTHING}
    ours |= {keys[name] for name in mapper.required}
    always = {keys[name] for name in mapper.always}
    always |= {key for key in defaults.keys() - ours if is_always_sent(defaults[key])}
    theirs = {field.name for field in CONTRACT.schemas[schema].fields.values() if field.required}
    home = f"{mapper.__class__.__name__} ({mapper.__class__.__module__})"
    assert not theirs - ours - always, f"Fiken requires them: add them to `required` of {home}"
    assert not ours - theirs, f"Fiken does not require them: take them out of `required` of {home}"


def whole_numbers(schema: str) -> set[str]:
    """Return the names of the whole numbers of 64 bits of a schema that are not ids."""
    fields = CONTRACT.schemas[schema].fields.values()
    longs = {field.name for field in fields if field.type == "int64"}
    return {name for name in longs if not name.endswith(("Id", "Ids"))}


def test_every_whole_number_is_known() -> None:
    """The contract has no units, so that this list says which of its numbers are money."""
    every = {name for schema in CONTRACT.schemas for name in whole_numbers(schema)}
    unknown = every - AMOUNTS - NUMBERS
    assert not unknown, "add each to AMOUNTS of this test if it is money, and else to NUMBERS"
    assert every == AMOUNTS | NUMBERS


MODELS = sorted({model for _, model in pairs(sent=False) + pairs(sent=True)}, key=named)


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_money_is_an_amount(model: type[Model]) -> None:
    mapper = mapper_of(model)
    types = {field.name: field.type for field in attrs.fields(model)}
    amounts = {name for name, type_ in types.items() if "øre" in t.rule_of(type_).says}
    money = {name for name, field in mapper.fields.items() if field.key in AMOUNTS}
    assert not money - amounts, f"give each of them the type t.Amount in {model.__module__}"
    assert not amounts - money, "they are not money: give them another type, or see AMOUNTS"


def test_every_decimal_is_known() -> None:
    fields = [field for schema in CONTRACT.schemas.values() for field in schema.fields.values()]
    decimals = {field.name for field in fields if field.type == "number"}
    assert DECIMALS.keys() == decimals, "add each to DECIMALS of this test, with its type"


@pytest.mark.parametrize("model", MODELS, ids=named)
def test_a_decimal_has_the_type_of_its_unit(model: type[Model]) -> None:
    types = {field.name: t.rule_of(field.type).says for field in attrs.fields(model)}
    wrong = {
        name: expected
        for name, field in mapper_of(model).fields.items()
        if field.key in DECIMALS
        and not (field.key == "discount" and model in WITH_AMOUNT_AS_DISCOUNT)
        and not types[name].startswith(expected := t.rule_of(DECIMALS[field.key]).says)
    }
    assert not wrong, f"give each of them the type with this rule in {model.__module__}"


#: Fiken puts 34 characters of its own before these texts.
#: Observed: docs/observed.md#4-error-bodies
SHORTER = {("journalEntry", "description"): 166, ("generalJournalEntryRequest", "description"): 166}


def limit_of(says: str) -> int | None:
    """Return the limit of a text from the sentence of its rule."""
    limit = re.search(r"(\d+) characters", says)
    return int(limit[1]) if limit else None


@pytest.mark.parametrize(("schema", "model"), pairs(sent=True), ids=named)
def test_the_limit_of_a_text_is_that_of_the_contract(schema: str, model: type[Model]) -> None:
    """Never stricter than Fiken, and never looser than its contract."""
    mapper, declared = mapper_of(model), CONTRACT.schemas[schema].fields
    types = {field.name: field.type for field in attrs.fields(model)}
    limits = {
        name: (limit_of(t.rule_of(types[name]).says), SHORTER.get((schema, key), known.max_length))
        for name, field in mapper.fields.items()
        for key in [mapper.new_keys.get(name, field.key)]
        if (known := declared.get(key)) and known.access != "ro"
    }
    wrong = {name: limit for name, limit in limits.items() if limit[0] != limit[1]}
    assert not wrong, f"(ours, that of the contract): see the types in {model.__module__}"

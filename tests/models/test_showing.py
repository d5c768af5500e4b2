"""Models as plain values, as JSON and as text."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fiken import (
    Address,
    Contact,
    InvoiceDraft,
    JournalEntry,
    JournalEntryLine,
    OrderLine,
    Payment,
    Product,
    Sale,
    SaleKind,
    Transaction,
    VatType,
    models,
    types as t,
)
from fiken.emulator.store.resources import snake
from fiken.emulator.wire.contract import load
from fiken.mappers import (
    ContactMapper,
    InvoiceMapper,
    PaymentMapper,
    ProductMapper,
    SaleMapper,
)
from fiken.models import Model
from fiken.models._base import model
from fiken.models._fields import fields_of, hints_of
from fiken.models._showing import is_in_currency
from tests.catalogue import all_samples
from tests.models.test_field_docstrings import docstrings_of

CLASSES = [
    cls
    for cls in (getattr(models, name) for name in models.__all__)
    if isinstance(cls, type) and cls is not Model
]
MODELS = [
    model for sample in all_samples() for model in (sample.loaded, sample.new) if model is not None
]
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)

PLAIN = {str, int, bool, Decimal, date, datetime, type(None), dict, list}

SALE = Sale(
    date=date(2026, 6, 15),
    kind=SaleKind.EXTERNAL_INVOICE,
    currency="EUR",
    lines=[
        OrderLine(
            description="Spade",
            net_price=115000,
            net_price_in_currency=10000,
            vat=28750,
            vat_in_currency=2500,
            vat_type=VatType.HIGH,
        ),
        OrderLine(description="Freight, express", net_price=1150, vat_type=VatType.NONE),
    ],
)


# Names


def test_no_field_hides_a_method() -> None:
    """The names of the methods are reserved, whatever Fiken adds to its contract."""
    reserved = {name for name in dir(Model) if not name.startswith("_")}
    assert {"as_dict", "as_json", "as_text", "evolve", "changes"} <= reserved
    fields = {snake(name) for schema in load().schemas.values() for name in schema.fields}
    assert 200 < len(fields)
    assert set() == reserved & fields
    assert set() == reserved & {name for cls in CLASSES for name in fields_of(cls)}


# Plain values


def every_value(value: Any) -> Iterator[Any]:
    yield value
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in items:
        yield from every_value(item)


@each_model
def test_a_dict_has_plain_values(model: Model) -> None:
    plain = model.as_dict()
    assert list(fields_of(type(model))) == list(plain)
    assert {type(value) for value in every_value(plain)} <= PLAIN


def test_a_dict_keeps_types() -> None:
    values = SALE.as_dict()
    line = values["lines"][0]
    assert (date(2026, 6, 15), "EUR", None) == (values["date"], values["currency"], values["kid"])
    assert ("HIGH", str, 115000) == (line["vat_type"], type(line["vat_type"]), line["net_price"])
    assert ([], None) == (values["sale_payments"], values["customer"])


def test_a_dict_has_unknown_members_as_text() -> None:
    """Fields that are not known are left out."""
    spade = ProductMapper().load({"name": "Spade", "vatType": "NEW", "colour": "red"}).as_dict()
    assert ("NEW", str) == (spade["vat_type"], type(spade["vat_type"]))
    assert "colour" not in spade


# JSON


def as_json_value(value: Any) -> Any:
    """Return a value of `as_dict` as the JSON decoder returns it."""
    if isinstance(value, dict):
        return {key: as_json_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json_value(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@each_model
@pytest.mark.parametrize("indent", [None, 0, 2])
def test_json_has_the_values_of_the_dict(model: Model, indent: int | None) -> None:
    decoded = json.loads(model.as_json(indent=indent), parse_float=Decimal)
    assert as_json_value(model.as_dict()) == decoded
    assert list(fields_of(type(model))) == list(decoded)


WITHOUT_DECIMALS = [m for m in MODELS if Decimal not in map(type, every_value(m.as_dict()))]


@pytest.mark.parametrize("model", WITHOUT_DECIMALS, ids=lambda model: type(model).__name__)
@pytest.mark.parametrize("indent", [None, 0, 2])
def test_json_is_laid_out_as_in_python(model: Model, indent: int | None) -> None:
    expected = json.dumps(as_json_value(model.as_dict()), indent=indent, ensure_ascii=False)
    assert expected == model.as_json(indent=indent)


@pytest.mark.parametrize(
    ("stock", "text"),
    [
        (Decimal("2.50"), "2.50"),
        (Decimal("0.1"), "0.1"),
        (Decimal("123456789.012345"), "123456789.012345"),
        (Decimal("1E+3"), "1E+3"),
        (7, "7"),
    ],
)
def test_decimals_are_exact_numbers(stock: Decimal | int, text: str) -> None:
    spade = Product(
        name="Spade", unit_price=1, income_account="3000", vat_type=VatType.HIGH, stock=stock
    )
    assert f'"stock": {text},' in spade.as_json()
    assert stock == json.loads(spade.as_json(), parse_float=Decimal)["stock"]


def test_norwegian_letters_stay_readable() -> None:
    """Half of a surrogate pair, which UTF-8 cannot encode, is escaped."""
    assert '"name": "Blåbær \\"Ørn\\"\\n"' in Contact(name='Blåbær "Ørn"\n').as_json()
    broken = ContactMapper().load({"name": "a\ud83d"})
    assert '"name": "a\\ud83d"' in broken.as_json()
    broken.as_json().encode()


# Text


def test_a_text_shows_what_has_a_value() -> None:
    assert SALE.as_text() == (
        "Sale\n"
        "  date      2026-06-15\n"
        "  kind      external_invoice\n"
        "  lines\n"
        "    description          net_price         vat  vat_type  net_price_in_currency"
        "  vat_in_currency\n"
        "    Spade             1 150,00 NOK  287,50 NOK  HIGH                 100,00 EUR"
        "        25,00 EUR\n"
        "    Freight, express     11,50 NOK              NONE\n"
        "  currency  EUR"
    )


@each_model
def test_every_model_has_a_text(model: Model) -> None:
    lines = model.as_text().splitlines()
    assert type(model).__name__ == lines[0]
    assert [] == [line for line in lines if "None" in line or line != line.rstrip()]
    shown = {line.split()[0] for line in lines[1:] if line.startswith("  ") and line[2] != " "}
    filled = {n for n in fields_of(type(model)) if getattr(model, n) not in (None, ())}
    assert filled == shown


def test_a_text_shows_entities_by_their_name() -> None:
    """A value without an id, such as an address, has lines of its own."""
    address = {"streetAddress": "Storgata 1", "country": "Norge"}
    customer = {"contactId": 7, "name": "Nelly Bloom", "email": "n@example.com", "address": address}
    invoice = InvoiceMapper().load(
        {"customer": customer, "address": address, "sale": {"saleId": 8}, "net": 124950}
    )
    assert invoice.as_text() == (
        "Invoice\n"
        "  net          1 249,50\n"
        "  customer_id  7\n"
        "  customer     Contact 7: Nelly Bloom\n"
        "  address\n"
        "    street_address  Storgata 1\n"
        "    country         Norge\n"
        "  sale         Sale 8"
    )


def test_a_text_shows_lines_of_lines() -> None:
    """The address of a contact person fits into a cell of a table, unlike the lines of an entry."""
    line = JournalEntryLine(amount=5000, debit_account="7770", credit_account="1920:10001")
    entry = JournalEntry(description="Fee", date=date(2026, 6, 15), lines=[line])
    assert Transaction(description="Fee", entries=[entry]).as_text() == (
        "Transaction\n"
        "  description  Fee\n"
        "  entries\n"
        "    JournalEntry\n"
        "      description  Fee\n"
        "      date         2026-06-15\n"
        "      lines\n"
        "           amount  debit_account  credit_account\n"
        "        50,00 NOK  7770           1920:10001"
    )
    people = [{"name": "Tor", "address": {"city": "Bergen", "country": "Norge"}}, {"name": "Ida"}]
    assert ContactMapper().load({"contactPerson": people, "inactive": False}).as_text() == (
        "Contact\n"
        "  contact_person\n"
        "    name  address\n"
        "    Tor   Bergen, Norge\n"
        "    Ida\n"
        "  inactive        no"
    )


def test_a_table_of_files_has_no_urls() -> None:
    """They are longer than a line of a terminal. The text of the file itself has them."""
    url = "https://api.fiken.no/api/v2/files/kvittering.pdf"
    sale = SaleMapper().load(
        {"saleId": 7, "saleAttachments": [{"filename": "kvittering.pdf", "downloadUrl": url}]}
    )
    assert url not in sale.as_text()
    assert "kvittering.pdf" in sale.as_text()
    assert url in sale.sale_attachments[0].as_text()


def test_a_text_cannot_be_forged() -> None:
    """A line break, an escape sequence of the terminal or a change of direction is escaped."""
    text = Contact(name="A\n  email  x\x1b[2J\u202eB\u00a0Å").as_text()
    assert "  name      A\\n  email  x\\x1b[2J\\u202eB\u00a0Å" == text.splitlines()[1]


@pytest.mark.parametrize(
    ("amount", "payment"),
    [
        ("125,00 NOK", Payment(date=date(2026, 6, 15), account="1920", amount=12500)),
        (
            "125,00 EUR",
            Payment(date=date(2026, 6, 15), account="1920", amount=12500, currency="EUR"),
        ),
        ("125,00", PaymentMapper().load({"amount": 12500})),
        ("125,00 EUR", PaymentMapper().load({"amount": 12500, "currency": "EUR"})),
    ],
)
def test_an_amount_never_has_a_wrong_currency(amount: str, payment: Payment) -> None:
    """If Fiken did not say which currency it is, the amount has none."""
    (line,) = (line for line in payment.as_text().splitlines() if line.startswith("  amount "))
    assert amount == line.removeprefix("  amount").strip()


def test_a_draft_without_currency_is_in_kroner() -> None:
    draft = InvoiceDraft(days_until_due_date=14, lines=[models.DraftLine(quantity=1, unit_price=5)])
    assert "0,05 NOK" in draft.as_text()
    assert "0,05 SEK" in draft.evolve(currency="SEK").as_text()
    assert "0,05" == draft.lines[0].as_text().split()[2]
    assert "NOK" not in draft.lines[0].as_text()


@model
class Quote(Model):
    """A model of a user, with a currency."""

    price: t.Amount
    currency: str | None = None


@model
class Beans(OrderLine):
    """A line of a user, with a field more."""

    origin: str | None = None


def test_own_models_name_their_currency() -> None:
    """A subclass of a line is like the line."""
    assert "price     1,00 EUR" in Quote(price=100, currency="EUR").as_text()
    assert "price  1,00 NOK" in Quote(price=100).as_text()
    beans = Beans(description="Beans", vat=100, net_price=400, vat_type=VatType.HIGH)
    sold = Sale(currency="EUR", lines=[beans]).as_text()
    assert ("4,00 NOK" in sold, "1,00 NOK" in sold) == (True, True)


AMOUNT = t.hint_of(t.Amount).rule
AMOUNTS = [(cls, name) for cls in CLASSES for name, h in hints_of(cls).items() if h.rule is AMOUNT]


@pytest.mark.parametrize(("cls", "name"), AMOUNTS)
def test_the_docstring_names_the_shown_currency(cls: type[Model], name: str) -> None:
    """It begins with "Øre" if the amount is in NOK, whatever the currency of the document."""
    assert docstrings_of(cls)[name].startswith("Øre") == (not is_in_currency(cls, name)), (
        "see _IN_CURRENCY and _IN_NOK of fiken/models/_showing.py"
    )


def test_an_address_is_shown() -> None:
    assert "Address\n  country  Norge" == Address(country="Norge").as_text()

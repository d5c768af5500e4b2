"""The families are those of the clients and their repositories, with their filters and columns."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from fiken import CompanyClient, Contact, Fiken, Invoice, Product, VatType, repositories, types as t
from fiken._csv import guarded, unguarded
from fiken.cli._families import (
    as_columns,
    column_named,
    families,
    family_named,
    heading_of,
    named_in,
    value_of,
)
from fiken.emulator import Emulator

#: The families of Fiken. A change here means that a command has come or gone.
NUMBER = 34


def test_no_family_disappears() -> None:
    assert NUMBER == len(families())


def test_every_repository_with_a_list_has_a_family() -> None:
    """Those that are base classes of others are reached by the others."""
    reached: set[type] = set()
    for family in families().values():
        classes = [parent.repository_class for parent in family.parents.values()]
        reached |= {base for each in [family.repository_class, *classes] for base in each.__mro__}
    every = {getattr(repositories, name) for name in repositories.__all__}
    lists = {each for each in every if isinstance(each, type) and hasattr(each, "all")}
    assert lists <= reached


def test_every_family_can_be_named_in_both_numbers() -> None:
    for name, family in families().items():
        assert (name, name) == (family_named(name).name, family_named(family.singular).name)


def test_all_names_lead_to_one_family() -> None:
    names = [n for family in families().values() for n in {family.name, *family.aliases}]
    assert sorted(set(names)) == sorted(names)


def test_a_wrong_name_suggests_a_close_one() -> None:
    with pytest.raises(ValueError, match=r"no family 'invioces': did you mean invoices or"):
        family_named("invioces")
    with pytest.raises(ValueError, match=r"no family 'qqq': fiken list shows the names of all"):
        family_named("qqq")


def test_a_new_repository_is_a_family(monkeypatch: pytest.MonkeyPatch) -> None:
    """A property of the client is enough: nothing is written per family."""

    class PriceListRepository(repositories.Lists[Product]):
        path = "priceLists"

        def all(self) -> repositories.Collection[Product]:
            """Return all price lists."""
            return self._all()

    def price_lists(client: CompanyClient) -> PriceListRepository:
        """The price lists (prisliste)."""
        return client.open(PriceListRepository)

    monkeypatch.setattr(CompanyClient, "price_lists", property(price_lists), raising=False)
    family = family_named("price-lists")
    assert ("price_lists", "The price lists (prisliste)") == (family.path, family.description)


def test_repositories_open_with_their_parents(emulator: Emulator) -> None:
    with emulator.client() as client:
        acme = client.company("acme-as")
        root = "/companies/acme-as"
        cases: list[tuple[str, dict[str, int | None], str]] = [
            ("contacts", {}, f"{root}/contacts"),
            ("invoice-drafts", {}, f"{root}/invoices/drafts"),
            ("payments", {"sale": 12, "purchase": None}, f"{root}/sales/12/payments"),
            ("attachments", {"sale-draft": 3}, f"{root}/sales/drafts/3/attachments"),
        ]
        for name, parents, url in cases:
            repository: Any = families()[name].open(acme, parents)
            assert f"<{type(repository).__name__} {url}>" == repr(repository)
        assert "/companies" in repr(families()["companies"].open(client))


def test_exactly_one_parent_is_needed() -> None:
    acme = Fiken(token="made.up").company("acme-as")
    for name, parents, message in [
        ("payments", {}, "give one of --purchase, --sale"),
        ("payments", {"sale": 1, "purchase": 2}, "give only one of --purchase, --sale"),
        ("contacts", {"sale": 1}, "contacts do not belong to a sale"),
    ]:
        with pytest.raises(ValueError, match=message):
            families()[name].open(acme, parents)


def test_ids_have_the_type_of_the_key() -> None:
    assert 7 == families()["contacts"].id_of("7")
    assert "1920:10001" == families()["accounts"].id_of("1920:10001")
    assert "VIP" == families()["groups"].id_of("VIP")
    for wrong in ("0", "-1", "x", "7.0"):
        with pytest.raises(ValueError, match="whole number"):
            families()["contacts"].id_of(wrong)


def test_filters_have_types_and_explanations() -> None:
    filters = families()["invoices"].filters
    explanation = "The UUID of the draft that became the invoice"
    assert filters["invoice_draft_uuid"].help.startswith(explanation)
    assert "--due-date-lt" == filters["due_date_lt"].option
    assert "Due date before this day" == filters["due_date_lt"].help
    assert [True, False] == [filters[name].is_bool for name in ("settled", "customer_id")]


def test_every_filter_has_an_explanation() -> None:
    filters = [each for family in families().values() for each in family.filters.values()]
    assert [] == [each.name for each in filters if not each.help]
    assert ["date"] == [each.name for each in filters if each.required]


@pytest.mark.parametrize(
    ("annotation", "text", "expected"),
    [
        (str, " as it is ", " as it is "),
        (int | None, "12", 12),
        (t.Amount, "-124950", -124950),
        (bool, "Ja", True),
        (bool, "false", False),
        (t.Date, "2026-06-15", date(2026, 6, 15)),
        (t.Date, "5.6.2026", date(2026, 6, 5)),
        (t.DateTime, "2026-06-15T08:00:00Z", datetime(2026, 6, 15, 8, tzinfo=UTC)),
        (t.Quantity, "12,5", Decimal("12.5")),
        (t.Quantity, "0.125", Decimal("0.125")),
        (t.VatType, "high", VatType.HIGH),
        (t.VatType, "raw-fish", VatType.RAW_FISH),
    ],
)
def test_texts_become_values(annotation: Any, text: str, expected: object) -> None:
    value = value_of(annotation, text)
    assert (expected, type(expected)) == (value, type(value))


@pytest.mark.parametrize(
    ("annotation", "text", "message"),
    [
        (int, "1e3", "'1e3' is not a whole number"),
        (t.Amount, "12,50", "whole number of øre, or of cents in another currency: write 1250"),
        (t.Amount, "1.249", "'1.249' is not an amount, since an amount is a whole number of øre"),
        (bool, "maybe", "neither yes nor no: write true or false"),
        (t.Date, "06/15/2026", "is not a day: write it like 2026-06-15"),
        (t.Date, "31.2.2026", "is not a day"),
        (t.Date, "2026-W05", "is not a day"),
        (t.DateTime, "2026-06-15T08:00:00", "has no time zone: write it like 2026-06-15T08"),
        (t.Quantity, "1 249,5", "is not a number: write it like 12.5 or 12,5"),
        (t.VatType, "hgh", "not one of the choices: did you mean high"),
        (t.Text20, "x" * 21, "is not text of at most 20 characters: it has 21 characters"),
    ],
)
def test_other_texts_are_refused(annotation: Any, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        value_of(annotation, text)


def test_columns_are_those_of_the_model() -> None:
    names = [column.name for column in as_columns(Contact)]
    assert ["contact_id", "created_date", "last_modified_date", "name"] == names[:4]
    assert "address.city" in names
    assert "address" not in names


def test_every_field_has_a_column() -> None:
    """Of a model inside the model, a field of the model inside it."""
    for family in families().values():
        if family.model is None:
            continue
        first = {column.path[0] for column in as_columns(family.model)}
        assert {field.name for field in family.model.__attrs_attrs__} == first


def test_a_column_finds_its_value() -> None:
    contact = Contact(name="Nelly", address=None)
    columns = {column.name: column for column in as_columns(Contact)}
    assert ("Nelly", None) == (
        columns["name"].value(contact),
        columns["address.city"].value(contact),
    )
    (name,) = as_columns(None)
    assert "VIP" == name.value("VIP")


def test_headings_name_the_unit() -> None:
    price = column_named("unit_price", as_columns(Product))
    assert "unit_price" == heading_of(price)
    assert "unit_price (kr)" == heading_of(price, in_main_units=True)
    net = column_named("net", as_columns(Invoice))
    assert "net (currency)" == heading_of(net, in_main_units=True)
    name = column_named("name", as_columns(Product))
    assert "name" == heading_of(name, in_main_units=True)


def test_headings_are_read_again() -> None:
    assert ("unit_price", True) == named_in(" unit_price (kr) ")
    assert ("net", True) == named_in("net (Currency)")
    assert ("name (old)", False) == named_in("name (old)")


def test_a_wrong_column_suggests_another() -> None:
    columns = as_columns(Contact)
    for wrong, message in [
        ("emial", "there is no column 'emial': did you mean email"),
        ("address", r"it has the columns address\.street_address, "),
        ("qqqq", "there are contact_id, created_date, "),
    ]:
        with pytest.raises(ValueError, match=message):
            column_named(wrong, columns)


@pytest.mark.parametrize("text", ["=1+1", "+47 22", "-1", "@x", "\tx", "'=1", "''=1", "'x", "x=1"])
def test_no_text_is_a_formula(text: str) -> None:
    """And each is read again as it was."""
    assert guarded(text)[0] not in "=+-@\t"
    assert text == unguarded(guarded(text))


def test_what_is_inside_a_read_only_field_is_read_only() -> None:
    columns = as_columns(Invoice)
    assert t.Access.READ_ONLY is column_named("customer.name", columns).access
    assert column_named("currency", columns).access is not t.Access.READ_ONLY

"""Models to JSON: the payloads of creation and of updates, and what is refused before."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from fiken import types as t
from fiken.errors import (
    FikenError,
    InvalidModelError,
    MissingAttributesError,
    NotUpdatableError,
    Outcome,
)
from fiken.mappers import ContactMapper, ProductMapper, ProjectMapper, UserMapper
from fiken.mappers._base import Mapper
from fiken.mappers._declaration import PATCH
from fiken.models import Address, Contact, ContactPerson, Model, Product
from fiken.models._base import as_loaded, model


@model
class Line(Model):
    """A model inside another one, with fields that Fiken sets."""

    line_id: t.Identity[int] = t.UNSET
    total: t.ReadOnly[t.Amount | None] = None
    text: str
    price: t.Amount | None = None
    tags: Sequence[str] = ()
    note: t.WriteOnly[str | None] = None


@model
class Order(Model):
    """A model with a field of every kind of access."""

    order_id: t.Identity[int] = t.UNSET
    total: t.ReadOnly[t.Amount] = t.UNSET
    number: t.CreateOnly[str | None] = None
    name: str | None = None
    paid: bool = False
    quantity: t.Quantity | None = None
    day: t.Date | None = None
    vat: t.VatType | None = None
    sent: t.UpdateOnly[bool | None] = None
    secret: t.WriteOnly[str | None] = None
    secrets: t.WriteOnly[Sequence[str]] = ()
    first_line: Line | None = None
    lines: Sequence[Line] = ()
    old_lines: t.CreateOnly[Sequence[Line]] = ()
    groups: Sequence[str] = ()


class LineMapper(Mapper[Line]):
    model = Line
    required: ClassVar[Sequence[str]] = ("price",)


class OrderMapper(Mapper[Order]):
    """A mapper whose update is a PUT of the whole."""

    model = Order
    keys: ClassVar[Mapping[str, str]] = {"name": "title"}
    new_keys: ClassVar[Mapping[str, str]] = {"lines": "newLines"}


class Patched(OrderMapper):
    updates = PATCH


class Renamed(OrderMapper):
    updates: ClassVar[Any] = {"day": "newDay", "sent": "sentManually", "groups": "newGroups"}


class Fixed(OrderMapper):
    updates: ClassVar[Any] = {}


class Demanding(OrderMapper):
    required = ("name", "lines", "day")

    def problems(self, model: Order) -> Iterator[tuple[str, str]]:
        if model.paid and model.quantity is None:
            yield "quantity", "is needed for what is paid"


LINE = Line(text="Spade", price=100)
LOADED = OrderMapper().load(
    {
        "orderId": 1,
        "total": 100,
        "number": "N-1",
        "title": "Spades",
        "paid": True,
        "quantity": 2.5,
        "day": "2026-01-31",
        "vat": "SUPER_HIGH",
        "firstLine": {"lineId": 4, "total": 9, "text": "A", "price": 1, "tags": ["x"]},
        "lines": [{"lineId": 5, "total": 10, "text": "B", "price": 2}],
        "oldLines": [{"text": "C", "price": 3}],
        "groups": ["G"],
    }
)
WHOLE = {
    "title": "Spades",
    "paid": True,
    "quantity": 2.5,
    "day": "2026-01-31",
    "vat": "SUPER_HIGH",
    "firstLine": {"text": "A", "price": 1, "tags": ["x"]},
    "lines": [{"text": "B", "price": 2}],
    "groups": ["G"],
}


# Creation


def test_empty_fields_are_left_out_on_creation() -> None:
    assert {"paid": False} == OrderMapper().create(Order())
    assert {"title": "", "paid": False} == OrderMapper().create(Order(name="", groups=[]))


def test_creation_uses_its_own_keys() -> None:
    order = Order(
        number="N-1",
        name="Spades",
        quantity=Decimal("2.50"),
        day=datetime.date(2026, 1, 31),
        vat=t.VatType.HIGH,
        secret="s",
        secrets=["a"],
        first_line=LINE,
        lines=[LINE.evolve(tags=["x"], note="n"), LINE],
        groups=["G"],
    )
    assert {
        "number": "N-1",
        "title": "Spades",
        "paid": False,
        "quantity": 2.5,
        "day": "2026-01-31",
        "vat": "HIGH",
        "secret": "s",
        "secrets": ["a"],
        "firstLine": {"text": "Spade", "price": 100},
        "newLines": [
            {"text": "Spade", "price": 100, "tags": ["x"], "note": "n"},
            {"text": "Spade", "price": 100},
        ],
        "groups": ["G"],
    } == OrderMapper().create(order)


def test_payloads_are_plain_json() -> None:
    payload = OrderMapper().create(Order(vat=t.VatType.other("X"), quantity=Decimal(3)))
    assert [bool, int, str] == [type(payload[key]) for key in ("paid", "quantity", "vat")]


def test_read_only_values_of_new_models_are_refused() -> None:
    """The error names all of them."""
    order = as_loaded(Order(), order_id=1, total=5)
    new = Order(order_id=order.order_id, total=order.total)
    with pytest.raises(InvalidModelError) as caught:
        OrderMapper().create(new)
    assert {"order_id", "total"} == caught.value.problems.keys()
    assert "is set by Fiken: leave it out of a new model" == caught.value.problems["total"]
    assert not isinstance(caught.value, MissingAttributesError)
    assert caught.value.model is new


def test_read_only_values_of_parts_are_left_out() -> None:
    assert [{"text": "B", "price": 2}] == OrderMapper().create(Order(lines=LOADED.lines))[
        "newLines"
    ]


def test_update_only_values_of_new_models_are_refused() -> None:
    with pytest.raises(InvalidModelError, match="sent"):
        OrderMapper().create(Order(sent=True))


def test_update_only_values_are_not_set_by_fiken() -> None:
    with pytest.raises(InvalidModelError) as caught:
        OrderMapper().create(Order(sent=True))
    assert "is set by Fiken" not in caught.value.problems["sent"]


# Required fields


def test_missing_fields_are_named_at_once() -> None:
    """Those of the lines are named too."""
    order = Order(first_line=Line(text="A"), lines=[LINE, Line(text="B")])
    with pytest.raises(MissingAttributesError) as caught:
        Demanding().create(order)
    assert {
        "name": "is missing",
        "day": "is missing",
        "first_line.price": "is missing",
        "lines[1].price": "is missing",
    } == caught.value.problems
    assert str(caught.value).startswith("Order cannot be saved: name is missing; ")
    assert Outcome.REFUSED is caught.value.outcome


def test_an_empty_list_counts_as_missing() -> None:
    """Zero, False and an empty text do not count as missing."""
    with pytest.raises(MissingAttributesError) as caught:
        Demanding().create(Order(name="", lines=[]))
    assert {"lines", "day"} == caught.value.problems.keys()


def test_copied_lines_are_checked_on_creation() -> None:
    lines = OrderMapper().load({"lines": [{}]}).lines
    with pytest.raises(MissingAttributesError) as caught:
        OrderMapper().create(Order(lines=lines))
    assert {"lines[0].text", "lines[0].price"} == caught.value.problems.keys()


def test_contradictions_are_named_with_missing_fields() -> None:
    with pytest.raises(InvalidModelError) as caught:
        Demanding().create(Order(paid=True, name="N", lines=[LINE]))
    assert {"day", "quantity"} == caught.value.problems.keys()
    assert not isinstance(caught.value, MissingAttributesError)


def test_contradictions_are_refused_on_updates() -> None:
    day = datetime.date(2026, 1, 1)
    loaded = as_loaded(Order(name="N", lines=[LINE], day=day, paid=True, quantity=1))
    with pytest.raises(InvalidModelError, match="quantity is needed for what is paid"):
        Demanding().update(loaded.evolve(quantity=None))


# Updates


@pytest.mark.parametrize("mapper", [OrderMapper(), Patched(), Renamed(), Fixed(), Demanding()])
def test_unchanged_models_have_no_payload(mapper: Mapper[Order]) -> None:
    assert {} == mapper.update(LOADED)
    assert {} == mapper.update(LOADED.evolve())
    assert {} == mapper.update(LOADED.evolve(name="x").evolve(name="Spades"))


def test_a_put_sends_the_whole() -> None:
    assert "PUT" == OrderMapper().update_method
    assert {**WHOLE, "title": "Rakes"} == OrderMapper().update(LOADED.evolve(name="Rakes"))


def test_a_patch_sends_the_change_only() -> None:
    assert "PATCH" == Patched().update_method
    assert {"title": "Rakes"} == Patched().update(LOADED.evolve(name="Rakes"))


def test_named_updates_rename_the_changed_fields() -> None:
    changed = LOADED.evolve(day=datetime.date(2026, 2, 1), sent=True, groups=["H"])
    assert "PATCH" == Renamed().update_method
    assert {"newDay": "2026-02-01", "sentManually": True, "newGroups": ["H"]} == (
        Renamed().update(changed)
    )


CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"name": None}, {"title": None}),
    ({"groups": []}, {"groups": []}),
    ({"lines": ()}, {"lines": []}),
    ({"quantity": Decimal("0.0")}, {"quantity": 0}),
    ({"paid": False}, {"paid": False}),
    ({"vat": "LOW"}, {"vat": "LOW"}),
    ({"secret": "s"}, {"secret": "s"}),
    ({"secrets": ["s"]}, {"secrets": ["s"]}),
    ({"sent": False}, {"sent": False}),
    ({"first_line": None}, {"firstLine": None}),
    ({"first_line": LINE}, {"firstLine": {"text": "Spade", "price": 100, "tags": []}}),
    ({"name": "x", "day": None}, {"title": "x", "day": None}),
]


@pytest.mark.parametrize(("change", "sent"), CHANGES, ids=str)
def test_every_change_is_sent_by_name(change: dict[str, Any], sent: dict[str, Any]) -> None:
    """A change to None or to an empty sequence is sent too."""
    changed = LOADED.evolve(**change)
    assert sent == Patched().update(changed)
    assert {**WHOLE, **sent} == OrderMapper().update(changed)


def test_clearing_is_sent_under_another_name() -> None:
    """It is sent as null, or as an empty list."""
    changed = LOADED.evolve(day=None, groups=())
    assert {"newDay": None, "newGroups": []} == Renamed().update(changed)


UNCHANGEABLE: list[tuple[Mapper[Order], dict[str, Any], tuple[str, ...], str]] = [
    (OrderMapper(), {"total": 5}, ("total",), "Fiken sets it"),
    (OrderMapper(), {"order_id": 2}, ("order_id",), "Fiken sets it"),
    (OrderMapper(), {"number": "N-2"}, ("number",), "it can be given on creation, and not changed"),
    (Patched(), {"number": None}, ("number",), "it can be given on creation, and not changed"),
    (Patched(), {"old_lines": []}, ("old_lines",), "it can be given on creation, and not changed"),
    (Renamed(), {"name": "x"}, ("name",), "it can change day, sent, groups"),
    (Renamed(), {"name": "x", "day": None, "paid": False}, ("name", "paid"), "it can change day"),
    (Fixed(), {"name": "x"}, ("name",), "it cannot be changed at all"),
    (Fixed(), {"total": 1, "name": "x"}, ("total", "name"), "it cannot be changed at all"),
]


@pytest.mark.parametrize(("mapper", "change", "fields", "why"), UNCHANGEABLE)
def test_impossible_changes_are_refused_by_name(
    mapper: Mapper[Order], change: dict[str, Any], fields: tuple[str, ...], why: str
) -> None:
    with pytest.raises(NotUpdatableError) as caught:
        mapper.update(LOADED.evolve(**change))
    assert sorted(fields) == sorted(caught.value.fields)
    assert why in str(caught.value)
    assert str(caught.value).startswith("Fiken cannot change ")
    assert isinstance(caught.value, FikenError)


def test_a_put_checks_changed_values_only() -> None:
    """Incomplete data that came from Fiken is accepted."""
    loaded = OrderMapper().load({"orderId": 1, "firstLine": {"text": "A"}})
    assert {"text": "A"} == OrderMapper().update(loaded.evolve(name="x"))["firstLine"]
    with pytest.raises(InvalidModelError, match=r"lines\[0\]\.price is missing"):
        OrderMapper().update(loaded.evolve(lines=[Line(text="B")]))


def test_a_patch_checks_changed_values_only() -> None:
    loaded = OrderMapper().load({"orderId": 1, "firstLine": {"text": "A"}})
    assert {"title": "x"} == Patched().update(loaded.evolve(name="x"))
    with pytest.raises(InvalidModelError, match=r"lines\[0\]\.price is missing"):
        Patched().update(loaded.evolve(lines=[Line(text="B")]))


def test_fields_that_a_put_omits_are_not_missing() -> None:
    # Fiken's own pages let a contact person have no e-mail.
    nelly = ContactMapper().load(
        {"contactId": 7, "name": "Nelly", "contactPerson": [{"contactPersonId": 1, "name": "B"}]}
    )
    assert {"name": "Nelly", "email": "n@example.com"} == ContactMapper().update(
        nelly.evolve(email="n@example.com")
    )


# The families


def test_a_contact_is_sent() -> None:
    nelly = Contact(
        name="Nelly",
        customer=True,
        phone_number="22",
        member_number=Decimal(12),
        currency="NOK",
        discount=Decimal("12.5"),
        address=Address(street_address_line2="2. etg.", country="Norge"),
        contact_person=[ContactPerson(name="B", email="b@example.com")],
        groups=["A"],
    )
    assert {
        "name": "Nelly",
        "phoneNumber": "22",
        "memberNumber": 12,
        "customer": True,
        "supplier": False,
        "contactPerson": [{"name": "B", "email": "b@example.com"}],
        "currency": "NOK",
        "discount": 12.5,
        "address": {"streetAddressLine2": "2. etg.", "country": "Norge"},
        "groups": ["A"],
    } == ContactMapper().create(nelly)


def test_a_changed_product_is_sent_whole() -> None:
    spade = ProductMapper().load(
        {
            "productId": 3,
            "createdDate": "2026-01-01",
            "name": "Spade",
            "unitPrice": 100,
            "incomeAccount": "3000",
            "vatType": "HIGH",
            "active": True,
            "note": "x",
        }
    )
    assert {
        "name": "Spade",
        "unitPrice": 100,
        "incomeAccount": "3000",
        "vatType": "HIGH",
        "active": True,
        "note": None,
    } == ProductMapper().update(spade.evolve(note=None))


def test_a_changed_project_is_sent_in_part() -> None:
    """Its number cannot change."""
    project = ProjectMapper().load(
        {"projectId": 2, "number": "P1", "name": "P", "contact": {"contactId": 7, "name": "N"}}
    )
    assert {"contactId": 8} == ProjectMapper().update(project.evolve(contact_id=8))
    assert {"contactId": None} == ProjectMapper().update(project.evolve(contact_id=None))
    with pytest.raises(NotUpdatableError, match="number of this Project: it can be given on"):
        ProjectMapper().update(project.evolve(number="P2"))


def test_a_user_dumps_to_its_name() -> None:
    assert {"name": "Me"} == UserMapper().dump(UserMapper().load({"name": "Me"}))


def test_a_new_product_needs_no_more() -> None:
    spade = Product(name="Spade", income_account="3000", vat_type=t.VatType.HIGH)
    assert {"name": "Spade", "incomeAccount": "3000", "vatType": "HIGH", "active": True} == (
        ProductMapper().create(spade)
    )


def test_a_change_of_persons_names_their_repository() -> None:
    nelly = ContactMapper().load({"contactId": 7, "name": "Nelly"})
    betty = ContactPerson(name="Betty", email="betty@example.com")
    with pytest.raises(NotUpdatableError, match=r"with contacts\.persons\(contact\)$") as caught:
        ContactMapper().update(nelly.evolve(contact_person=[betty]))
    assert ("contact_person",) == caught.value.fields


def test_a_mapper_can_have_any_name() -> None:
    """A program that is run, or executed by a notebook, has no module to look for a name in."""

    @model
    class Job(Model):
        job_number: str | None = None

    class ForJobs(Mapper[Job]):
        model = Job
        keys: ClassVar[Mapping[str, str]] = {"job_number": "number"}

    assert {"number": "J-1"} == ForJobs().dump(Job(job_number="J-1"))
    assert Job(job_number="J-1") == ForJobs().load({"number": "J-1"})

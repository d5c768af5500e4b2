"""The read-back policy: write-only values stay, and changes that Fiken dropped are named."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fiken import Accrual, Contact, OrderLine, Payment, Purchase, repositories, types as t
from fiken.mappers._declaration import mapper_of
from fiken.models import Model
from fiken.models._base import as_loaded, is_model, model
from fiken.models._fields import hints_of
from fiken.repositories._read_back import (
    difference,
    rewritten,
    unkept_changes,
    with_write_only_values,
)
from tests.catalogue import all_comparisons


@model
class Line(Model):
    """A value inside another one."""

    line_id: t.Identity[int] = t.UNSET
    text: str
    price: t.Amount | None = None
    note: t.WriteOnly[str | None] = None


@model
class Order(Model):
    """An entity with values inside it and values that do not come back."""

    order_id: t.Identity[int] = t.UNSET
    total: t.ReadOnly[t.Amount] = t.UNSET
    name: str | None = None
    paid: bool = False
    quantity: t.Quantity | None = None
    secret: t.WriteOnly[str | None] = None
    secrets: t.WriteOnly[Sequence[str]] = ()
    first_line: Line | None = None
    lines: Sequence[Line] = ()


LOADED = as_loaded(
    Order(
        order_id=1,
        total=100,
        name="Spades",
        paid=True,
        quantity=Decimal("2.5"),
        first_line=as_loaded(Line(line_id=4, text="A", price=1)),
        lines=(as_loaded(Line(line_id=5, text="B", price=2)),),
    )
)


def test_sent_write_only_values_stay() -> None:
    sent = LOADED.evolve(secret="s")
    kept = with_write_only_values(LOADED, sent)
    assert ("s", {}, False) == (kept.secret, kept.changes, kept.is_new)


def test_a_returned_write_only_value_wins() -> None:
    loaded = as_loaded(LOADED, secret="from Fiken")
    assert "from Fiken" == with_write_only_values(loaded, LOADED.evolve(secret="s")).secret


def test_sent_write_only_lists_stay() -> None:
    kept = with_write_only_values(LOADED, LOADED.evolve(secrets=["s"]))
    assert ("s",) == kept.secrets


@pytest.mark.parametrize(
    ("change", "unkept"),
    [
        ({"name": "x"}, ["name"]),
        ({"name": "Spades"}, []),
        ({"secret": "s"}, []),
        ({"total": 5}, []),
        ({"quantity": Decimal("2.50")}, []),
        ({"lines": (Line(text="B", price=2),)}, []),
        ({"lines": (Line(text="B", price=2, note="not given back"),)}, []),
        ({"lines": (Line(text="B", price=3),)}, ["lines"]),
        ({"lines": ()}, ["lines"]),
        ({"first_line": None, "paid": False}, ["first_line", "paid"]),
    ],
    ids=str,
)
def test_an_unkept_change_is_named(change: dict[str, Any], unkept: list[str]) -> None:
    assert unkept == unkept_changes(change, LOADED, {})


def test_a_comparison_decides_for_its_field() -> None:
    change = {"name": "x", "lines": (Line(text="B", price=3),)}
    assert ["lines"] == unkept_changes(change, LOADED, {Order: {"name": rewritten}})
    assert ["name"] == unkept_changes(change, LOADED, {Line: {"price": rewritten}})


@pytest.mark.parametrize(
    ("name", "sent", "expected"),
    [
        ("name", "x", ("name", "x", "Spades")),
        ("lines", (Line(text="B", price=3),), ("lines[0].price", 3, 2)),
        ("lines", (), ("lines", (), LOADED.lines)),
    ],
    ids=["name", "line", "lines"],
)
def test_the_first_difference_is_named(name: str, sent: Any, expected: tuple[Any, ...]) -> None:
    assert expected == difference(name, sent, getattr(LOADED, name), {})


def test_a_comparison_holds_for_subclasses() -> None:
    @model
    class Special(Order):
        pass

    loaded = as_loaded(Special(name="Spades"))
    assert [] == unkept_changes({"name": "x"}, loaded, {Order: {"name": rewritten}})


# The families


def test_a_purchase_keeps_its_project() -> None:
    """Fiken returns the projects of its lines beside it."""
    loaded = mapper_of(Purchase).load({"project": [{"projectId": 7}, {"projectId": 8}]})
    comparisons = all_comparisons()
    assert [] == unkept_changes({"project_id": 7}, loaded, comparisons)
    assert ["project_id"] == unkept_changes({"project_id": 9}, loaded, comparisons)


@pytest.mark.parametrize(
    ("cls", "sent", "answer"),
    [
        (OrderLine, {"vat": 0}, {"vat": None}),
        (Payment, {"currency": "NOK", "fee": 10}, {"amount": 1}),
        (Accrual, {"start_date": date(2026, 5, 15)}, {"startDate": "2026-05-01"}),
        (Contact, {"groups": ("A", "B")}, {"groups": ["B", "A"]}),
        (Contact, {"email": ""}, {"email": None}),
    ],
)
def test_a_value_in_fikens_form_is_kept(
    cls: type[Model], sent: dict[str, Any], answer: dict[str, Any]
) -> None:
    assert [] == unkept_changes(sent, mapper_of(cls).load(answer), all_comparisons())


@pytest.mark.parametrize(
    ("cls", "sent", "answer"),
    [
        (OrderLine, {"vat": 5}, {"vat": None}),
        (Payment, {"currency": "SEK"}, {"currency": "NOK"}),
        (Payment, {"fee": 10}, {"fee": 20}),
        (Accrual, {"start_date": date(2026, 5, 15)}, {"startDate": "2026-06-01"}),
        (Contact, {"groups": ("A", "B")}, {"groups": ["B"]}),
        (Contact, {"email": "a@example.com"}, {"email": None}),
    ],
)
def test_a_different_value_is_not_kept(
    cls: type[Model], sent: dict[str, Any], answer: dict[str, Any]
) -> None:
    assert list(sent) == unkept_changes(sent, mapper_of(cls).load(answer), all_comparisons())


def models_in(cls: type[Model]) -> Iterator[type[Model]]:
    """Yield the model and every model that is sent inside it."""
    yield cls
    for hint in hints_of(cls).values():
        if is_model(hint.value_type) and hint.access is not t.Access.READ_ONLY:
            yield from models_in(hint.value_type)


EVERY = [getattr(repositories, name) for name in repositories.__all__]
SAVING = [each for each in EVERY if hasattr(each, "comparisons") and hasattr(each, "path")]


@pytest.mark.parametrize("repository", SAVING, ids=lambda each: each.__name__)
def test_a_repository_declares_all_comparisons(repository: Any) -> None:
    """A model that needs a comparison in one repository needs it wherever it is inside another."""
    expected = all_comparisons().keys() & set(models_in(repository.mapper.model))
    assert expected == repository.comparisons.keys() & expected

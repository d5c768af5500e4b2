"""Sales, purchases and their lines for the tests, and what the mappers say about them."""

import warnings
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fiken import (
    Fiken,
    InvalidModelError,
    OrderLine,
    Purchase,
    PurchaseKind,
    Sale,
    SaleKind,
    UnlikelyValueWarning,
    VatType,
)
from fiken.mappers._declaration import mapper_of
from fiken.models import Model
from tests.samples._sample import Sample

# No server listens there: a request would raise a TransportError.
ACME = Fiken(token="made.up", base_url="http://127.0.0.1:9/api/v2").company("acme-as")
SALES, PURCHASES, TRANSACTIONS = ACME.sales, ACME.purchases, ACME.transactions
DAY, DAY_AFTER = date(2026, 6, 15), date(2026, 6, 16)
IN_CASH: dict[str, Any] = {"payment_account": "1920:10001", "payment_date": DAY}


MUG: dict[str, Any] = {
    "description": "Krus",
    "net_price": 15920,
    "vat": 3980,
    "account": "3000",
    "vat_type": VatType.HIGH,
}
SOLD: dict[str, Any] = {"date": DAY, "kind": SaleKind.EXTERNAL_INVOICE, "currency": "NOK"}
BOUGHT: dict[str, Any] = {"date": DAY, "kind": PurchaseKind.SUPPLIER, "currency": "NOK"}


def a_line(**fields: Any) -> OrderLine:
    """Return a line for a mug of 199.00 kroner, of which 39.80 are tax."""
    return OrderLine(**{**MUG, **fields})


def in_currency(**fields: Any) -> OrderLine:
    """Return a line for the mug at 11.50 NOK per unit of a currency: 13.84, and 3.46 of tax."""
    return a_line(net_price_in_currency=1384, vat_in_currency=346, **fields)


def a_sale(*lines: OrderLine, **fields: Any) -> Sale:
    return Sale(**{**SOLD, **fields}, lines=lines or (a_line(),))


def a_cash_sale(*lines: OrderLine, **fields: Any) -> Sale:
    return a_sale(*lines, **{"kind": SaleKind.CASH_SALE, "total_paid": 19900, **IN_CASH, **fields})


def a_purchase(*lines: OrderLine, **fields: Any) -> Purchase:
    return Purchase(**{**BOUGHT, **fields}, lines=lines or (a_line(account="6540"),))


def a_cash_purchase(*lines: OrderLine, **fields: Any) -> Purchase:
    return a_purchase(*lines, **{"kind": PurchaseKind.CASH_PURCHASE, **IN_CASH, **fields})


def problems_of(repository: Any, model: Model) -> dict[str, str]:
    """Return the problems of a model, and check that `save` names the same ones."""
    with pytest.raises(InvalidModelError) as caught:
        repository.payload(model)
    with pytest.raises(InvalidModelError) as saving:
        repository.save(model)
    assert caught.value.problems == saving.value.problems
    assert caught.value.model is model
    text = str(saving.value)
    assert all(f"{path} {message}" in text for path, message in caught.value.problems.items())
    return caught.value.problems


TRADES: list[tuple[Any, Callable[..., Any]]] = [(SALES, a_sale), (PURCHASES, a_purchase)]
of_each_trade = pytest.mark.parametrize(("repository", "make"), TRADES, ids=["sale", "purchase"])


def warned(repository: Any, model: Model) -> list[str]:
    """Return the messages of the warnings of `payload`, which returns a payload nevertheless."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert repository.payload(model)
    assert {UnlikelyValueWarning} >= {one.category for one in caught}
    return [str(one.message) for one in caught]


def loaded_from(sample: Sample) -> Any:
    """Return the model that the answer of a sample is loaded to."""
    return mapper_of(sample.model).load(sample.answer)

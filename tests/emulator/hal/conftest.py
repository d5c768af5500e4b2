"""Fixtures that send plain HTTP to API v1 of the emulator."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.conftest import Api
from tests.emulator.hal.v1 import V1


@pytest.fixture
def v1(emulator: Emulator) -> Iterator[V1]:
    """API v1 of the demo company, for the first user."""
    with V1(emulator) as session:
        yield session


@pytest.fixture
def empty() -> Iterator[tuple[Emulator, V1]]:
    """An emulator without contacts, products and postings, and its API v1."""
    with Emulator(seed=1, empty=True) as own:
        with V1(own) as session:
            yield own, session
        own.check_books()


@pytest.fixture
def v2(api: Api) -> requests.Session:
    """API v2 of the same company."""
    return api


@pytest.fixture
def customer(v1: V1) -> str:
    """The URL of a new customer."""
    return v1.create("/contacts", {"name": "Kari Kaffe", "customer": True})


@pytest.fixture
def sale(v1: V1, customer: str) -> str:
    """The URL of a new, open sale of 500.00 kroner."""
    return v1.create("/sales", external_invoice(customer))


def external_invoice(customer: object, **fields: Any) -> dict[str, Any]:
    """Return the body of an open sale of 400.00 kroner and 100.00 of VAT."""
    line = {"description": "Kaffe", "netPrice": 40000, "vat": 10000, "vatType": "HIGH"}
    return {
        "date": "2026-05-01",
        "kind": "EXTERNAL_INVOICE",
        "identifier": "2026-17",
        "customer": customer,
        "lines": [line],
        **fields,
    }

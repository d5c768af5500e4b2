"""Hands for the tests of sales and purchases, over plain HTTP."""

import json
from typing import Any

import requests

from fiken.emulator import Emulator

BANK, CASH = "1920:10001", "1900"
END = "2026-12-31"

#: 1,000 and 250 VAT.
LINE: dict[str, Any] = {
    "description": "Kaffekvern",
    "account": "3000",
    "vatType": "HIGH",
    "netPrice": 1_000_00,
    "vat": 250_00,
}
SALE: dict[str, Any] = {
    "kind": "external_invoice",
    "date": "2026-06-01",
    "currency": "NOK",
    "lines": [LINE],
}
BOUGHT: dict[str, Any] = {**LINE, "description": "Papir", "account": "6800"}
PURCHASE: dict[str, Any] = {**SALE, "kind": "supplier", "lines": [BOUGHT]}
#: What a cash sale or purchase says besides.
IN_CASH: dict[str, Any] = {"paymentAccount": BANK, "paymentDate": "2026-06-01"}


def ask(api: requests.Session, method: str, path: str, status: int, **options: Any) -> Any:
    """Send, demand the status, and return the JSON of the answer, or its Location."""
    answer = api.request(method, path, **options)
    assert status == answer.status_code, answer.text
    return answer.json() if answer.content else answer.headers.get("Location")


def post(api: requests.Session, path: str, body: dict[str, Any]) -> str:
    """Create; returns the Location."""
    location = ask(api, "POST", path, 201, json=body)
    assert isinstance(location, str)
    assert location.rpartition("/")[2].isdigit()
    return location


def refusal(api: requests.Session, method: str, path: str, **options: Any) -> tuple[int, str]:
    """Send what is refused; status and message."""
    answer = api.request(method, path, **options)
    assert answer.status_code >= 400, answer.text
    # Norwegian ones come in ISO-8859-1 (docs/observed.md#3-responses).
    text = answer.content.decode("utf-8" if b"logref" in answer.content else "iso-8859-1")
    found: Any = json.loads(text)
    body = found[0] if text.startswith("[") else found
    return answer.status_code, str(body.get("message", body.get("error_description")))


def balances(api: requests.Session, date: str = END) -> dict[str, int]:
    """The accounts that are not 0, at the end of a day."""
    found: dict[str, int] = {}
    for page in range(10):
        rows = ask(api, "GET", f"/accountBalances?date={date}&pageSize=100&page={page}", 200)
        found |= {row["code"]: row["balance"] for row in rows if row["balance"]}
    return found


def moved(api: requests.Session, before: dict[str, int], date: str = END) -> dict[str, int]:
    """What has changed since `balances`, at the end of a day."""
    now = balances(api, date)
    changes = {code: now.get(code, 0) - before.get(code, 0) for code in {*now, *before}}
    return {code: change for code, change in sorted(changes.items()) if change}


def contact(api: requests.Session, **fields: Any) -> dict[str, Any]:
    """A new contact."""
    location = post(api, "/contacts", {"name": "Ny", **fields})
    found: dict[str, Any] = ask(api, "GET", location, 200)
    return found


def tables(emulator: Emulator) -> list[Any]:
    """Every row of every table, to see that nothing was left behind."""
    state = emulator._state
    assert state is not None
    names = [row[0] for row in state.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [[tuple(row) for row in state.rows(f"SELECT * FROM {name}")] for name in names]

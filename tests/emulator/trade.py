"""Bodies and functions that the tests of sales and purchases share; the requests are plain HTTP."""

import json
from typing import Any

import requests

from fiken.emulator import Emulator

BANK, CASH = "1920:10001", "1900"
END = "2026-12-31"

#: A line of 1,000 kroner and 250 of VAT.
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
#: Further fields of a cash sale or a cash purchase.
IN_CASH: dict[str, Any] = {"paymentAccount": BANK, "paymentDate": "2026-06-01"}


def ask(api: requests.Session, method: str, path: str, status: int, **options: Any) -> Any:
    """Send a request that must get this status; return the JSON of the answer, or its Location."""
    answer = api.request(method, path, **options)
    assert status == answer.status_code, answer.text
    return answer.json() if answer.content else answer.headers.get("Location")


def post(api: requests.Session, path: str, body: dict[str, Any]) -> str:
    """Create what the body describes and return its Location."""
    location = ask(api, "POST", path, 201, json=body)
    assert isinstance(location, str)
    assert location.rpartition("/")[2].isdigit()
    return location


def read(api: requests.Session, path: str) -> dict[str, Any]:
    """Return the object at this path."""
    row: dict[str, Any] = ask(api, "GET", path, 200)
    return row


def pay(api: requests.Session, owner: str, amount: int, **fields: Any) -> str:
    """Pay the document from the bank account on 10 June; return the URL of the payment."""
    payment = {"date": "2026-06-10", "account": BANK, "amount": amount}
    return post(api, f"{owner}/payments", {**payment, **fields})


def refusal(api: requests.Session, method: str, path: str, **options: Any) -> tuple[int, str]:
    """Send a request that must be refused; return the status and the message."""
    answer = api.request(method, path, **options)
    assert answer.status_code >= 400, answer.text
    # Norwegian messages are encoded in ISO-8859-1 (docs/observed.md#3-responses).
    text = answer.content.decode("utf-8" if b"logref" in answer.content else "iso-8859-1")
    payload: Any = json.loads(text)
    problem = payload[0] if text.startswith("[") else payload
    return answer.status_code, str(problem.get("message", problem.get("error_description")))


def balances(api: requests.Session, date: str = END) -> dict[str, int]:
    """Return the accounts whose balance is not 0 at the end of a day."""
    balance_by_code: dict[str, int] = {}
    for page in range(10):
        rows = ask(api, "GET", f"/accountBalances?date={date}&pageSize=100&page={page}", 200)
        balance_by_code |= {row["code"]: row["balance"] for row in rows if row["balance"]}
    return balance_by_code


def balance_changes(
    api: requests.Session, before: dict[str, int], date: str = END
) -> dict[str, int]:
    """Return the changes since `balances`, at the end of a day."""
    now = balances(api, date)
    changes = {code: now.get(code, 0) - before.get(code, 0) for code in {*now, *before}}
    return {code: change for code, change in sorted(changes.items()) if change}


def contact(api: requests.Session, **fields: Any) -> dict[str, Any]:
    """Create a contact and return it."""
    return read(api, post(api, "/contacts", {"name": "Ny", **fields}))


def tables(emulator: Emulator) -> list[Any]:
    """Return every row of every table: a refused request must not change any of them."""
    state = emulator._state
    assert state is not None
    names = [row[0] for row in state.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [[tuple(row) for row in state.rows(f"SELECT * FROM {name}")] for name in names]

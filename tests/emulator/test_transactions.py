"""Transactions: reading, deleting, reversals."""

from typing import Any

import pytest
import requests

BANK = "1920:10001"


def book(api: requests.Session, **fields: Any) -> str:
    """Post rent of 7 kroner; return the URL of the transaction."""
    lines = [{"amount": 700, "debitAccount": "6300", "creditAccount": BANK}]
    entry = {"description": "Leie", "date": "2026-03-01", "lines": lines}
    body = {"description": "Leie", "journalEntries": [entry], **fields}
    answer = api.post("/generalJournalEntries", json=body)
    assert 201 == answer.status_code, answer.text
    return answer.headers["Location"]


def rent(api: requests.Session, date: str = "2026-12-31") -> int:
    """Return the balance of the account for rent at the end of a day."""
    return int(api.get(f"/accountBalances/6300?date={date}").json()["balance"])


def delete(api: requests.Session, location: str) -> requests.Response:
    """Delete the transaction and return the answer."""
    return api.patch(f"{location}/delete", params={"description": "Feil"})


def test_deleted_transaction_is_reversed(api: requests.Session) -> None:
    """The transaction can still be read."""
    before, location = rent(api), book(api)
    answer = delete(api, location)
    assert (200, True) == (answer.status_code, answer.json()["deleted"])
    assert answer.json() == api.get(location).json()
    assert before == rent(api)


def test_deleted_entries_name_their_reversal(api: requests.Session) -> None:
    (entry,) = delete(api, book(api)).json()["entries"]
    reversal = api.get(f"/transactions/{entry['offsetTransactionId']}").json()
    assert ("Feil", False) == (reversal["description"], reversal["deleted"])
    postings = [(x["account"], x["amount"]) for x in reversal["entries"][0]["lines"]]
    assert [("6300", -700), (BANK, 700)] == postings
    assert entry == api.get(f"/journalEntries/{entry['journalEntryId']}").json()


def test_open_transaction_is_erased(api: requests.Session) -> None:
    """`open` is a field of the contract: such a transaction is removed without a reversal."""
    balance, before = rent(api), api.get("/transactions").json()
    answer = delete(api, book(api, open=True))
    assert (200, True) == (answer.status_code, answer.json()["deleted"])
    assert (before, balance) == (api.get("/transactions").json(), rent(api))
    entry = answer.json()["entries"][0]["journalEntryId"]
    assert 404 == api.get(f"/journalEntries/{entry}").status_code


def test_erased_transaction_loses_its_attachments(api: requests.Session) -> None:
    """After each test, `check_books` fails where an attachment has no parent."""
    location = book(api, open=True)
    entry = api.get(location).json()["entries"][0]["journalEntryId"]
    form: Any = {"filename": (None, "a.pdf"), "file": ("a.pdf", b"%PDF-")}
    assert 201 == api.post(f"/journalEntries/{entry}/attachments", files=form).status_code
    (erased_entry,) = delete(api, location).json()["entries"]
    assert ["a.pdf"] == [each["filename"] for each in erased_entry["attachments"]]


def test_second_deletion_is_refused(api: requests.Session) -> None:
    """Emulator choice: what Fiken does is not known."""
    location = book(api)
    delete(api, location)
    before = api.get("/transactions").json()
    assert 400 == delete(api, location).status_code
    assert before == api.get("/transactions").json()


def test_reversal_is_not_deleted(api: requests.Session) -> None:
    """Emulator choice: without its reversal, a deleted transaction would count again."""
    entry = delete(api, book(api)).json()["entries"][0]
    answer = delete(api, f"/transactions/{entry['offsetTransactionId']}")
    assert 400 == answer.status_code
    assert str(entry["transactionId"]) in answer.text


@pytest.mark.parametrize(
    ("path", "kind"), [("sales", "external_invoice"), ("purchases", "supplier")]
)
def test_transaction_of_document_is_not_deleted(
    api: requests.Session, path: str, kind: str
) -> None:
    """Emulator choice: otherwise the document would contradict the books. Delete the document."""
    account = "3000" if path == "sales" else "6300"
    line = {"description": "Kaffe", "account": account, "vatType": "HIGH", "netPrice": 80}
    body = {"kind": kind, "date": "2026-03-01", "currency": "NOK", "lines": [{**line, "vat": 20}]}
    document = api.get(api.post(f"/{path}", json=body).headers["Location"]).json()
    location = f"/transactions/{document['transactionId']}"
    answer = delete(api, location)
    assert (400, False) == (answer.status_code, api.get(location).json()["deleted"])
    assert path in answer.json()["message"]


def test_deletion_requires_description(api: requests.Session) -> None:
    location = book(api)
    answer = api.patch(f"{location}/delete")
    assert 400 == answer.status_code
    assert "'description' er påkrevd" in answer.json()[0]["message"]
    assert api.get(location).json()["deleted"] is False


def test_too_long_description_is_500(api: requests.Session) -> None:
    """Nothing is deleted. The limit is that of journal entries.

    Observed: docs/observed.md#4-error-bodies
    """
    location = book(api)
    answer = api.patch(f"{location}/delete", params={"description": "x" * 201})
    assert (500, False) == (answer.status_code, api.get(location).json()["deleted"])


def test_unknown_transaction_is_404(api: requests.Session) -> None:
    assert [404, 404] == [
        api.get("/transactions/1").status_code,
        delete(api, "/transactions/1").status_code,
    ]


@pytest.mark.parametrize(
    ("query", "is_listed"),
    [
        ("createdDate=2026-06-15", True),
        ("createdDateLt=2026-06-15", False),
        ("createdDateLe=2026-06-15&createdDateGt=2026-06-14", True),
        ("createdDateGe=2026-06-16", False),
        ("lastModified=2026-06-15", True),
        ("lastModifiedGe=2026-06-15", True),
        ("lastModifiedLe=2026-06-14", False),
        ("lastModifiedGt=2026-06-15", False),
        ("lastModifiedLt=2026-06-16", True),
    ],
)
def test_transactions_are_filtered_by_date(
    api: requests.Session, query: str, is_listed: bool
) -> None:
    key = int(book(api).rpartition("/")[2])
    keys = [each["transactionId"] for each in api.get(f"/transactions?{query}").json()]
    assert is_listed == (key in keys)


def test_deletion_sets_last_modified(
    api: requests.Session,
) -> None:
    """The transaction and its entries get a new `lastModifiedDate`."""
    old = api.get("/transactions").json()[0]
    delete(api, f"/transactions/{old['transactionId']}")
    changed = api.get("/transactions?lastModified=2026-06-15&createdDateLt=2026-01-01").json()
    assert [old["transactionId"]] == [each["transactionId"] for each in changed]
    entries = api.get("/journalEntries?lastModified=2026-06-15&createdDateLt=2026-01-01").json()
    assert changed[0]["entries"] == entries


def test_transactions_are_paged(api: requests.Session) -> None:
    answer = api.get("/transactions?pageSize=1&page=1")
    assert "1" == answer.headers["Fiken-Api-Page-Size"]
    assert api.get("/transactions").json()[1:2] == answer.json()

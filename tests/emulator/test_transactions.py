"""Transactions: lists, and what deleting leaves behind."""

from typing import Any

import pytest
import requests

BANK = "1920:10001"


def book(api: requests.Session, **fields: Any) -> str:
    lines = [{"amount": 700, "debitAccount": "6300", "creditAccount": BANK}]
    entry = {"description": "Leie", "date": "2026-03-01", "lines": lines}
    body = {"description": "Leie", "journalEntries": [entry], **fields}
    answer = api.post("/generalJournalEntries", json=body)
    assert 201 == answer.status_code, answer.text
    return answer.headers["Location"]


def rent(api: requests.Session, date: str = "2026-12-31") -> int:
    return int(api.get(f"/accountBalances/6300?date={date}").json()["balance"])


def delete(api: requests.Session, location: str) -> requests.Response:
    return api.patch(f"{location}/delete", params={"description": "Feil"})


def test_a_deleted_transaction_is_reversed_and_stays(api: requests.Session) -> None:
    before, location = rent(api), book(api)
    answer = delete(api, location)
    assert (200, True) == (answer.status_code, answer.json()["deleted"])
    assert answer.json() == api.get(location).json()
    assert before == rent(api)


def test_its_entries_name_the_transaction_that_reverses_them(api: requests.Session) -> None:
    (entry,) = delete(api, book(api)).json()["entries"]
    reverse = api.get(f"/transactions/{entry['offsetTransactionId']}").json()
    assert ("Feil", False) == (reverse["description"], reverse["deleted"])
    shown = [(x["account"], x["amount"]) for x in reverse["entries"][0]["lines"]]
    assert [("6300", -700), (BANK, 700)] == shown
    assert entry == api.get(f"/journalEntries/{entry['journalEntryId']}").json()


def test_an_open_transaction_is_erased_without_a_reverse(api: requests.Session) -> None:
    """The contract's `open`."""
    balance, before = rent(api), api.get("/transactions").json()
    answer = delete(api, book(api, open=True))
    assert (200, True) == (answer.status_code, answer.json()["deleted"])
    assert (before, balance) == (api.get("/transactions").json(), rent(api))
    entry = answer.json()["entries"][0]["journalEntryId"]
    assert 404 == api.get(f"/journalEntries/{entry}").status_code


def test_an_erased_transaction_takes_its_attachments_along(api: requests.Session) -> None:
    """`check_books`, after every test, looks for those that hang on nothing."""
    location = book(api, open=True)
    entry = api.get(location).json()["entries"][0]["journalEntryId"]
    form: Any = {"filename": (None, "a.pdf"), "file": ("a.pdf", b"%PDF-")}
    assert 201 == api.post(f"/journalEntries/{entry}/attachments", files=form).status_code
    (shown,) = delete(api, location).json()["entries"]
    assert ["a.pdf"] == [each["filename"] for each in shown["attachments"]]


def test_it_is_deleted_once(api: requests.Session) -> None:
    """Our choice: nobody has tried it."""
    location = book(api)
    delete(api, location)
    before = api.get("/transactions").json()
    assert 400 == delete(api, location).status_code
    assert before == api.get("/transactions").json()


def test_the_reverse_stays(api: requests.Session) -> None:
    """Our choice: without it the deleted one would be neither there nor gone."""
    entry = delete(api, book(api)).json()["entries"][0]
    answer = delete(api, f"/transactions/{entry['offsetTransactionId']}")
    assert 400 == answer.status_code
    assert str(entry["transactionId"]) in answer.text


@pytest.mark.parametrize(
    ("path", "kind"), [("sales", "external_invoice"), ("purchases", "supplier")]
)
def test_what_books_a_document_is_undone_through_the_document(
    api: requests.Session, path: str, kind: str
) -> None:
    """Our choice: otherwise the document would contradict the books."""
    account = "3000" if path == "sales" else "6300"
    line = {"description": "Kaffe", "account": account, "vatType": "HIGH", "netPrice": 80}
    body = {"kind": kind, "date": "2026-03-01", "currency": "NOK", "lines": [{**line, "vat": 20}]}
    document = api.get(api.post(f"/{path}", json=body).headers["Location"]).json()
    location = f"/transactions/{document['transactionId']}"
    answer = delete(api, location)
    assert (400, False) == (answer.status_code, api.get(location).json()["deleted"])
    assert path in answer.json()["message"]


def test_deleting_needs_a_description(api: requests.Session) -> None:
    location = book(api)
    answer = api.patch(f"{location}/delete")
    assert 400 == answer.status_code
    assert "'description' er påkrevd" in answer.json()[0]["message"]
    assert api.get(location).json()["deleted"] is False


def test_a_description_too_long_is_500_and_deletes_nothing(api: requests.Session) -> None:
    """The limit is that of journal entries.

    Observed: docs/observed.md#4-error-bodies
    """
    location = book(api)
    answer = api.patch(f"{location}/delete", params={"description": "x" * 201})
    assert (500, False) == (answer.status_code, api.get(location).json()["deleted"])


def test_what_is_not_there_is_404(api: requests.Session) -> None:
    assert [404, 404] == [
        api.get("/transactions/1").status_code,
        delete(api, "/transactions/1").status_code,
    ]


@pytest.mark.parametrize(
    ("query", "is_told"),
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
def test_transactions_are_filtered_by_their_days(
    api: requests.Session, query: str, is_told: bool
) -> None:
    key = int(book(api).rpartition("/")[2])
    found = [each["transactionId"] for each in api.get(f"/transactions?{query}").json()]
    assert is_told == (key in found)


def test_a_deletion_is_a_change_of_the_old_transaction_and_its_entries(
    api: requests.Session,
) -> None:
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

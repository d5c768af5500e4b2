"""General journal entries: posting, reading, refusals."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
import requests

PREFIX = "Fri postering registrert via API: "
BANK = "1920:10001"


def entry(*lines: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a journal entry of 1 March 2026 with these lines."""
    return {"description": "Kaffe", "date": "2026-03-01", "lines": list(lines), **fields}


def post(api: requests.Session, *entries: Any, **fields: Any) -> requests.Response:
    """Post the entries as one transaction and return the answer."""
    body = {"description": "Kaffe", "journalEntries": list(entries), **fields}
    return api.post("/generalJournalEntries", json=body)


def posted(api: requests.Session, *lines: Mapping[str, Any]) -> list[tuple[str, int, str | None]]:
    """Post the lines as one entry; return account, amount and VAT code of each line read back."""
    answer = post(api, entry(*lines))
    assert answer.status_code == 201, answer.text
    transaction = api.get(answer.headers["Location"]).json()
    return [(x["account"], x["amount"], x["vatCode"]) for x in transaction["entries"][0]["lines"]]


def debit(account: str, amount: int, code: int | None = None) -> dict[str, Any]:
    """Return a line that debits the account, with a VAT code if one is given."""
    line = {"amount": amount, "debitAccount": account}
    return line if code is None else {**line, "debitVatCode": code}


def credit(account: str, amount: int, code: int | None = None) -> dict[str, Any]:
    """Return a line that credits the account, with a VAT code if one is given."""
    line = {"amount": amount, "creditAccount": account}
    return line if code is None else {**line, "creditVatCode": code}


def message(answer: requests.Response) -> str:
    """Return the text of the answer, which Fiken encodes in ISO-8859-1."""
    return str(answer.content.decode("iso-8859-1"))


def test_location_is_of_the_transaction(api: requests.Session) -> None:
    """Observed: docs/observed.md#3-responses"""
    answer = post(api, entry(debit("6300", 100), credit(BANK, 100)))
    assert (201, b"") == (answer.status_code, answer.content)
    root, _, key = answer.headers["Location"].rpartition("/")
    assert f"{api.base}/transactions" == root  # type: ignore[attr-defined]
    assert int(key) == api.get(answer.headers["Location"]).json()["transactionId"]
    assert api.get(f"/journalEntries/{key}").status_code == 404


def test_transaction_is_returned_with_entries(api: requests.Session) -> None:
    location = post(api, entry(debit("6300", 100), credit(BANK, 100))).headers["Location"]
    transaction = api.get(location).json()
    (booked,) = transaction["entries"]
    day = {"createdDate": "2026-06-15", "lastModifiedDate": "2026-06-15"}
    line: dict[str, Any] = {"vatCode": None, "projectId": [], "lastModifiedDate": "2026-06-15"}
    expected = {
        "journalEntryId": booked["journalEntryId"],
        **day,
        "transactionId": transaction["transactionId"],
        "offsetTransactionId": None,
        "journalEntryNumber": 1,
        "description": f"{PREFIX}Kaffe",
        "date": "2026-03-01",
        "lines": [
            {"account": "6300", "amount": 100, **line},
            {"account": BANK, "amount": -100, **line},
        ],
        "attachments": [],
    }
    assert expected == booked == api.get(f"/journalEntries/{booked['journalEntryId']}").json()
    assert {
        "transactionId": int(location.rpartition("/")[2]),
        **day,
        "description": f"{PREFIX}Kaffe",
        "type": "General Journal Entry",
        "entries": [booked],
        "deleted": False,
    } == transaction


def test_line_with_two_sides_posts_both(api: requests.Session) -> None:
    line: dict[str, Any] = debit("1900", 500) | credit(BANK, 500)
    assert [("1900", 500, None), (BANK, -500, None)] == posted(api, line)


def test_debit_with_vat_code_is_net(api: requests.Session) -> None:
    """VAT is added to the amount. Code 1 is 25 % input VAT on account 2711.

    Observed: docs/observed.md#9-journal-entries
    """
    expected = [("6300", 8000, "1"), ("2711", 2000, None), (BANK, -10000, None)]
    assert expected == posted(api, debit("6300", 8000, 1), credit(BANK, 10000))


def test_credit_with_vat_code_is_net(api: requests.Session) -> None:
    """Fiken was seen to do this; by the contract the amount would be gross.

    Code 3 is 25 % output VAT on account 2701.

    Observed: docs/observed.md#9-journal-entries
    """
    expected = [(BANK, 10000, None), ("3000", -8000, "3"), ("2701", -2000, None)]
    assert expected == posted(api, debit(BANK, 10000), credit("3000", 8000, 3))


def test_line_with_two_vat_codes_is_net(api: requests.Session) -> None:
    """Observed: docs/observed.md#9-journal-entries"""
    line: dict[str, Any] = debit("6300", 800, 1) | credit("6340", 800, 1)
    expected = [("6300", 800, "1"), ("2711", 200, None), ("6340", -800, "1"), ("2711", -200, None)]
    assert expected == posted(api, line)


def test_several_entries_make_one_transaction(api: requests.Session) -> None:
    first = entry(debit("6300", 100), credit(BANK, 100), description="En", date="2025-12-31")
    second = entry(debit(BANK, 100), credit("6300", 100), description="To", date="2026-01-01")
    transaction = api.get(post(api, first, second).headers["Location"]).json()
    dated = [(each["description"], each["date"]) for each in transaction["entries"]]
    assert [(f"{PREFIX}En", "2025-12-31"), (f"{PREFIX}To", "2026-01-01")] == dated


def test_description_defaults_to_first_entry(api: requests.Session) -> None:
    """Emulator choice: the contract does not require a description of the transaction."""
    only = entry(debit("6300", 100), credit(BANK, 100), description="Leie")
    answer = api.post("/generalJournalEntries", json={"journalEntries": [only]})
    assert f"{PREFIX}Leie" == api.get(answer.headers["Location"]).json()["description"]


def test_description_has_at_most_166_characters(api: requests.Session) -> None:
    """Fiken adds 34 characters, and answers 500 beyond 200.

    Observed: docs/observed.md#4-error-bodies
    """
    lines = (debit("6300", 100), credit(BANK, 100))
    assert post(api, entry(*lines), description="x" * 166).status_code == 201
    expected = "Transaksjonsbeskrivelse kan ikke være på mer enn 200 tegn"
    for refused in (
        post(api, entry(*lines), description="x" * 167),
        post(api, entry(*lines, description="x" * 167)),
    ):
        assert (500, expected) == (refused.status_code, json.loads(message(refused))["message"])


def test_unbalanced_lines_are_refused(
    api: requests.Session,
) -> None:
    """The message has the difference in kroner.

    Observed: docs/observed.md#4-error-bodies
    """
    before = api.get("/transactions").json()
    answer = post(api, entry(debit("6300", 15000), credit(BANK, 10000)))
    expected = {"message": "Summen av posteringslinjene er ikke null: 50,00"}
    assert (400, expected) == (answer.status_code, answer.json())
    assert before == api.get("/transactions").json()


def test_one_invalid_entry_refuses_all(api: requests.Session) -> None:
    before = api.get("/journalEntries").json()
    good = entry(debit("6300", 100), credit(BANK, 100))
    assert 400 == post(api, good, entry(debit("6300", 100))).status_code
    assert before == api.get("/journalEntries").json()


@pytest.mark.parametrize("date", ["2027-01-01", "2022-12-31"])
def test_year_that_is_not_open_is_refused(api: requests.Session, date: str) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    answer = post(api, entry(debit("6300", 100), credit(BANK, 100), date=date))
    expected = {"message": f"Fiscal year {date[:4]} is invalid"}
    assert (400, expected) == (answer.status_code, answer.json())


@pytest.mark.parametrize(
    ("lines", "excerpt"),
    [
        ((debit("9999", 100), credit(BANK, 100)), "9999"),
        ((debit("6300", 100, 99), credit(BANK, 100)), "99"),
        (({"amount": 100},), "'debitAccount'"),
        ((), "'lines'"),
    ],
)
def test_invalid_lines_are_refused(
    api: requests.Session, lines: tuple[Any, ...], excerpt: str
) -> None:
    answer = post(api, entry(*lines))
    assert 400 == answer.status_code
    assert excerpt in message(answer)


def test_transaction_requires_an_entry(api: requests.Session) -> None:
    answer = post(api)
    assert 400 == answer.status_code
    assert "'journalEntries'" in message(answer)


@pytest.mark.parametrize("missing", ["description", "date", "lines"])
def test_entry_requires_fields_of_contract(api: requests.Session, missing: str) -> None:
    body = entry(debit("6300", 100), credit(BANK, 100))
    del body[missing]
    assert f"'journalEntries[0].{missing}' er påkrevd" in post(api, body).json()[0]["message"]


def test_amount_with_fraction_is_refused(api: requests.Session) -> None:
    answer = post(api, entry({"amount": 1.5, "debitAccount": "6300"}))
    assert 400 == answer.status_code


def test_post_to_journal_entries_is_405(api: requests.Session) -> None:
    """Entries are read at `/journalEntries`, and posted at `/generalJournalEntries`.

    Observed: docs/observed.md#4-error-bodies
    """
    assert 405 == api.post("/journalEntries", json={}).status_code


def descriptions(api: requests.Session, query: str) -> list[str]:
    """Return the descriptions of the matching entries, without the prefix of Fiken."""
    answer = api.get(f"/journalEntries?{query}")
    assert 200 == answer.status_code, answer.text
    return [each["description"].removeprefix(PREFIX) for each in answer.json()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("dateGe=2026-03-01", ["Mars", "April"]),
        ("dateGt=2026-03-01", ["April"]),
        ("date=2026-03-01", ["Mars"]),
        ("dateLe=2026-03-01&dateGt=2025-12-31", ["Mars"]),
        ("dateLt=2026-04-01&dateGe=2026-01-01", ["Mars"]),
        ("createdDate=2026-06-15", ["Mars", "April"]),
        ("createdDateGe=2026-06-15", ["Mars", "April"]),
        ("createdDateGt=2026-06-15", []),
        ("lastModifiedGe=2026-06-15", ["Mars", "April"]),
        ("lastModifiedGt=2026-06-15", []),
        ("lastModified=2025-01-02", ["Aksjekapital"]),
    ],
)
def test_journal_entries_are_filtered_by_date(
    api: requests.Session, query: str, expected: list[str]
) -> None:
    """The three dates are those of the entry, of its creation and of its last change."""
    lines = (debit("6300", 100), credit(BANK, 100))
    post(api, entry(*lines, description="Mars", date="2026-03-01"))
    post(api, entry(*lines, description="April", date="2026-04-01"))
    assert expected == descriptions(api, query)


def test_journal_entries_are_paged(api: requests.Session) -> None:
    """The order is that of creation."""
    whole = api.get("/journalEntries?pageSize=100")
    count = len(whole.json())
    assert str(count) == whole.headers["Fiken-Api-Result-Count"]
    pages = [api.get(f"/journalEntries?pageSize=1&page={i}").json() for i in range(count)]
    assert whole.json() == [each for one in pages for each in one]


def test_entry_numbers_start_anew_each_year(api: requests.Session) -> None:
    """Emulator choice: how Fiken numbers journal entries is not known."""
    lines = (debit("6300", 100), credit(BANK, 100))
    entries = [
        api.get(post(api, entry(*lines, date=date)).headers["Location"]).json()["entries"][0]
        for date in ("2024-01-01", "2026-01-01", "2026-01-02")
    ]
    assert [1, 1, 2] == [each["journalEntryNumber"] for each in entries]

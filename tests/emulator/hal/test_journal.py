"""General journal entries by the service, and the transactions that they become."""

from typing import Any

import pytest
import requests

from tests.emulator.hal.v1 import V1, id_of

SERVICE = "/createGeneralJournalEntriesService"
LINE: dict[str, Any] = {"debit": 15000, "debitAccount": "6300", "creditAccount": "1920:10001"}
ENTRY: dict[str, Any] = {"description": "Leie", "date": "2026-05-01", "lines": [LINE]}
BODY: dict[str, Any] = {"description": "Mai", "journalEntries": [ENTRY]}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("description", {**BODY, "description": None}),
        ("journalEntries", {"description": "Mai"}),
        ("journalEntries[0].date", {**BODY, "journalEntries": [{**ENTRY, "date": None}]}),
        (
            "journalEntries[0].lines[0].debit",
            {**BODY, "journalEntries": [{**ENTRY, "lines": [{**LINE, "debit": None}]}]},
        ),
    ],
)
def test_the_service_requires_its_fields(v1: V1, path: str, body: dict[str, Any]) -> None:
    assert [f"'{path}' is missing"] == v1.refused(SERVICE, body)


def test_a_line_needs_an_account(v1: V1) -> None:
    body = {**BODY, "journalEntries": [{**ENTRY, "lines": [{"debit": 100}]}]}
    (message,) = v1.refused(SERVICE, body)
    assert "A line must have a 'debitAccount' or a 'creditAccount'" == message


@pytest.mark.parametrize("code", [1, "1"])
def test_vat_codes_are_numbers_or_texts(v1: V1, v2: requests.Session, code: object) -> None:
    """The amount with a VAT code means what it means in API v2: the VAT is added."""
    lines = [
        {"debit": 8000, "debitAccount": "6300", "debitVatCode": code},
        {"debit": 10000, "creditAccount": "1920:10001"},
    ]
    url = v1.create(SERVICE, {**BODY, "journalEntries": [{**ENTRY, "lines": lines}]})
    assert [
        {"debit": 8000, "debitAccount": "6300", "debitVatCode": 1},
        {"debit": 2000, "debitAccount": "2711"},
        {"debit": 10000, "creditAccount": "1920:10001"},
    ] == v1.read(url)["entries"][0]["lines"]
    there = v2.get(f"/transactions/{id_of(url)}").json()
    amounts = [each["amount"] for each in there["entries"][0]["lines"]]
    assert [8000, 2000, -10000] == amounts


@pytest.mark.parametrize("code", [True, "x", 1.5, -1])
def test_other_vat_codes_are_refused(v1: V1, code: object) -> None:
    line = {**LINE, "debitVatCode": code}
    (message,) = v1.refused(SERVICE, {**BODY, "journalEntries": [{**ENTRY, "lines": [line]}]})
    assert message.startswith("'journalEntries[0].lines[0].debitVatCode' must be a VAT code")


def test_several_entries_are_one_transaction(v1: V1) -> None:
    second = {"date": "2026-05-02", "lines": [LINE]}
    url = v1.create(SERVICE, {**BODY, "journalEntries": [ENTRY, second]})
    entries = v1.read(url)["entries"]
    assert ["2026-05-01", "2026-05-02"] == [each["date"] for each in entries]
    prefix = "Fri postering registrert via API: "
    assert [f"{prefix}Leie", f"{prefix}Mai"] == [each["description"] for each in entries]
    for each in entries:
        assert each == v1.read(each["_links"]["self"]["href"])


def test_unbalanced_entries_are_refused(v1: V1) -> None:
    lines = [{"debit": 100, "debitAccount": "6300"}]
    body = {**BODY, "journalEntries": [{**ENTRY, "lines": lines}]}
    assert 400 == v1.post(SERVICE, json=body).status_code

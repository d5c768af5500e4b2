"""VAT that a report cannot give to a code: it says so, and guesses nothing."""

import json
from datetime import date
from typing import Any

import pytest

from fiken import JournalEntryLine
from fiken.emulator import CannedAnswer
from fiken.reports import VatReport, VatSection, failed_among, table_of, vat_report
from tests.reports.conftest import Shop

BANK, DAY = "1920:10001", date(2026, 6, 1)


def post(shop: Shop, *lines: tuple[str, int, int | None]) -> None:
    """Post an entry: accounts, øre with debit positive, and VAT codes."""
    sides = [
        (JournalEntryLine.debit if amount > 0 else JournalEntryLine.credit)(
            account, abs(amount), vat_code=code
        )
        for account, amount, code in lines
    ]
    shop.acme.transactions.post(DAY, "Bilag", *sides)


def rows_of(report: VatReport) -> list[tuple[str | None, int | None, int, int]]:
    """Return the rows: code or account, basis, output and input."""
    return [(row.code or row.account, row.basis, row.output, row.input) for row in report.rows]


def test_vat_without_a_code_has_no_basis(shop: Shop) -> None:
    """It still counts, since the company deducts it."""
    post(shop, ("2711", 250, None), (BANK, -250, None))
    report = vat_report(shop.acme, "2026-T3")
    assert [("2711", None, 0, 250)] == rows_of(report)
    assert [VatSection.UNCODED] == [row.section for row in report.rows]
    assert -250 == report.payable
    assert () == failed_among(report.checks)


def test_a_settlement_is_not_in_the_sums(shop: Shop) -> None:
    """Moving the VAT of a term to the settlement account does not undo it."""
    post(shop, ("3000", -1000, 3), (BANK, 1250, None))
    post(shop, ("2701", 250, None), ("2740", -250, None))
    report = vat_report(shop.acme, "2026-T3")
    assert [("3", 1000, 250, 0), ("2701", None, -250, 0)] == rows_of(report)
    assert [True, False] == [row.counts for row in report.rows]
    assert 250 == report.payable
    assert () == failed_among(report.checks)


def test_a_rounded_settlement_is_not_counted(shop: Shop) -> None:
    """The øre that the settlement rounds away may have the code of income without VAT."""
    post(shop, ("3000", -1001, 3), (BANK, 1251, None))
    post(shop, ("2701", 250, None), ("2740", -200, None), ("7770", -50, 0))
    report = vat_report(shop.acme, "2026-T3")
    assert ["3", "0", "2701"] == [row.code or row.account for row in report.rows]
    assert 250 == report.payable


def test_each_side_of_vat_is_compared(shop: Shop) -> None:
    """A reverse charge owes and deducts its VAT, a sale owes it, and a purchase deducts it."""
    owed, deducted = ("2705", -250, None), ("2715", 250, None)
    cases: list[tuple[str, list[tuple[str, int, str | None]], int]] = [
        ("86", [owed, deducted], 0),
        ("86", [owed], -250),
        ("86", [deducted], -250),
        ("1", [deducted], 0),
        ("1", [], -250),
    ]
    for code, vat, expected in cases:
        rest = -1000 - sum(amount for _, amount, _ in vat)
        answer_entries(shop, ("6420", 1000, code), *vat, (BANK, rest, None))
        (row,) = vat_report(shop.acme, "2026-06").rows
        assert expected == row.deviation


def test_two_codes_with_equal_vat_are_left_apart(shop: Shop) -> None:
    """The output VAT may be that of either code. The code whose posting has it has no basis."""
    post(shop, ("6420", 10_000, 86), ("6553", 12_500, 87), (BANK, -20_000, None))
    report = vat_report(shop.acme, "2026-06")
    assert [
        ("86", 10_000, 0, 2_500),
        ("87", None, 0, 0),
        ("2705", None, 5_000, 0),
    ] == rows_of(report)
    assert -2_500 == report.rows[0].deviation, "its output VAT is not there"
    assert 2_500 == report.payable


def test_vat_that_fits_no_rate_stays_apart(shop: Shop) -> None:
    post(shop, ("3000", -1000, 3), ("2701", -77, None), (BANK, 1327, None))
    report = vat_report(shop.acme, "2026-06")
    assert [("3", 1000, 250, 0), ("2701", None, 77, 0)] == rows_of(report)


def answer_entries(shop: Shop, *lines: tuple[str, int, str | None]) -> None:
    """Replace the entries that the emulator sends by one, which Fiken could send."""
    entry: dict[str, Any] = {
        "journalEntryId": 1,
        "transactionId": 2,
        "journalEntryNumber": 3,
        "description": "Bilag",
        "date": DAY.isoformat(),
        "lines": [
            {"account": account, "amount": amount, "vatCode": code}
            for account, amount, code in lines
        ],
    }
    headers = {
        "Content-Type": "application/json",
        "Fiken-Api-Page": "0",
        "Fiken-Api-Page-Size": "100",
        "Fiken-Api-Page-Count": "1",
        "Fiken-Api-Result-Count": "1",
    }
    answer = CannedAnswer(200, headers, json.dumps([entry]).encode())
    shop.emulator.fail_next(answer, path="/journalEntries")


def test_vat_may_have_its_own_code(shop: Shop) -> None:
    """Nobody has seen whether Fiken's postings of VAT have one."""
    answer_entries(shop, ("3000", -1000, "3"), ("2701", -260, "3"), (BANK, 1260, None))
    report = vat_report(shop.acme, "2026-06")
    assert [("3", 1000, 260, 0)] == rows_of(report)
    assert [10] == [row.deviation for row in report.rows]


def test_a_code_of_tax_alone_has_no_basis(shop: Shop) -> None:
    answer_entries(shop, ("2711", 250, "14"), (BANK, -250, None))
    assert [("14", None, 0, 250)] == rows_of(vat_report(shop.acme, "2026-06"))


def test_an_unknown_code_is_shown(shop: Shop) -> None:
    """A code that Fiken adds later has its sum, and nothing is computed from it."""
    answer_entries(shop, ("3000", -1000, "99"), ("6300", 400, "X1"), (BANK, 600, None))
    report = vat_report(shop.acme, "2026-06")
    assert [("X1", 400, 0, 0), ("99", -1000, 0, 0)] == rows_of(report)
    assert [(None, None)] * 2 == [(row.vat_type, row.expected) for row in report.rows]


@pytest.mark.parametrize("off", [-5, -1, 0, 1, 5])
def test_rounding_does_not_hide_the_code(shop: Shop, off: int) -> None:
    """VAT that was added up from rounded parts is up to five øre off its rate."""
    answer_entries(shop, ("3000", -1000, "3"), ("2701", -250 - off, None), (BANK, 1250 + off, None))
    report = vat_report(shop.acme, "2026-06")
    assert [("3", 1000, 250 + off, 0)] == rows_of(report)
    assert [off] == [row.deviation for row in report.rows]


def test_more_than_rounding_is_another_matter(shop: Shop) -> None:
    answer_entries(shop, ("3000", -1000, "3"), ("2701", -256, None), (BANK, 1256, None))
    report = vat_report(shop.acme, "2026-06")
    assert [("3", 1000, 0, 0), ("2701", None, 256, 0)] == rows_of(report)
    assert -250 == report.rows[0].deviation
    assert 256 == report.payable


def test_small_amounts_keep_their_codes(shop: Shop) -> None:
    """Within five øre are both rates. Within one is only the right one."""
    answer_entries(
        shop,
        ("3000", -20, "3"),
        ("2701", -5, None),
        ("3040", -20, "31"),
        ("2702", -3, None),
        (BANK, 48, None),
    )
    report = vat_report(shop.acme, "2026-06")
    assert [("3", 20, 5, 0), ("31", 20, 3, 0)] == rows_of(report)


def test_the_table_says_what_is_not_known(shop: Shop) -> None:
    """In a column of its own, and beside the account instead of a code."""
    post(shop, ("2711", 250, None), (BANK, -250, None))
    post(shop, ("2740", 100, None), ("2711", -100, None))
    answer = table_of(vat_report(shop.acme, "2026-06"), "no")
    cells = {line.cells[1]: line.cells for line in answer.lines}
    name = "2711 Inngående merverdiavgift, høy sats"
    notes = [line.cells[7] for line in answer.rows if line.cells[1] == name]
    assert ["grunnlag ikke kjent", "ikke med i summen"] == notes
    assert (None, 250) == cells["Til gode"][4:6]


def test_the_table_names_an_unknown_code(shop: Shop) -> None:
    answer_entries(shop, ("6300", 400, "X1"), (BANK, -400, None))
    (row,) = table_of(vat_report(shop.acme, "2026-06")).rows
    assert ("X1", "Unknown VAT code", None, 400) == row.cells[:4]

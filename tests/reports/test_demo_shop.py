"""Reports about the demo company agree with the sums of its inputs, which stand here by hand."""

from datetime import date

from fiken import CompanyClient
from fiken.emulator import Emulator
from fiken.reports import (
    balance_sheet,
    failed_among,
    income_statement,
    overdue_invoices,
    table_of,
    trial_balance,
    vat_report,
)

# What the demo company did in 2025, in øre. A machine was sold, deleted and sold again.
MACHINE, MACHINE_VAT = 10_000_00, 2_500_00
RENT, RENT_VAT = 8_000_00, 2_000_00
BEANS, GRINDER, COURSE, SERVICE = 249_00, 1_299_00, 800_00, 850_00
CAPITAL = 30_000_00


def vat_of(net: int, hundredths: int) -> int:
    """Return VAT at a rate in hundredths of a percent, half an øre rounded up."""
    return (net * hundredths + 5000) // 10000


# Invoices: 10 bags of beans, paid; 2 grinders, rounded to a krone; 4 bags, credited; 12 bags and a
# course, of which 2 bags are credited; beans for 235 pounds at 10 kroner; a grinder with a
# discount of 12.5 percent, and an hour and a half of service.
PAID = 10 * BEANS
GRINDERS = 2 * GRINDER
ROUNDING = 50
RETURNED = 2 * BEANS
PART = 12 * BEANS
EXPORT, EXPORT_IN_POUNDS = 2_350_00, 235_00
CHEAPER = (GRINDER * 875 + 500) // 1000
HOURS = SERVICE * 3 // 2
HIGH = [MACHINE, GRINDERS, CHEAPER, HOURS]
MEDIUM = [PAID, PART, -RETURNED]

HIGH_VAT = sum(vat_of(net, 2500) for net in HIGH)
MEDIUM_VAT = vat_of(PAID, 1500) + vat_of(PART, 1500) - vat_of(RETURNED, 1500)
INCOME = sum(HIGH) + sum(MEDIUM) + COURSE + EXPORT + ROUNDING
UNPAID = {
    "1001": MACHINE + MACHINE_VAT,
    "10002": GRINDERS + vat_of(GRINDERS, 2500) + ROUNDING,
    "10004": PART + vat_of(PART, 1500) + COURSE - RETURNED - vat_of(RETURNED, 1500),
    "10005": EXPORT,
    "10006": CHEAPER + vat_of(CHEAPER, 2500) + HOURS + vat_of(HOURS, 2500),
}
BANK = CAPITAL - (RENT + RENT_VAT) + PAID + vat_of(PAID, 1500)


def test_the_trial_balance(acme: CompanyClient) -> None:
    """Main accounts with the balances of their sub-accounts, debit positive."""
    report = trial_balance(acme, "2025")
    assert {
        "1500": sum(UNPAID.values()),
        "1920": BANK,
        "2000": -CAPITAL,
        "2701": -HIGH_VAT,
        "2702": -MEDIUM_VAT,
        "2711": RENT_VAT,
        "3000": -MACHINE - GRINDERS - CHEAPER,
        "3020": -HOURS,
        "3040": -sum(MEDIUM),
        "3100": -EXPORT,
        "3200": -COURSE,
        "3950": -ROUNDING,
        "6300": RENT,
    } == {row.code: row.closing for row in report.rows}
    assert () == failed_among(report.checks)
    assert 2 == len(report.checks)


def test_the_result_is_income_less_rent(acme: CompanyClient) -> None:
    report = income_statement(acme, "2025")
    assert (INCOME, -RENT) == (report.operating_income, report.operating_costs)
    assert INCOME - RENT == report.operating_result == report.result_before_tax == report.result


def test_a_year_without_entries_has_no_rows(acme: CompanyClient) -> None:
    """The trial balance still has the balances of the balance sheet, and the earlier result."""
    assert () == income_statement(acme, "2026").rows
    assert () == vat_report(acme, "2026-T3").rows
    assert 12 == len(income_statement(acme, "2026").months)
    balance = trial_balance(acme, "2026")
    assert {0} == {row.movement for row in balance.rows}
    assert RENT - INCOME == balance.earlier_results
    assert () == failed_among(balance.checks)


def test_the_table_has_the_earlier_result(acme: CompanyClient) -> None:
    """Among equity, so that its lines sum to zero, as those of the report do."""
    table = table_of(trial_balance(acme, "2026"), "no")
    cells = {line.cells[1]: line.cells[2:] for line in table.lines}
    result = RENT - INCOME
    assert (result, 0, result) == cells["Udisponert resultat fra tidligere år"]
    assert (0, 0, 0) == cells["Sum alle kontoer"]


def test_the_next_year_begins_with_the_earlier_result(acme: CompanyClient) -> None:
    report = balance_sheet(acme, date(2026, 6, 15))
    assert (INCOME - RENT, 0) == (report.earlier_results.closing, report.result.closing)
    assert CAPITAL + INCOME - RENT == report.equity.closing
    assert sum(UNPAID.values()) + BANK == report.assets.closing == report.assets.opening


def test_the_vat_report(acme: CompanyClient) -> None:
    """Each code with its basis, and the VAT to pay."""
    report = vat_report(acme, "2025")
    assert {
        "3": (sum(HIGH), HIGH_VAT, 0),
        "31": (sum(MEDIUM), MEDIUM_VAT, 0),
        "6": (COURSE, 0, 0),
        "52": (EXPORT, 0, 0),
        "1": (RENT, 0, RENT_VAT),
        "7": (ROUNDING, 0, 0),
    } == {row.code: (row.basis, row.output, row.input) for row in report.rows}
    assert (HIGH_VAT + MEDIUM_VAT, RENT_VAT) == (report.output, report.input)
    assert HIGH_VAT + MEDIUM_VAT - RENT_VAT == report.payable


def test_the_vat_terms_sum_to_the_year(acme: CompanyClient) -> None:
    terms = [vat_report(acme, f"2025-T{number}") for number in range(1, 7)]
    assert vat_report(acme, "2025").payable == sum(term.payable for term in terms)
    assert MACHINE_VAT == terms[0].payable
    assert -RENT_VAT == terms[1].payable


def test_the_unpaid_invoices(acme: CompanyClient) -> None:
    report = overdue_invoices(acme, date(2026, 6, 15))
    assert UNPAID == {row.number: row.outstanding for row in report.rows}
    assert sum(UNPAID.values()) == report.outstanding
    assert sum(UNPAID.values()) - UNPAID["10006"] == report.overdue
    foreign = {row.number: row.outstanding_in_currency for row in report.rows}
    assert EXPORT_IN_POUNDS == foreign.pop("10005")
    assert {None} == set(foreign.values())
    assert "1001" == report.rows[0].number, "the oldest due date comes first"


def test_nothing_is_owed_to_suppliers(acme: CompanyClient) -> None:
    report = overdue_invoices(acme, date(2026, 6, 15), purchases=True)
    assert ((), 0) == (report.rows, report.outstanding)


def test_requests_are_as_few_as_promised(acme: CompanyClient, emulator: Emulator) -> None:
    """Six per day of balances, since the company has 514 accounts, and one per 100 entries."""
    expected = [12, 18, 13, 12, 7]
    actual = []
    for ask in (
        lambda: trial_balance(acme, "2025"),
        lambda: trial_balance(acme, "2025-08"),
        lambda: income_statement(acme, "2025"),
        lambda: balance_sheet(acme, date(2025, 12, 31)),
        lambda: overdue_invoices(acme, date(2025, 12, 31)),
    ):
        before = len(emulator.requests)
        ask()
        actual.append(len(emulator.requests) - before)
    assert expected == actual
    assert {"GET"} == {request.method for request in emulator.requests}

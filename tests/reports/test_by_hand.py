"""One small set of books, and every report about it. Each sum was computed by hand, on paper."""

from collections.abc import Iterator
from datetime import date

import pytest

from fiken import (
    CompanyClient,
    JournalEntryLine,
    OrderLine,
    Payment,
    Purchase,
    PurchaseKind,
    Sale,
    SaleKind,
    VatType,
    WriteOffType,
)
from fiken.emulator import Emulator
from fiken.reports import (
    Age,
    BalanceSums,
    Section,
    VatSection,
    balance_sheet,
    failed_among,
    income_statement,
    ledger,
    overdue_invoices,
    trial_balance,
    vat_report,
)
from tests.reports.inputs import noon

BANK, LAST = "1920:10001", date(2026, 6, 30)


def post(acme: CompanyClient, day: date, debit: str, credit: str, amount: int) -> None:
    """Post an entry without VAT, in øre."""
    sides = JournalEntryLine.debit(debit, amount), JournalEntryLine.credit(credit, amount)
    acme.transactions.post(day, "Bilag", *sides)


def sell(acme: CompanyClient, number: str, day: date, due: date, **line: object) -> Sale:
    """Book a sale of one line."""
    currency = "EUR" if "net_price_in_currency" in line else "NOK"
    return acme.sales.save(
        Sale(
            sale_number=number,
            kind=SaleKind.EXTERNAL_INVOICE,
            date=day,
            due_date=due,
            currency=currency,
            lines=[OrderLine(description="Vare", **line)],  # type: ignore[arg-type]
        )
    )


def buy(acme: CompanyClient, number: str, day: date, due: date, **line: object) -> None:
    """Book a purchase of one line, in kroner."""
    acme.purchases.save(
        Purchase(
            identifier=number,
            kind=PurchaseKind.SUPPLIER,
            date=day,
            due_date=due,
            currency="NOK",
            lines=[OrderLine(description="Vare", **line)],  # type: ignore[arg-type]
        )
    )


@pytest.fixture(scope="module")
def acme() -> Iterator[CompanyClient]:
    """A company with a year behind it, and two VAT terms of the next one."""
    emulator = Emulator(seed=1, empty=True, clock=lambda: noon(LAST))
    with emulator, emulator.client() as client:
        company = client.company(emulator.company_slug)
        book_2025(company)
        book_2026(company)
        emulator.check_books()
        yield company


def book_2025(acme: CompanyClient) -> None:
    """Capital, a sale of 1 000.00 with 250.00 VAT, and wages of 400.00: a profit of 600.00."""
    post(acme, date(2025, 1, 2), BANK, "2000", 50_000_00)
    sale: dict[str, object] = {"account": "3000", "vat_type": VatType.HIGH}
    sell(acme, "S-1", date(2025, 12, 15), date(2026, 1, 14), net_price=1000_00, vat=250_00, **sale)
    post(acme, date(2025, 12, 31), "5000", BANK, 400_00)


def book_2026(acme: CompanyClient) -> None:
    """Book sales and purchases on both sides of the end of a VAT term."""
    first = sell(
        acme, "S-2", date(2026, 4, 30), date(2026, 5, 30),
        net_price=800_40, vat=120_06, account="3040", vat_type=VatType.MEDIUM,
    )  # fmt: skip
    abroad = sell(
        acme, "S-3", date(2026, 5, 1), date(2026, 5, 31),
        net_price=11_000_00, net_price_in_currency=1000_00, account="3100",
        vat_type=VatType.EXEMPT_IMPORT_EXPORT,
    )  # fmt: skip
    buy(
        acme, "K-1", date(2026, 5, 5), date(2026, 6, 4),
        net_price=2000_03, account="6420", vat_type=VatType.HIGH_FOREIGN_SERVICE_DEDUCTIBLE,
    )  # fmt: skip
    buy(
        acme, "K-2", date(2026, 5, 6), date(2026, 5, 30),
        net_price=3000_00, account="4300", vat_type=VatType.HIGH_BASIS,
    )  # fmt: skip
    buy(
        acme, "K-3", date(2026, 5, 7), LAST, net_price=1250_00, vat=-250_00, account="6553",
        vat_type=VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE,
    )  # fmt: skip
    buy(
        acme, "K-4", LAST, date(2026, 7, 10),
        net_price=100_00, vat=12_00, account="7140", vat_type=VatType.LOW,
    )  # fmt: skip
    (old,) = acme.sales.all(sale_number="S-1")
    acme.sales.payments(old).save(Payment(date=date(2026, 5, 20), account=BANK, amount=500_00))
    part = Payment(
        date=date(2026, 6, 15), account=BANK, amount=400_00, currency="EUR", amount_in_nok=4480_00
    )
    acme.sales.payments(abroad).save(part)
    kind = WriteOffType.DEEMED_IRRECOVERABLE
    acme.sales.write_off(first, type=kind, date=date(2026, 6, 10))
    post(acme, date(2026, 6, 10), "2702", "2740", 120_06)  # the VAT of the term before


def test_the_vat_of_the_term(acme: CompanyClient) -> None:
    """1 May to 30 June: both days belong to it. That of the term before is settled, not counted."""
    report = vat_report(acme, "2026-T3")
    assert [
        ("52", 11_000_00, 0, 0),
        ("13", 100_00, 0, 12_00),
        ("21", 3000_00, 750_00, 750_00),
        ("86", 2000_03, 500_01, 500_01),
        ("87", 1000_00, 250_00, 0),
        ("2702", None, -120_06, 0),
    ] == [(row.code or row.account, row.basis, row.output, row.input) for row in report.rows]
    assert (1500_01, 1262_01, 238_00) == (report.output, report.input, report.payable)
    assert [None, 0, 0, 0, 0, None] == [row.deviation for row in report.rows]
    assert VatSection.SETTLEMENT is report.rows[-1].section
    assert () == failed_among(report.checks)


def test_the_vat_of_the_term_before(acme: CompanyClient) -> None:
    """It ends on 30 April."""
    report = vat_report(acme, "2026-T2")
    assert [("31", 800_40, 120_06)] == [(row.code, row.basis, row.output) for row in report.rows]
    assert 120_06 == report.payable


def test_the_income_of_the_half_year(acme: CompanyClient) -> None:
    """2025 is not in it. The write-off is a cost, with its VAT."""
    report = income_statement(acme, "2026-01-01..2026-06-30")
    assert {
        "3040": 800_40,
        "3100": 11_000_00,
        "4300": -3000_00,
        "6420": -2000_03,
        "6553": -1250_00,
        "7140": -100_00,
        "7830": -920_46,
    } == {row.code: row.amount for row in report.rows}
    assert (11_800_40, -7270_49) == (report.operating_income, report.operating_costs)
    assert 4529_91 == report.operating_result == report.result
    months = [(month.income, month.costs, month.result) for month in report.months]
    assert [(0, 0, 0)] * 3 == months[:3]
    assert [
        (800_40, 0, 800_40),
        (11_000_00, -6250_03, 4749_97),
        (0, -1020_46, -1020_46),
    ] == months[3:]
    assert () == failed_among(report.checks)


def test_the_balance_sheet(acme: CompanyClient) -> None:
    """The profit of 2025, which nobody disposed, is still there beside that of 2026."""
    report = balance_sheet(acme, LAST)
    assert {"1500": 7270_00, "1920": 54_580_00, "2000": 50_000_00, "2400": 6112_03} == {
        row.code: row.closing for row in report.rows if row.code[:2] != "27"
    }
    assert 608_06 == sum(row.closing for row in report.rows if row.code[:2] == "27")
    assert BalanceSums(50_850_00, 61_850_00) == report.assets
    assert BalanceSums(600_00, 600_00) == report.earlier_results
    assert BalanceSums(0, 4529_91) == report.result
    assert BalanceSums(50_600_00, 55_129_91) == report.equity
    assert BalanceSums(250_00, 6720_09) == report.liabilities
    assert BalanceSums(50_000_00, 50_000_00) == report.total(Section.EQUITY)
    assert () == failed_among(report.checks)


def test_the_trial_balance_of_the_term(acme: CompanyClient) -> None:
    """Income of April opens the term, and income of the year before does not."""
    report = trial_balance(acme, "2026-T3")
    rows = {row.code: (row.opening, row.movement, row.closing) for row in report.rows}
    assert (2170_46, 5099_54, 7270_00) == rows["1500"]
    assert (49_600_00, 4980_00, 54_580_00) == rows["1920"]
    assert (0, -6112_03, -6112_03) == rows["2400"]
    assert (-120_06, 120_06, 0) == rows["2702"]
    assert (-800_40, 0, -800_40) == rows["3040"]
    assert (0, -11_000_00, -11_000_00) == rows["3100"]
    assert not {"3000", "5000"} & {*rows}
    assert -600_00 == report.earlier_results
    assert () == failed_among(report.checks)


def test_the_unpaid_sales(acme: CompanyClient) -> None:
    """In part paid, in part paid in euro. What was written off is not there."""
    report = overdue_invoices(acme, LAST)
    assert [
        ("S-1", 167, Age.OVER_90, 750_00, None),
        ("S-3", 30, Age.UP_TO_30, 6520_00, 600_00),
    ] == [
        (row.number, row.days, row.age, row.outstanding, row.outstanding_in_currency)
        for row in report.rows
    ]
    assert 7270_00 == report.overdue == report.outstanding
    assert () == failed_among(report.checks)


def test_the_unpaid_purchases(acme: CompanyClient) -> None:
    """The supplier of a service from abroad gets no VAT."""
    report = overdue_invoices(acme, LAST, purchases=True)
    assert [
        ("K-2", 31, Age.UP_TO_60, 3000_00),
        ("K-1", 26, Age.UP_TO_30, 2000_03),
        ("K-3", 0, Age.NOT_DUE, 1000_00),
        ("K-4", -10, Age.NOT_DUE, 112_00),
    ] == [(row.number, row.days, row.age, row.outstanding) for row in report.rows]
    assert (5000_03, 6112_03) == (report.overdue, report.outstanding)
    assert () == failed_among(report.checks)


def test_the_ledger_of_the_bank(acme: CompanyClient) -> None:
    """It opens with what was left on 30 April."""
    (bank,) = ledger(acme, "2026-T3", accounts="1920").accounts
    assert (BANK, 49_600_00, 54_580_00) == (bank.code, bank.opening, bank.closing)
    assert [
        (date(2026, 5, 20), 500_00, 50_100_00),
        (date(2026, 6, 15), 4480_00, 54_580_00),
    ] == [(each.date, each.amount, each.balance) for each in bank.postings]

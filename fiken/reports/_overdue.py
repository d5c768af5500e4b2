"""The documents that are not paid, by their age (aldersfordelt reskontro)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import attrs

from fiken import CompanyClient, Payment, Purchase, Sale
from fiken.reports._accounts import number_of
from fiken.reports._balances import Balances
from fiken.reports._check import Check, CheckKind
from fiken.reports._period import as_day
from fiken.types.dates import today


class Age(StrEnum):
    """How long ago the due date of a document was."""

    NOT_DUE = "not_due"
    """The due date has not passed, or there is none."""
    UP_TO_30 = "1-30"
    """1 to 30 days."""
    UP_TO_60 = "31-60"
    """31 to 60 days."""
    UP_TO_90 = "61-90"
    """61 to 90 days."""
    OVER_90 = "over_90"
    """More than 90 days."""

    @classmethod
    def of(cls, days: int) -> "Age":
        """Return the age for a number of days since the due date."""
        limits = (cls.NOT_DUE, 0), (cls.UP_TO_30, 30), (cls.UP_TO_60, 60), (cls.UP_TO_90, 90)
        return next((age for age, limit in limits if days <= limit), cls.OVER_90)


@attrs.frozen
class UnpaidRow:
    """A sale or a purchase of which an amount is outstanding.

    Args:
        document_id: The id of the sale or purchase.
        number: The number of the invoice; None if it has none.
        contact: The name of the customer or supplier; empty if there is none.
        issued: The day of the sale or purchase.
        due: The due date, if there is one.
        days: The number of days since the due date. It is 0 on the due date, negative before it,
            and None without a due date.
        age: The group that the document belongs to.
        outstanding: Øre: the outstanding amount. That of an open credit note is negative. None if
            it is not known, because the kroner of a foreign payment are not known.
        currency: The currency of the document.
        outstanding_in_currency: The outstanding amount in the smallest unit of `currency`, if it is
            not NOK.
    """

    document_id: int
    number: str | None
    contact: str
    issued: date
    due: date | None
    days: int | None
    age: Age
    outstanding: int | None
    currency: str
    outstanding_in_currency: int | None


@attrs.frozen
class OverdueReport:
    """The documents that are not paid, by their age (forfalte fakturaer). Amounts are in øre.

    Args:
        company: The slug of the company.
        on: The day by which the ages are counted.
        asked: The day on which Fiken was asked. The outstanding amounts are those of this day.
        purchases: Whether the documents are purchases. Otherwise they are sales.
        rows: The documents, the oldest due date first.
        checks: The checks of the report: the outstanding amounts equal the balance of the customers
            (1500 to 1509) or the suppliers (2400 to 2409). They can differ for good reasons: see
            `overdue_invoices`.
    """

    company: str
    on: date
    asked: date
    purchases: bool
    rows: tuple[UnpaidRow, ...]
    checks: tuple[Check, ...]

    def total(self, *ages: Age) -> int:
        """Return the outstanding amount of the documents of some ages, in øre.

        Documents whose amount is not known are not counted.
        """
        return sum(row.outstanding or 0 for row in self.rows if row.age in ages)

    @property
    def outstanding(self) -> int:
        """Øre: the outstanding amount of all documents."""
        return self.total(*Age)

    @property
    def overdue(self) -> int:
        """Øre: the outstanding amount of the documents whose due date has passed."""
        return self.outstanding - self.total(Age.NOT_DUE)


def overdue_invoices(
    company: CompanyClient, on: date | None = None, *, purchases: bool = False
) -> OverdueReport:
    """Return the documents that are not paid, by the age of their due dates.

    The outstanding amounts are those of the moment of the request: Fiken does not say what was
    outstanding on an earlier day. `on` decides about the age only, and leaves out documents that
    were issued later. If it is not today, the table and the chart say of which day the amounts are.

    One request is sent per 100 unpaid documents, and 6 for the check. The check compares with the
    books at the end of the day `on`. It fails without an error in the books if documents were paid
    since then, if a sale was settled without a payment, or if the exchange rate of a foreign
    payment was another one than that of the document.

    Args:
        company: The client of the company.
        on: The day by which the ages are counted. None: today in Norway.
        purchases: Whether to report purchases, which the company owes. Otherwise sales are
            reported, which customers owe.

    Raises:
        InvalidAttributeError: `on` is not a date; nothing was sent.
        FikenError: Fiken could not be asked.
    """
    asked = today()
    day = asked if on is None else as_day("overdue_invoices", "on", on)
    made = _purchases(company, day) if purchases else _sales(company, day)
    rows = sorted(
        (row for row in made if row.issued <= day and _is_open(row)),
        key=lambda row: (row.due or date.max, row.issued, row.document_id),
    )
    accounts, sign = (range(2400, 2410), -1) if purchases else (range(1500, 1510), 1)
    balances = Balances(company).on(day)
    booked = sign * sum(amount for code, amount in balances.items() if number_of(code) in accounts)
    total = sum(row.outstanding or 0 for row in rows)
    check = Check(CheckKind.DOCUMENTS_EQUAL_LEDGER, booked, total)
    return OverdueReport(company.slug, day, asked, purchases, tuple(rows), (check,))


def _sales(company: CompanyClient, day: date) -> Iterable[UnpaidRow]:
    for sale in company.sales.all(settled=False):
        if not (sale.deleted or sale.write_off):
            yield _row(
                sale,
                sale.sale_id,
                sale.sale_number,
                sale.customer.name if sale.customer else "",
                day,
                (sale.outstanding_balance, sale.outstanding_balance_in_currency),
            )


def _purchases(company: CompanyClient, day: date) -> Iterable[UnpaidRow]:
    for purchase in company.purchases.all(paid=False):
        if not (purchase.deleted or purchase.settled):
            yield _row(
                purchase,
                purchase.purchase_id,
                purchase.identifier,
                purchase.supplier.name if purchase.supplier else "",
                day,
                _owed(purchase),
            )


def _row(
    document: Sale | Purchase,
    key: int,
    number: str | None,
    contact: str,
    day: date,
    amounts: tuple[int | None, int | None],
) -> UnpaidRow:
    due, currency = document.due_date, str(document.currency or "NOK")
    days = None if due is None else (day - due).days
    in_currency = None if currency == "NOK" else amounts[1]
    return UnpaidRow(
        key,
        number,
        contact,
        document.date,
        due,
        days,
        Age.NOT_DUE if days is None else Age.of(days),
        amounts[0],
        currency,
        in_currency,
    )


def _is_open(row: UnpaidRow) -> bool:
    """Return whether an amount of a document is outstanding, or may be."""
    return row.outstanding != 0 or bool(row.outstanding_in_currency)


def _owed(purchase: Purchase) -> tuple[int | None, int | None]:
    """Return what is outstanding of a purchase, in øre and in its own currency.

    Fiken does not say it, so it is the lines less the payments. None is not known.
    """
    bought = [line.net_price for line in purchase.lines]
    paid = [_in_nok(payment) for payment in purchase.payments]
    gross = sum(net or 0 for net in bought) + sum(line.vat or 0 for line in purchase.lines)
    is_known = None not in bought and None not in paid
    in_nok = gross - sum(amount or 0 for amount in paid) if is_known else None
    foreign = sum(
        (line.net_price_in_currency or 0) + (line.vat_in_currency or 0) for line in purchase.lines
    )
    others = [payment for payment in purchase.payments if payment.currency != purchase.currency]
    paid_abroad = sum(payment.amount for payment in purchase.payments)
    return in_nok, None if others else foreign - paid_abroad


def _in_nok(payment: Payment) -> int | None:
    """Return the amount of a payment in øre; None if Fiken did not say it."""
    return payment.amount if payment.currency in {None, "NOK"} else payment.amount_in_nok

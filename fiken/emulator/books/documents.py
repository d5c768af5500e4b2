"""Sales and purchases: booked, settled, written off and deleted.

A "document" is a sale or a purchase.

Emulator choice: the amount that a customer owes is posted on 1500 for a sale without a customer,
and the amount that is owed to a supplier on 2400 for a purchase without a supplier.

Emulator choice: negative totals are accepted, since neither the contract nor an observation says
that Fiken refuses them.

Emulator choice: each payment is booked in a separate transaction, also that of a cash sale, so that
the payment can be undone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fiken.emulator.books import accruals, ledger, payments, sums, vat
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.ledger import Line
from fiken.emulator.books.lines import BookedLine, DocumentLine, booked_lines
from fiken.emulator.books.rates import NOK, RATE, Converter
from fiken.emulator.books.trade import SALE, Trade
from fiken.emulator.store.state import State

#: The account for losses on customers.
LOSSES = "7830"
#: The kind of the sale of an invoice or a credit note.
INVOICED = "invoice"


@dataclass(frozen=True)
class Document:
    """A sale or a purchase, before it is booked.

    Attributes:
        kind: the kind of sale or purchase, such as `cash_sale`.
        date: the day on which it is posted, such as `2026-06-15`.
        currency: the currency of the sale or purchase, such as `NOK`.
        lines: the lines, at least one.
        ledger_account: the account on which the unpaid amount is posted, such as `1500:10001`.
        due_date: the last day for the payment.
        kid: the reference to pay with (KID).
        number: the number of the sale, or of the supplier's invoice.
        title: the description of the transaction. None makes it from the number.
        contact_id: the customer or supplier. The caller has checked that the contact exists.
        project_id: the project. The caller has checked that it exists.
        paid_in_nok: the paid amount in øre. It only sets the exchange rate, since payments are
            booked separately: lines without amounts in NOK are converted at the rate
            `paid_in_nok / paid_in_currency`. None means 10 NOK per unit.
        paid_in_currency: the paid amount in `currency`; None for the total of the lines.
    """

    kind: str
    date: str
    currency: str
    lines: Sequence[DocumentLine]
    ledger_account: str
    due_date: str | None = None
    kid: str | None = None
    number: str | None = None
    title: str | None = None
    contact_id: int | None = None
    project_id: int | None = None
    paid_in_nok: int | None = None
    paid_in_currency: int | None = None


@dataclass(frozen=True)
class WriteOff:
    """A request to write off a sale, because the customer will not pay (tap på fordring).

    Attributes:
        type: the reason, such as `CUSTOMER_BANKRUPTCY`.
        date: the day on which the loss is posted, such as `2026-06-15`.
        comment: an explanation in the user's words, or None.
    """

    type: str
    date: str
    comment: str | None


# --- booking -------------------------------------------------------------------------------------


def book(state: State, company: int, trade: Trade, document: Document) -> int:
    """Book a sale or purchase, and return its id.

    The lines, their VAT and the total are posted in one transaction. Payments are booked
    separately.

    Raises:
        Rejected: a line cannot be booked, there is nothing to post, or the fiscal year is not open.
    """
    convert = Converter(_rate(document), foreign=document.currency != NOK)
    lines = booked_lines(state, company, trade, document.lines, convert)
    key = state.new_id()
    state.insert(
        f"{trade.name}s",
        **{trade.id: key, "company_id": company},
        transaction_id=_post(state, company, trade, document, lines),
        currency=document.currency,
        gross_in_currency=_gross_in_currency(document.currency, lines),
        **{trade.number: document.number, f"{trade.party}_id": document.contact_id},
        ledger_account=document.ledger_account,
        date=document.date,
        due_date=document.due_date,
        kind=document.kind,
        kid=document.kid,
        project_id=document.project_id,
        **state.stamps(),
    )
    for line in lines:
        columns = {**vars(line), "vat_type": line.vat_type.name, trade.id: key}
        state.insert(f"{trade.name}_lines", line_id=state.new_id(), **columns)
    sums.refresh(state, trade, key)
    return key


def _post(
    state: State, company: int, trade: Trade, document: Document, lines: Sequence[BookedLine]
) -> int:
    """Post a sale or purchase in one transaction, and return the id of the transaction.

    The transaction has the lines, their VAT, and the total on the account of the customer or
    supplier.

    Raises:
        Rejected: every line is 0, or the fiscal year is not open.
    """
    postings = [each for line in lines for each in _postings(trade, document, line)]
    owed = trade.sign * sum(line.net_price + line.vat for line in lines)
    postings += [Line(document.ledger_account, owed)] if owed else []
    if not postings:
        raise Rejected("Nothing is left to post: every line is 0")
    description = document.title or " ".join(filter(None, (trade.title, document.number)))
    kind = trade.name.capitalize()
    return ledger.post_entry(state, company, kind, description, document.date, postings)


def _postings(trade: Trade, document: Document, line: BookedLine) -> Iterator[Line]:
    project = line.project_id or document.project_id
    net, vat_amount = -trade.sign * line.net_price, -trade.sign * line.vat
    code = line.vat_type.sell if trade.selling else line.vat_type.buy
    if line.account is not None and net:
        yield Line(line.account, net, str(code), project)
    for account, part in vat.postings(line.vat_type, net, vat_amount, selling=trade.selling):
        yield Line(account, part, None, project)


def _gross_in_currency(currency: str, lines: Sequence[BookedLine]) -> int | None:
    """Return the total of a sale or purchase in its foreign currency, VAT included.

    Return None if the currency is NOK, or if a line has no net amount in the foreign currency.
    """
    nets = [line.net_price_in_currency for line in lines]
    if currency == NOK or None in nets:
        return None
    return sum(net for net in nets if net) + sum(line.vat_in_currency or 0 for line in lines)


def _rate(document: Document) -> Fraction:
    """Return the rate at which lines without amounts in NOK are converted: NOK per unit.

    The rate is `paid_in_nok` divided by `paid_in_currency`. A missing `paid_in_currency` is the
    total of the lines in their currency. If `paid_in_nok` or the divisor is missing or 0, the rate
    is 10.
    """
    amounts = [(line.net_in_currency or 0, line.vat_in_currency or 0) for line in document.lines]
    gross = sum(net + vat_amount for net, vat_amount in amounts)
    paid = document.paid_in_currency or gross
    return Fraction(document.paid_in_nok, paid) if document.paid_in_nok and paid else RATE


# --- the end of a document -----------------------------------------------------------------------


def settle(state: State, sale: int, date: str) -> None:
    """Mark a sale as settled on a date, without booking a payment.

    If the sale is marked as settled already, `date` replaces the date of that mark.

    A date in a fiscal year that is not open is rejected (docs/observed.md#4-error-bodies).

    Emulator choice: nothing is posted, since the request does not name an account. Cash sales, paid
    sales and dates before the date of the sale are accepted. Deleted sales are rejected. A sale
    that is written off is rejected, since its settled date is the date of the write-off.
    """
    row = sums.document(state, SALE, sale)
    if row["deleted"]:
        raise Rejected("The sale is deleted")
    if row["write_off"]:
        raise Rejected("The sale is written off, so it is settled already")
    ledger.require_open_year(state, row["company_id"], date)
    sums.update(state, SALE, sale, marked_date=date)
    sums.refresh(state, SALE, sale)


def write_off(state: State, sale: int, loss: WriteOff) -> None:
    """Mark a sale as written off, and post its outstanding balance as a loss on account 7830.

    Emulator choice: the wording of the messages. VAT is not corrected, so the whole balance is a
    loss.

    Raises:
        Rejected: the sale is deleted, a cash sale, settled, written off or without an outstanding
            balance, or the write-off is not dated after the sale. The contract states these rules.
            A date in a fiscal year that is not open is rejected, too.
    """
    row = sums.document(state, SALE, sale)
    problems = {
        "is deleted": row["deleted"],
        "is a cash sale": row["kind"] == SALE.cash,
        "is written off": row["write_off"],
        "is settled": row["settled"],
        "has no outstanding balance": row["outstanding_balance"] <= 0,
        f"is of {row['date']}: a write-off comes after that": loss.date <= row["date"],
    }
    for problem, applies in problems.items():
        if applies:
            raise Rejected(f"The sale {problem}")
    amount = row["outstanding_balance"]
    description = f"Tapsføring {row['sale_number'] or ''}".strip()
    lines = [Line(LOSSES, amount), Line(row["ledger_account"], -amount)]
    facts = (row["company_id"], "Write-off", description, loss.date, lines)
    columns = {f"write_off_{name}": value for name, value in vars(loss).items()}
    columns |= {"write_off_transaction_id": ledger.post_entry(state, *facts)}
    sums.update(state, SALE, sale, **columns, write_off=1, written_off=amount)
    sums.refresh(state, SALE, sale)


def delete(state: State, trade: Trade, key: int, description: str | None) -> None:
    """Mark a sale or purchase as deleted, and reverse its transaction.

    `key` is the id of the sale or purchase, which can be paid or unpaid. Lists still show it,
    marked as deleted (docs/observed.md#11-sales-and-purchases). `description` is the description
    of the reversals, as in `ledger.reverse`, but not of those of accruals.

    Emulator choice: its payments and accruals are undone as well. The transactions of payments are
    always reversed, never erased, so that the balances of earlier days do not change.

    Emulator choice: a second deletion is rejected, since it would reverse everything twice. A sale
    that is written off cannot be deleted, since no operation undoes a write-off. Nor can the sale
    of an invoice or a credit note, since what was issued is credited instead
    (docs/observed.md#10-invoices-and-counters).
    """
    row = sums.document(state, trade, key)
    if row["kind"] == INVOICED and {"invoices", "credit_notes"} & {
        *state.referring_tables(f"{trade.name}s", key)
    }:
        raise Rejected("The sale belongs to an invoice or a credit note: it cannot be deleted")
    if row["deleted"]:
        raise Rejected(f"The {trade.name} is already deleted")
    if row["write_off"]:
        raise Rejected(f"The {trade.name} is written off: it cannot be deleted")
    sql = f"SELECT * FROM {trade.name}_payments WHERE {trade.id} = ? ORDER BY rowid DESC"  # noqa: S608
    for payment in state.rows(sql, key):
        payments.detach(state, trade, payment)
        ledger.reverse(state, payment["transaction_id"], description)
    ledger.reverse(state, row["transaction_id"], description)
    sums.update(state, trade, key, deleted=1)
    sums.refresh(state, trade, key)
    accruals.undo_all(state, trade, key)

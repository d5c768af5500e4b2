"""How sales and purchases are booked: their lines, their payments, and the end of them.

Emulator choice: a line needs an account, unless its net is 0; so does a payment.

Emulator choice: without a customer a sale is owed on 1500, without a supplier a purchase on 2400.

Emulator choice: amounts in a foreign currency that come without NOK are converted by what was paid
in NOK, where that is told, else at 10 NOK a unit: the emulator knows no rates. No gain or loss by
currency is posted: what amounts in NOK leave stays on the ledger account.

Emulator choice: a payment settles the document by its amount. Its fee comes on top of that: it
leaves the same bank account, to 7770. Only the `paymentFee` of a sale is within what was paid,
since it was seen as a second payment (docs/observed.md#11-sales-and-purchases).

Emulator choice: negative amounts, fees and totals are taken, since neither the contract nor an
observation refuses them. A negative payment pays back: it settles a document whose lines sum to
less than 0, or what was paid too much.

Emulator choice: `totalPaid`, `totalPaidInCurrency`, `paymentDate` and `paymentFee` of a sale that
is not a cash sale pay nothing without a `paymentAccount`, and nor does the `paymentAmountInNok` of
a purchase: the contract demands none, and no account is named.

Emulator choice: what is paid of a document is booked in a transaction of its own, for a cash sale
too: it can be undone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

from fiken.emulator.books import ledger as _ledger, vat as _vat
from fiken.emulator.books.ledger import Entry, Line
from fiken.emulator.families._trade import Trade, refresh
from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.store.handlers import find, refer, update
from fiken.emulator.store.resources import Call
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.refusals import refuse, refuse_fields

Json: TypeAlias = Mapping[str, Any]

NOK = "NOK"
#: Where fees of payments go.
FEES = "7770"
#: NOK for a unit of any other currency, where nothing tells it. Emulator choice.
RATE = Fraction(10)


@dataclass(frozen=True)
class DocumentLine:
    """A line as it is booked: øre, and cents of the document's currency where they are known."""

    description: str
    account: str | None
    vat_type: _vat.VatTreatment
    net_price: int
    vat: int
    net_price_in_currency: int | None
    vat_in_currency: int | None
    project_id: int | None

    @property
    def gross(self) -> int:
        """In øre."""
        return self.net_price + self.vat

    @property
    def gross_in_currency(self) -> int | None:
        """In cents of the document's currency."""
        net = self.net_price_in_currency
        return None if net is None else net + (self.vat_in_currency or 0)


# --- documents -----------------------------------------------------------------------------------


def book(call: Call, trade: Trade, paid_in_nok: int | None = None) -> int:
    """Book the document that the body states, a `saleRequest` or `purchaseRequest`; its id.

    `paid_in_nok` is what was paid of it in NOK, where that is told: it gives the rate for amounts
    in a foreign currency that come without NOK.
    """
    lines = read_lines(call, trade, _rate(call.body, paid_in_nok))
    refer(call, PROJECTS, "projectId")
    key = _write(call, trade, lines, _ledger_account(call, trade))
    refresh(call, trade, key)
    return key


def require_cash(body: Json) -> None:
    """What a cash sale or purchase needs: an account, and the day of the document.

    Observed: docs/observed.md#11-sales-and-purchases

    Emulator choice: the words.
    """
    needed = ("paymentAccount", "paymentDate")
    missing = [f"'{name}' er påkrevd" for name in needed if body.get(name) is None]
    if missing:
        raise refuse_fields(missing)
    if body["paymentDate"] != body["date"]:
        raise refuse(400, f"'paymentDate' must be the date of a {body['kind']}, {body['date']}")


def _rate(body: Json, paid_in_nok: int | None) -> Fraction:
    names = ("netPriceInCurrency", "vatInCurrency")
    gross = sum(line.get(name) or 0 for line in body["lines"] for name in names)
    # Only sales have it: what was paid may be a part of the whole.
    paid = body.get("totalPaidInCurrency") or gross
    return Fraction(paid_in_nok, paid) if paid_in_nok and paid else RATE


def _write(call: Call, trade: Trade, lines: Sequence[DocumentLine], ledger: str) -> int:
    """The transaction, the document and its lines."""
    state, body, key = call.state, call.body, call.state.new_id()
    own = {"currency": body["currency"], "gross_in_currency": _gross_in_currency(body, lines)}
    own |= {"sale_number" if trade.selling else trade.number: body.get(trade.number)}
    own |= {f"{trade.party}_id": body.get(f"{trade.party}Id"), "ledger_account": ledger}
    facts = {"date": body["date"], "due_date": body.get("dueDate"), "kind": body["kind"]}
    facts |= {"kid": body.get("kid"), "project_id": body.get("projectId")}
    state.insert(
        trade.resource.table,
        **{trade.id: key, "company_id": call.company},
        transaction_id=_post(call, trade, lines, ledger),
        **own,
        **facts,
        **state.stamps(),
    )
    for line in lines:
        columns = {**vars(line), "vat_type": line.vat_type.name, trade.id: key}
        state.insert(f"{trade.name}_lines", line_id=state.new_id(), **columns)
    return key


def _post(call: Call, trade: Trade, lines: Sequence[DocumentLine], ledger: str) -> int:
    """What was sold or bought and its VAT as the lines state them, against the ledger account."""
    postings = [each for line in lines for each in _postings(call, trade, line)]
    owed = trade.sign * sum(line.gross for line in lines)
    postings += [Line(ledger, owed)] if owed else []
    if not postings:
        raise refuse(400, "Nothing is left to post: every line is 0")
    name = " ".join(filter(None, (trade.title, call.body.get(trade.number))))
    kind, date = trade.name.capitalize(), call.body["date"]
    return post(call.state, call.company, kind, name, date, postings)


def _postings(call: Call, trade: Trade, line: DocumentLine) -> Iterator[Line]:
    project = line.project_id or call.body.get("projectId")
    net, vat = -trade.sign * line.net_price, -trade.sign * line.vat
    code = line.vat_type.sell if trade.selling else line.vat_type.buy
    if line.account is not None and net:
        yield Line(line.account, net, str(code), project)
    for account, amount in _vat.postings(line.vat_type, net, vat, selling=trade.selling):
        yield Line(account, amount, None, project)


def post(
    state: State, company: int, kind: str, description: str, date: str, lines: Sequence[Line]
) -> int:
    """Post a transaction of one entry, its description cut to what Fiken takes.

    Emulator choice: the description, and the kind, which is the transaction's `type`: of those only
    that of general journal entries is known.
    """
    _ledger.require_accounts(state, company, (line.account for line in lines))
    text = description[: _ledger.DESCRIPTION]
    return _ledger.post(state, company, text, [Entry(text, date, lines)], kind)


def _ledger_account(call: Call, trade: Trade) -> str:
    """The contact's own account; no contact is demanded (the contract does not)."""
    field = f"{trade.party}Id"
    refer(call, CONTACTS, field)
    if call.body.get(field) is None:
        return trade.ledger
    row = find(call, CONTACTS, call.body[field])
    if not row[trade.party]:
        raise refuse(400, f"'{field}': contact {row['contact_id']} is not a {trade.party}")
    return str(row[f"{trade.party}_account_code"])


def _gross_in_currency(body: Json, lines: Sequence[DocumentLine]) -> int | None:
    """None where the currency is NOK, or a line does not tell."""
    found = [line.gross_in_currency for line in lines]
    if body["currency"] == NOK or None in found:
        return None
    return sum(each for each in found if each is not None)


# --- lines ---------------------------------------------------------------------------------------


def read_lines(call: Call, trade: Trade, rate: Fraction) -> list[DocumentLine]:
    """The lines of the body; what net and vat they state is taken as given.

    Observed: docs/observed.md#7-units
    """
    if not call.body["lines"]:
        raise refuse(400, "'lines' must hold at least one line")
    convert = _Converter(rate, foreign=call.body["currency"] != NOK)
    return [_read(call, trade, line, convert) for line in call.body["lines"]]


def _read(call: Call, trade: Trade, line: Json, convert: "_Converter") -> DocumentLine:
    net = convert(line.get("netPrice"), line.get("netPriceInCurrency"))
    vat = convert(line.get("vat"), line.get("vatInCurrency"))
    if net is None:
        raise refuse(400, "Either netPrice or netPriceInCurrency must be provided on every line")
    # Caused by `vat: 0`, which has to be left out (docs/observed.md#4-error-bodies). Purchases take
    # it.
    if trade.selling and 0 in {net, line.get("vat")}:
        raise refuse(400, "Lines with 0 amount is not allowed")
    account = line.get("account")
    if account is None and net:
        raise refuse_fields(["'account' er påkrevd"])
    if account is not None:
        _ledger.require_accounts(call.state, call.company, [account])
    vat_type = _taken(call, trade, account, line["vatType"], vat or 0)
    refer(replace(call, body=line), PROJECTS, "projectId")
    in_currency = line.get("netPriceInCurrency"), line.get("vatInCurrency")
    _ledger.require_countable(net, vat, *in_currency)
    facts = (line["description"], account, vat_type, net, vat or 0)
    return DocumentLine(*facts, *in_currency, line.get("projectId"))


class _Converter:
    """Øre out of what a line has; the rounding of one amount is made up for by the next."""

    def __init__(self, rate: Fraction, *, foreign: bool) -> None:
        self._rate, self._foreign = rate, foreign
        self._cents, self._nok = 0, 0

    def __call__(self, nok: int | None, cents: int | None) -> int | None:
        if nok is not None or cents is None or not self._foreign:
            return nok
        self._cents += cents
        before, self._nok = self._nok, rounded(self._cents * self._rate)
        return self._nok - before


def _taken(call: Call, trade: Trade, account: str | None, name: str, vat: int) -> _vat.VatTreatment:
    """Return the VAT type of a line, where company and account take it.

    Observed: docs/observed.md#4-error-bodies, docs/observed.md#8-vat-types
    """
    vat_type = trade.types.get(name)
    if vat_type and not _is_free(trade, vat_type, vat) and not _is_registered(call):
        message = "VAT charged when the company is not VAT registered."
        raise refuse(400, f"{message} The only VAT type accepted is OUTSIDE.")
    _vat.require_taken(account, name, trade.types, selling=trade.selling)
    return trade.types[name]


def _is_free(trade: Trade, vat_type: _vat.VatTreatment, vat: int) -> bool:
    """Return whether a company that is not VAT registered can have such a line.

    On sales NONE was taken as well as OUTSIDE, against the text of the refusal
    (docs/observed.md#8-vat-types). Emulator choice: on purchases every type is taken that deducts
    nothing. VAT on services from abroad is owed by everyone.
    """
    if trade.selling:
        return not vat and vat_type.name in {"NONE", "OUTSIDE"}
    return vat_type.regime == "nondeductible" or (vat_type.regime == "free" and not vat)


def _is_registered(call: Call) -> bool:
    sql = "SELECT vat_type FROM companies WHERE company_id = ?"
    return bool(call.state.value(sql, call.company) != "no")


# --- payments ------------------------------------------------------------------------------------


def pay(call: Call, trade: Trade, row: Row, payment: Json) -> int:
    """Book a payment of a document; return its id.

    Emulator choice: more than is owed is taken. Refused with 400 are a payment of 0, which posts
    nothing, and one of a document that is deleted or written off: no operation could undo it
    (docs/observed.md#c5-undoing-a-payment).
    """
    if row["deleted"]:
        raise refuse(400, f"The {trade.name} is deleted: it can't be paid")
    if row["write_off"]:
        raise refuse(400, f"The {trade.name} is written off: it can't be paid")
    if not payment["amount"]:
        raise refuse(400, "'amount' must not be 0")
    _ledger.require_countable(payment["amount"])
    currency = payment.get("currency") or NOK
    settles = _in_nok(row, payment, currency)
    key = call.state.new_id()
    given = {name: payment.get(name) for name in ("date", "account", "amount", "fee")}
    call.state.insert(
        f"{trade.name}_payments",
        **{"payment_id": key, trade.id: row[trade.id], **given, "currency": currency},
        transaction_id=_post_payment(call, trade, row, payment, settles),
        amount_in_nok=None if currency == NOK else settles,
        settles=settles,
        settles_in_currency=_in_currency(row, payment, currency, settles),
    )
    refresh(call, trade, row[trade.id])
    return key


def _post_payment(call: Call, trade: Trade, row: Row, payment: Json, settles: int) -> int:
    account, fee = payment["account"], payment.get("fee") or 0
    amount = trade.sign * settles
    lines = [Line(account, amount), Line(row["ledger_account"], -amount)]
    lines += [Line(FEES, fee), Line(account, -fee)] if fee else []
    number = row["sale_number" if trade.selling else trade.number]
    name = " ".join(filter(None, ("Betaling", trade.title.lower(), number)))
    return post(call.state, call.company, "Payment", name, payment["date"], lines)


def _in_nok(row: Row, payment: Json, currency: str) -> int:
    """Return what a payment settles, in øre.

    Emulator choice: without `amountInNok` at the document's own rate, where Fiken takes the day's.
    """
    amount: int = payment["amount"]
    if currency == NOK:
        return amount
    given = payment.get("amountInNok")
    rate = own_rate(row) if currency == row["currency"] else RATE
    return rounded(amount * rate) if given is None else int(given)


def _in_currency(row: Row, payment: Json, currency: str, settles: int) -> int | None:
    """What it settles in the document's currency, where it has one of its own."""
    if row["gross_in_currency"] is None:
        return None
    if currency == row["currency"]:
        return int(payment["amount"])
    return rounded(settles / own_rate(row))


def own_rate(row: Row) -> Fraction:
    """NOK for a unit of the document's currency, by its own totals."""
    gross, foreign = row["net_amount"] + row["vat_amount"], row["gross_in_currency"]
    return Fraction(gross, foreign) if gross and foreign else RATE


def undo_payment(call: Call, trade: Trade, payment: Row, description: str | None) -> None:
    """Erase the payment, or reverse it where its month has ended.

    Observed: docs/observed.md#c5-undoing-a-payment
    """
    _forget(call, trade, payment)
    _ledger.undo(call.state, payment["transaction_id"], description)
    refresh(call, trade, payment[trade.id])


def _forget(call: Call, trade: Trade, payment: Row) -> None:
    """Take the payment off its document, and remember that it was undone."""
    state, key = call.state, payment["payment_id"]
    state.execute(f"DELETE FROM {trade.name}_payments WHERE payment_id = ?", key)  # noqa: S608
    undone = {"payment_id": key, trade.id: payment[trade.id]}
    state.insert(f"{trade.name}_payments_undone", **undone)


# --- the end -------------------------------------------------------------------------------------


def delete(call: Call, trade: Trade, row: Row) -> None:
    """Flag a document as deleted and reverse its transaction, paid or not.

    Observed: docs/observed.md#11-sales-and-purchases

    Emulator choice: its payments are undone with it. Their transactions are reversed like its own,
    those of the current month too, so that the balances of earlier days stay as they were; the
    document no longer lists them.

    Emulator choice: a second deletion is refused with 400, since it would reverse everything twice;
    so is the deletion of a sale that is written off, since no operation undoes a write-off.
    """
    key, description = row[trade.id], call.query.get("description")
    if row["deleted"]:
        raise refuse(400, f"The {trade.name} is already deleted")
    if row["write_off"]:
        raise refuse(400, f"The {trade.name} is written off: it can't be deleted")
    sql = f"SELECT * FROM {trade.name}_payments WHERE {trade.id} = ? ORDER BY rowid DESC"  # noqa: S608
    for payment in call.state.rows(sql, key):
        _forget(call, trade, payment)
        _ledger.reverse(call.state, payment["transaction_id"], description)
    _ledger.reverse(call.state, row["transaction_id"], description)
    update(call, trade.resource, key, {"deleted": 1})
    refresh(call, trade, key)


def rounded(value: Fraction) -> int:
    """To the nearest whole, a half away from zero."""
    return _vat.rounded(value.numerator, value.denominator)

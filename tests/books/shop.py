"""A shop that books through the client while requests fail, and has a second set of books."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

import attrs

from fiken import (
    Accrual,
    Contact,
    FikenError,
    JournalEntry,
    JournalEntryLine,
    NotFoundError,
    OrderLine,
    Payment,
    Purchase,
    PurchaseDraft,
    PurchaseDraftLine,
    PurchaseKind,
    Sale,
    SaleDraft,
    SaleDraftLine,
    SaleKind,
    Transaction,
    VatType,
    WriteOffType,
)
from fiken.emulator import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
    Fault,
    Status,
)
from fiken.session import Retries
from tests.books.book import (
    BANK,
    CUSTOMERS,
    FEES,
    LAST_DAY,
    SUPPLIERS,
    TODAY,
    Book,
    BookAccrual,
    BookPayment,
    Document,
    Item,
    Line,
)

T = TypeVar("T")
NOK = "NOK"


@attrs.frozen
class Trouble:
    """What goes wrong with one write, or with the request that loads its result.

    Args:
        description: What happens, in words.
        outcome: The outcome of the write, as far as a client can know it.
        fault: The fault of the emulator that causes it.
        times: The number of requests that meet the fault.
        loading: Whether the fault concerns the request that loads the result.
        creating: Whether only a POST can meet the fault.
    """

    description: str
    outcome: str
    fault: Fault | None = None
    times: int = 1
    loading: bool = False
    creating: bool = False

    def __repr__(self) -> str:
        return f"<{self.description}>"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:  # hypothesis prints this one
        printer.text(repr(self))


NONE = Trouble("no trouble", "done")
TROUBLES = (
    # The client has received the status and the Location.
    Trouble("carried out, answer cut", "done", CutBody()),
    Trouble("dropped unread", "unknown", DropBeforeReading()),
    Trouble("carried out, answer not received", "unknown", DropAfterCarryingOut()),
    Trouble("429, then let in", "done", Status(429, retry_after=0)),
    Trouble("429 twice", "refused", Status(429, retry_after=0), times=2),
    Trouble("500", "unknown", Status(500)),
    Trouble("503", "unknown", Status(503)),
    Trouble("carried out, 500", "unknown", CannedAnswer(500, carry_out=True)),
    Trouble("carried out, 502", "unknown", CannedAnswer(502, carry_out=True)),
    Trouble("carried out, no Location", "done", CannedAnswer(201, carry_out=True), creating=True),
    Trouble("loading: 500", "done", Status(500), loading=True),
    Trouble("loading: cut thrice", "done", CutBody(), times=3, loading=True),
    Trouble("loading: dropped once", "done", DropBeforeReading(), loading=True),
)


@attrs.frozen
class Money:
    """The currency of a document, and how its lines state their amounts.

    Args:
        currency: The code of the currency, such as NOK.
        rate: Øre per cent of the currency; 0 for kroner.
        in_nok: Whether the lines have øre as well. Otherwise the rate follows from the payment.
    """

    currency: str = NOK
    rate: int = 0
    in_nok: bool = True


#: A currency whose rate follows neither from the lines nor from a payment.
#: Emulator choice: 10 kroner per unit.
AT_TEN = Money("USD", 10, in_nok=False)


@attrs.frozen
class Terms:
    """The facts of a new document, without its lines.

    Args:
        kind: `cash`, `owed` (on credit), or `part` (on credit, but a purchase is paid at once, and
            half of a sale).
        day: The day of the document.
        money: Its currency.
        party: The customer or the supplier, 1 or 2; 0 for none.
        extra: The fee of a cash sale in øre, or the øre that were paid per cent of a purchase.
    """

    kind: str
    day: date
    money: Money
    party: int
    extra: int = 0


@attrs.define
class Draft:
    """A draft, and the facts of the document that it will become."""

    sold: bool
    number: str
    terms: Terms
    items: list[Item]
    payments: list[BookPayment]
    dated: bool
    key: int = 0


@attrs.define
class BookEntry:
    """A general journal entry, with its bookings in our books."""

    key: int
    bookings: list[int]
    is_open: bool


class Shop:
    """An emulator, its client, and a second set of books."""

    def __init__(self) -> None:
        self.emulator = Emulator(seed=1, empty=True, clock=_noon)
        self.emulator.start()
        self._client = self.emulator.client(retries=Retries(backoff_factor=0))
        self.acme = self._client.company(self.emulator.company_slug)
        self.book = Book()
        self.documents: list[Document] = []
        self.drafts: list[Draft] = []
        self.posted: list[BookEntry] = []
        self._numbers = count(1)
        self._parties = {sold: self._save_two_contacts(sold=sold) for sold in (True, False)}

    def close(self) -> None:
        """Close the client and stop the emulator."""
        self._client.close()
        self.emulator.stop()

    def _save_two_contacts(self, *, sold: bool) -> list[Contact]:
        """Save two customers or two suppliers."""
        role = "customer" if sold else "supplier"
        new = [Contact(name=f"{role} {n}", customer=sold, supplier=not sold) for n in (1, 2)]
        return [self.acme.contacts.save(contact) for contact in new]

    # --- one write, and what became of it ---------------------------------------------------------

    def carry_out(
        self,
        trouble: Trouble,
        method: str,
        write: Callable[[], object],
        look: Callable[[], T | None],
    ) -> T | None:
        """Write once; return what `look` finds in Fiken, or None where nothing was written.

        Where the outcome is unknown, the result is looked up, as a user would do it, and the write
        is not sent again. The outcome that the error states is compared with what the emulator did.
        """
        if method != "POST" and (trouble.loading or trouble.creating):
            trouble = NONE  # no request of this write can meet the fault
        if trouble.fault:
            aimed_method = "GET" if trouble.loading else method
            self.emulator.fail_next(trouble.fault, method=aimed_method, times=trouble.times)
        before = len(self.emulator.requests)
        outcome = _outcome_of(write)
        sent = [r for r in self.emulator.requests[before:] if r.method != "GET"]
        carried_out = sum(r.carried_out for r in sent)
        assert outcome == trouble.outcome
        assert carried_out in {"refused": (0,), "unknown": (0, 1), "done": (1,)}[outcome]
        assert len(sent) == (2 if trouble.description.startswith("429") else 1)
        result = None if outcome == "refused" else look()
        assert carried_out == (result is not None)
        return result

    def is_refused(self, write: Callable[[], object]) -> None:
        """Try a write that Fiken refuses; the comparison shows that nothing was written."""
        before = len(self.emulator.requests)
        outcome = _outcome_of(write)
        sent = [r for r in self.emulator.requests[before:] if r.method != "GET"]
        assert (outcome, [False]) == ("refused", [r.carried_out for r in sent])

    def _number(self) -> str:
        """Return a number that no document has yet."""
        return f"N-{next(self._numbers)}"

    def documents_of(self, *, sold: bool) -> Any:
        """Return the repository of sales or of purchases."""
        return self.acme.sales if sold else self.acme.purchases

    def _by_number(self, number: str, day: date, *, sold: bool) -> Sale | Purchase | None:
        """Return the document with this number; purchases have no filter for it, so read all."""
        if sold:
            return self.acme.sales.find_by(sale_number=number)
        purchases = self.acme.purchases.all(date=day)
        return next((purchase for purchase in purchases if purchase.identifier == number), None)

    # --- documents --------------------------------------------------------------------------------

    def trade(self, terms: Terms, items: list[Item], trouble: Trouble, *, sold: bool) -> None:
        """Record a sale or a purchase."""
        number, paid = self._number(), _paid_at_once(terms, items, sold=sold)
        build = self._sale if sold else self._purchase
        model: Any = build(number, terms, items, paid)
        result = self.carry_out(
            trouble,
            "POST",
            lambda: self.documents_of(sold=sold).save(model),
            lambda: self._by_number(number, terms.day, sold=sold),
        )
        if result:
            self._enter(number, terms, items, paid, result)

    def _sale(self, number: str, terms: Terms, items: list[Item], paid: list[BookPayment]) -> Sale:
        """Build a new sale."""
        fields: dict[str, Any] = {}
        if paid:
            fields = {"payment_account": BANK, "payment_date": terms.day}
            fields["total_paid"] = sum(each.settles for each in paid)
            fields["payment_fee"] = terms.extra or None
        return Sale(
            sale_number=number,
            date=terms.day,
            kind=SaleKind.CASH_SALE if terms.kind == "cash" else SaleKind.EXTERNAL_INVOICE,
            lines=[order_line(item, terms.money, sold=True) for item in items],
            customer_id=self._party(terms, sold=True, of="contact_id"),
            currency=terms.money.currency,
            **fields,
        )

    def _purchase(
        self, number: str, terms: Terms, items: list[Item], paid: list[BookPayment]
    ) -> Purchase:
        """Build a new purchase."""
        fields: dict[str, Any] = {}
        if paid:
            fields = {"payment_account": BANK, "payment_date": terms.day}
        if paid and terms.money.rate:
            fields["payment_amount_in_nok"] = paid[0].settles
        return Purchase(
            identifier=number,
            date=terms.day,
            kind=PurchaseKind.CASH_PURCHASE if terms.kind == "cash" else PurchaseKind.SUPPLIER,
            lines=[order_line(item, terms.money, sold=False) for item in items],
            supplier_id=self._party(terms, sold=False, of="contact_id"),
            currency=terms.money.currency,
            **fields,
        )

    def _party(self, terms: Terms, *, sold: bool, of: str) -> Any:
        """Return a field of the customer or the supplier, or None."""
        return getattr(self._parties[sold][terms.party - 1], of) if terms.party else None

    def _enter(
        self,
        number: str,
        terms: Terms,
        items: list[Item],
        paid: list[BookPayment],
        row: Any,
    ) -> None:
        """Add a document that Fiken has saved to our books."""
        sold = isinstance(row, Sale)
        account_field = "customer_account_code" if sold else "supplier_account_code"
        account = self._party(terms, sold=sold, of=account_field)
        ledger = account or (CUSTOMERS if sold else SUPPLIERS)
        document = Document(self.book, sold, number, terms.day, ledger, items, terms.money.rate)
        document.key = row.sale_id if isinstance(row, Sale) else row.purchase_id
        document.is_cash = terms.kind == "cash"
        document.currency = terms.money.currency if terms.money.rate else None
        payments = row.sale_payments if isinstance(row, Sale) else row.payments
        for ours, theirs in zip(paid, payments, strict=True):
            document.pay(attrs.evolve(ours, key=theirs.payment_id))
        self.documents.append(document)

    def pay(
        self, document: Document, payment: Payment, paid: BookPayment, trouble: Trouble
    ) -> None:
        """Record a payment. It has no number, so the saved one is the one with an unknown id."""
        repository = self.documents_of(sold=document.sold).payments(document.key)
        known = {each.key for each in document.payments}
        result = self.carry_out(
            trouble,
            "POST",
            lambda: repository.save(payment),
            lambda: _new_row(repository.all(), "payment_id", known),
        )
        if result:
            assert (payment.amount, payment.account) == (result.amount, result.account)
            document.pay(attrs.evolve(paid, key=result.payment_id))

    def undo(self, document: Document, paid: BookPayment, trouble: Trouble) -> None:
        """Undo a payment."""
        repository = self.documents_of(sold=document.sold).payments(document.key)
        if self._remove(repository, paid.key, trouble, description="Feil konto"):
            document.undo(paid)

    def settle(self, document: Document, day: date, trouble: Trouble) -> None:
        """Mark a sale as settled without payment; nothing is booked."""
        sales, key = self.acme.sales, document.key
        result = self.carry_out(
            trouble,
            "PATCH",
            lambda: sales.settle(key, settled_date=day),
            lambda: _value_if(sales.find(key), lambda sale: sale.settled_date == day),
        )
        if result:
            document.settled_date = day

    def write_off(self, document: Document, day: date, trouble: Trouble) -> None:
        """Write off the outstanding amount of a sale."""
        sales, key = self.acme.sales, document.key
        result = self.carry_out(
            trouble,
            "PATCH",
            lambda: sales.write_off(key, type=WriteOffType.CUSTOMER_BANKRUPTCY, date=day),
            lambda: _value_if(sales.find(key), lambda sale: sale.write_off),
        )
        if result:
            document.write_off(day)

    def delete(self, document: Document, trouble: Trouble) -> None:
        """Delete a sale or a purchase; Fiken flags and reverses it."""
        repository, key = self.documents_of(sold=document.sold), document.key
        result = self.carry_out(
            trouble,
            "PATCH",
            lambda: repository.delete(key, description="Feil"),
            lambda: _value_if(repository.find(key), lambda row: row.deleted),
        )
        if result:
            document.delete()

    def accrue(
        self,
        document: Document,
        line: int,
        account: str,
        start: date,
        periods: int,
        trouble: Trouble,
    ) -> None:
        """Accrue a line over several months."""
        repository = self.documents_of(sold=document.sold)
        line_id = repository.find(document.key).lines[line].line_id
        accruals, known = repository.accruals(document.key), {a.key for a in document.accruals}
        new = Accrual(line_id=line_id, account=account, start_date=start, periods=periods)
        result = self.carry_out(
            trouble,
            "POST",
            lambda: accruals.save(new),
            lambda: _new_row(accruals.all(), "accrual_id", known),
        )
        if result:
            document.accrue(line, account, start, periods, key=result.accrual_id)

    def end(self, document: Document, accrued: BookAccrual, trouble: Trouble) -> None:
        """Delete an accrual."""
        accruals = self.documents_of(sold=document.sold).accruals(document.key)
        if self._remove(accruals, accrued.key, trouble):
            document.end(accrued)

    def _remove(self, repository: Any, key: int, trouble: Trouble, **why: str) -> bool | None:
        """Send a DELETE; return True where the object does not exist afterwards."""

        def look() -> bool | None:
            try:
                repository.find(key)
            except NotFoundError:
                return True
            return None

        return self.carry_out(trouble, "DELETE", lambda: repository.delete(key, **why), look)

    # --- drafts -----------------------------------------------------------------------------------

    def draft(self, draft: Draft, trouble: Trouble) -> None:
        """Save a new draft; nothing is booked."""
        draft.number = self._number()
        drafts = self.documents_of(sold=draft.sold).drafts
        result = self.carry_out(
            trouble,
            "POST",
            lambda: drafts.save(self._draft(draft)),
            lambda: next((d for d in drafts.all() if d.invoice_number == draft.number), None),
        )
        if result:
            draft.key = result.draft_id
            self.drafts.append(draft)

    def _draft(self, draft: Draft) -> SaleDraft | PurchaseDraft:
        """Build a new draft of a sale or a purchase."""
        terms = draft.terms
        fields: dict[str, Any] = {
            "invoice_number": draft.number,
            "invoice_issue_date": terms.day if draft.dated else None,
            "cash": terms.kind == "cash",
            "paid": bool(draft.payments),
            "currency": terms.money.currency,
            "contact_id": self._party(terms, sold=draft.sold, of="contact_id"),
            "payments": [_payment(paid, terms.money) for paid in draft.payments],
        }
        if draft.sold:
            sale_lines = [SaleDraftLine(**_draft_line(item, terms.money)) for item in draft.items]
            return SaleDraft(lines=sale_lines, **fields)
        purchase_lines = [
            PurchaseDraftLine(**_draft_line(item, terms.money)) for item in draft.items
        ]
        return PurchaseDraft(lines=purchase_lines, **fields)

    def change(self, draft: Draft, items: list[Item], trouble: Trouble) -> None:
        """Replace the lines of a draft (PUT); the lines show whether it was done."""
        drafts = self.documents_of(sold=draft.sold).drafts
        loaded = drafts.find(draft.key)
        lines = self._draft(attrs.evolve(draft, items=items)).lines
        new = [_draft_line_facts(line) for line in lines]
        if new == [_draft_line_facts(line) for line in loaded.lines]:
            return  # the client would send nothing
        result = self.carry_out(
            trouble,
            "PUT",
            lambda: drafts.save(loaded.evolve(lines=lines)),
            lambda: _value_if(
                drafts.find(draft.key), lambda d: [_draft_line_facts(e) for e in d.lines] == new
            ),
        )
        if result:
            draft.items = items

    def finalize(self, draft: Draft, trouble: Trouble) -> None:
        """Book a draft: it becomes the document with its number, and does not exist any more."""
        day = draft.terms.day if draft.dated else TODAY
        result = self.carry_out(
            trouble,
            "POST",
            lambda: self.documents_of(sold=draft.sold).drafts.finalize(draft.key),
            lambda: self._by_number(draft.number, day, sold=draft.sold),
        )
        if result:
            self.drafts.remove(draft)
            terms = attrs.evolve(draft.terms, day=day)
            self._enter(draft.number, terms, draft.items, draft.payments, result)

    def discard(self, draft: Draft, trouble: Trouble) -> None:
        """Delete a draft."""
        if self._remove(self.documents_of(sold=draft.sold).drafts, draft.key, trouble):
            self.drafts.remove(draft)

    # --- journal entries --------------------------------------------------------------------------

    def post(
        self,
        entries: list[tuple[date, list[JournalEntryLine], list[Line]]],
        trouble: Trouble,
        *,
        is_open: bool,
    ) -> None:
        """Post a general journal entry; its description is its number."""
        number = self._number()
        transaction = Transaction(
            description=number,
            open=is_open,
            entries=[
                JournalEntry(description=number, date=day, lines=lines) for day, lines, _ in entries
            ],
        )
        transaction_id = self.carry_out(
            trouble,
            "POST",
            lambda: self.acme.transactions.save(transaction),
            lambda: self._transaction(number, entries[0][0]),
        )
        if transaction_id:
            bookings = [self.book.post(day, *lines) for day, _, lines in entries]
            self.posted.append(BookEntry(transaction_id, bookings, is_open))

    def _transaction(self, description: str, day: date) -> int | None:
        """Return the id of a transaction; Fiken adds a prefix to the description."""
        entries = self.acme.journal_entries.all(date=day)
        matching = (e.transaction_id for e in entries if e.description.endswith(f" {description}"))
        return next(matching, None)

    def cancel(self, posted: BookEntry, trouble: Trouble) -> None:
        """Delete a general journal entry: an open one is erased, and another reversed."""
        transactions, key = self.acme.transactions, posted.key

        def look() -> bool | None:
            try:
                return transactions.find(key).deleted or None
            except NotFoundError:
                return True

        if self.carry_out(
            trouble, "PATCH", lambda: transactions.delete(key, description="Feil"), look
        ):
            self.posted.remove(posted)
            for booking in posted.bookings:
                (self.book.erase if posted.is_open else self.book.reverse)(booking)

    # --- both books side by side ------------------------------------------------------------------

    def compare(self, step: int) -> None:
        """Compare all balances at the end, and in every third step on an earlier day as well."""
        self.emulator.check_books()
        days = [LAST_DAY, *self.book.days]
        for day in {LAST_DAY, days[step * 7 % len(days)] if step % 3 == 0 else LAST_DAY}:
            theirs = self.acme.account_balances.all(date=day)
            assert self.book.balances(day) == {b.code: b.balance for b in theirs if b.balance}

    def compare_documents(self) -> None:
        """Compare all sales and purchases with our books."""
        sales = {sale.sale_id: _actual(sale) for sale in self.acme.sales.all()}
        assert {d.key: _expected(d) for d in self.documents if d.sold} == sales
        purchases = {p.purchase_id: _actual(p) for p in self.acme.purchases.all()}
        assert {d.key: _expected(d) for d in self.documents if not d.sold} == purchases

    def compare_drafts(self) -> None:
        """Compare the ids of all drafts: none is missing, and none is left over."""
        for sold in (True, False):
            theirs = self.documents_of(sold=sold).drafts.all()
            assert {d.key for d in self.drafts if d.sold is sold} == {d.draft_id for d in theirs}

    def compare_accruals(self) -> None:
        """Compare the accruals of every document."""
        for document in self.documents:
            theirs = self.documents_of(sold=document.sold).accruals(document.key).all()
            ours = [(each.key, each.unposted) for each in document.accruals]
            assert ours == [(each.accrual_id, each.unposted_periods) for each in theirs]

    def compare_document(self, document: Document) -> None:
        """Compare one document, read by its id."""
        row = self.documents_of(sold=document.sold).find(document.key)
        assert _expected(document) == _actual(row)


def _noon() -> datetime:
    return datetime.combine(TODAY, datetime.min.time(), UTC).replace(hour=12)


def _outcome_of(write: Callable[[], object]) -> str:
    """Return the outcome of the write: `done`, or that of the error it raises."""
    try:
        write()
    except FikenError as error:
        return str(error.outcome)
    return "done"


def _value_if(value: T, holds: Callable[[T], object]) -> T | None:
    """Return the value where the condition holds, or None."""
    return value if holds(value) else None


def _new_row(rows: Iterable[T], key: str, known: set[int]) -> T | None:
    """Return the row that was not there before; more than one would be a repeated write."""
    new = [row for row in rows if getattr(row, key) not in known]
    assert len(new) <= 1
    return new[0] if new else None


def _actual(row: Sale | Purchase) -> tuple[object, ...]:
    """Return the facts of a document as Fiken returns them."""
    if isinstance(row, Purchase):
        paid = [each.amount for each in row.payments]
        return row.identifier, row.deleted, row.settled, row.paid, paid
    return (
        *(row.sale_number, row.deleted, row.settled, [each.amount for each in row.sale_payments]),
        *(row.net_amount, row.vat_amount, row.total_paid, row.outstanding_balance),
        *(row.outstanding_balance_in_currency, row.write_off),
    )


def _expected(document: Document) -> tuple[object, ...]:
    """Return the facts of a document as our books have them."""
    d = document
    paid = [each.sent for each in d.payments]
    if not d.sold:
        return d.number, d.deleted, d.settled, d.settled, paid
    net, vat = (sum(getattr(item, part) for item in d.items) for part in ("net", "vat"))
    total = sum(each.settles for each in d.payments)
    is_over = d.is_closed or d.deleted
    cents = 0 if d.unpaid_cents is not None and is_over else d.unpaid_cents
    return (
        *(d.number, d.deleted, d.settled, paid),
        *(net, vat, total, d.outstanding, cents, d.loss is not None),
    )


def _paid_at_once(terms: Terms, items: list[Item], *, sold: bool) -> list[BookPayment]:
    """Return the payments that a new document contains; the fee of a sale is a payment of its own.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    gross = sum(item.net + item.vat for item in items)
    cents = sum((item.net_cents or 0) + (item.vat_cents or 0) for item in items)
    rate, day = terms.money.rate, terms.day
    if terms.kind == "owed":
        return []
    if not sold:
        settles = (terms.extra or rate) * cents if rate else gross
        return [
            BookPayment(day, BANK, settles, cents if rate else None, sent=cents if rate else gross)
        ]
    fee = terms.extra
    settles = (gross // 2 if terms.kind == "part" else gross) - fee
    if not rate:
        first = BookPayment(day, BANK, settles, sent=settles)
        last = BookPayment(day, FEES, fee, sent=fee)
    else:
        less = cents - fee // rate
        first = BookPayment(day, BANK, settles, less, sent=less)
        last = BookPayment(day, FEES, fee, fee // rate, sent=fee)
    return [first, last] if fee else [first]


def order_line(item: Item, money: Money, *, sold: bool) -> OrderLine:
    """Return a line. On sales, `vat: 0` is left out (docs/observed.md#4-error-bodies)."""
    amounts: dict[str, Any] = {}
    if money.in_nok:
        amounts = {"net_price": item.net, "vat": item.vat}
    if money.rate:
        in_currency = {"net_price_in_currency": item.net_cents, "vat_in_currency": item.vat_cents}
        amounts |= in_currency
    sent = {name: value for name, value in amounts.items() if value or not sold}
    return OrderLine(
        description="Vare", account=item.account, vat_type=VatType(item.vat_type), **sent
    )


def _draft_line(item: Item, money: Money) -> dict[str, Any]:
    """Return the fields of a line of a draft, in the currency of the draft."""
    net, vat = (item.net_cents, item.vat_cents) if money.rate else (item.net, item.vat)
    facts = {"text": "Vare", "vat_type": item.vat_type, "income_account": item.account}
    return {**facts, "net": net, "gross": (net or 0) + (vat or 0)}


def _draft_line_facts(line: Any) -> tuple[object, ...]:
    """Return the facts of a draft's line that are the same when sent and when returned."""
    return line.vat_type, line.income_account, line.net, line.gross


def _payment(paid: BookPayment, money: Money) -> Payment:
    """Return a payment of a draft, in the currency of the draft and at its rate."""
    currency = money.currency if money.rate else None
    return Payment(date=paid.day, account=paid.account, amount=paid.sent, currency=currency)

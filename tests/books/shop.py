"""A shop that books through the client, while things go wrong, and keeps a second set of books."""

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
    Accrued,
    Book,
    Document,
    Item,
    Line,
    Paid,
)

T = TypeVar("T")
NOK = "NOK"


@attrs.frozen
class Trouble:
    """What goes wrong with one write, or with the request that loads what it made.

    Args:
        says: What happens.
        outcome: What became of the write, as far as a client can know.
        fault: How the emulator is told.
        times: How many requests meet it.
        loading: They are those that load.
        creating: Only a POST can meet it.
    """

    says: str
    outcome: str
    fault: Fault | None = None
    times: int = 1
    loading: bool = False
    creating: bool = False

    def __repr__(self) -> str:
        return f"<{self.says}>"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:  # as hypothesis prints it
        printer.text(repr(self))


NONE = Trouble("no trouble", "done")
TROUBLES = (
    # The status and the Location came through.
    Trouble("carried out, answer cut", "done", CutBody()),
    Trouble("dropped unread", "unknown", DropBeforeReading()),
    Trouble("carried out, answer lost", "unknown", DropAfterCarryingOut()),
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
    """In which currency a document is, and how it says so.

    Args:
        currency: NOK, or another.
        rate: Øre for a cent, where it is another; 0 in kroner.
        in_nok: Whether the lines say øre too. Without, the rate follows from what was paid.
    """

    currency: str = NOK
    rate: int = 0
    in_nok: bool = True


#: Where neither lines nor a payment tell the rate: the emulator's choice.
AT_TEN = Money("USD", 10, in_nok=False)


@attrs.frozen
class Terms:
    """What a new document is, but for its lines.

    Args:
        kind: `cash`, `owed`, or `part`: owed, and paid at once, a sale by half.
        party: Which customer or supplier, 1 or 2; 0 is none.
        extra: The fee of a cash sale in øre; how many øre a cent of a purchase really cost.
    """

    kind: str
    day: date
    money: Money
    party: int
    extra: int = 0


@attrs.define
class Draft:
    """A draft, and what it will book."""

    sold: bool
    number: str
    terms: Terms
    items: list[Item]
    payments: list[Paid]
    dated: bool
    key: int = 0


@attrs.define
class Posted:
    """A general journal entry in the books."""

    key: int
    bookings: list[int]
    is_open: bool


class Shop:
    """One emulator, its client, and our own books beside it."""

    def __init__(self) -> None:
        self.emulator = Emulator(seed=1, empty=True, clock=_noon)
        self.emulator.start()
        self._client = self.emulator.client(retries=Retries(backoff_factor=0))
        self.acme = self._client.company(self.emulator.company_slug)
        self.book = Book()
        self.documents: list[Document] = []
        self.drafts: list[Draft] = []
        self.posted: list[Posted] = []
        self._numbers = count(1)
        self._parties = {sold: self._two(sold=sold) for sold in (True, False)}

    def close(self) -> None:
        self._client.close()
        self.emulator.stop()

    def _two(self, *, sold: bool) -> list[Contact]:
        role = "customer" if sold else "supplier"
        new = [Contact(name=f"{role} {n}", customer=sold, supplier=not sold) for n in (1, 2)]
        return [self.acme.contacts.save(contact) for contact in new]

    # --- what was asked, and whether it was done --------------------------------------------------

    def carry_out(
        self,
        trouble: Trouble,
        method: str,
        write: Callable[[], object],
        look: Callable[[], T | None],
    ) -> T | None:
        """Write once; give what look finds of it, or None where nothing was done.

        A lost answer is looked after, as a user would, and never sent again. What the error says
        of its outcome is held against what the emulator did.
        """
        if method != "POST" and (trouble.loading or trouble.creating):
            trouble = NONE  # it would wait for a request that does not come
        if trouble.fault:
            met = "GET" if trouble.loading else method
            self.emulator.fail_next(trouble.fault, method=met, times=trouble.times)
        before = len(self.emulator.requests)
        outcome = _outcome_of(write)
        sent = [r for r in self.emulator.requests[before:] if r.method != "GET"]
        carried_out = sum(r.carried_out for r in sent)
        assert outcome == trouble.outcome
        assert carried_out in {"refused": (0,), "unknown": (0, 1), "done": (1,)}[outcome]
        assert len(sent) == (2 if trouble.says.startswith("429") else 1)
        found = None if outcome == "refused" else look()
        assert carried_out == (found is not None)
        return found

    def is_refused(self, write: Callable[[], object]) -> None:
        """Try what Fiken refuses: it says so, and the comparison shows that nothing was left."""
        before = len(self.emulator.requests)
        outcome = _outcome_of(write)
        sent = [r for r in self.emulator.requests[before:] if r.method != "GET"]
        assert (outcome, [False]) == ("refused", [r.carried_out for r in sent])

    def _number(self) -> str:
        """One of our own, never used before."""
        return f"N-{next(self._numbers)}"

    def documents_of(self, *, sold: bool) -> Any:
        """The repository of sales or of purchases."""
        return self.acme.sales if sold else self.acme.purchases

    def _by_number(self, number: str, day: date, *, sold: bool) -> Sale | Purchase | None:
        """Fiken looks sales up by their number; of purchases one has to look through the day's."""
        if sold:
            return self.acme.sales.find_by(sale_number=number)
        bought = self.acme.purchases.all(date=day)
        return next((each for each in bought if each.identifier == number), None)

    # --- documents --------------------------------------------------------------------------------

    def trade(self, terms: Terms, items: list[Item], trouble: Trouble, *, sold: bool) -> None:
        """Record a sale or a purchase."""
        number, paid = self._number(), _paid_at_once(terms, items, sold=sold)
        make = self._sale if sold else self._purchase
        model: Any = make(number, terms, items, paid)
        found = self.carry_out(
            trouble,
            "POST",
            lambda: self.documents_of(sold=sold).save(model),
            lambda: self._by_number(number, terms.day, sold=sold),
        )
        if found:
            self._enter(number, terms, items, paid, found)

    def _sale(self, number: str, terms: Terms, items: list[Item], paid: list[Paid]) -> Sale:
        fields: dict[str, Any] = {}
        if paid:
            fields = {"payment_account": BANK, "payment_date": terms.day}
            fields["total_paid"] = sum(each.takes for each in paid)
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

    def _purchase(self, number: str, terms: Terms, items: list[Item], paid: list[Paid]) -> Purchase:
        fields: dict[str, Any] = {}
        if paid:
            fields = {"payment_account": BANK, "payment_date": terms.day}
        if paid and terms.money.rate:
            fields["payment_amount_in_nok"] = paid[0].takes
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
        """A field of the contact, or None."""
        return getattr(self._parties[sold][terms.party - 1], of) if terms.party else None

    def _enter(
        self,
        number: str,
        terms: Terms,
        items: list[Item],
        paid: list[Paid],
        found: Any,
    ) -> None:
        """Book in our books what was found in theirs."""
        sold = isinstance(found, Sale)
        own = "customer_account_code" if sold else "supplier_account_code"
        ledger = self._party(terms, sold=sold, of=own) or (CUSTOMERS if sold else SUPPLIERS)
        document = Document(self.book, sold, number, terms.day, ledger, items, terms.money.rate)
        document.key = found.sale_id if isinstance(found, Sale) else found.purchase_id
        document.is_cash = terms.kind == "cash"
        document.currency = terms.money.currency if terms.money.rate else None
        payments = found.sale_payments if isinstance(found, Sale) else found.payments
        for ours, theirs in zip(paid, payments, strict=True):
            document.pay(attrs.evolve(ours, key=theirs.payment_id))
        self.documents.append(document)

    def pay(self, document: Document, payment: Payment, paid: Paid, trouble: Trouble) -> None:
        """Record a payment; it has no number of its own, so the new one is the one not known."""
        repository = self.documents_of(sold=document.sold).payments(document.key)
        known = {each.key for each in document.payments}
        found = self.carry_out(
            trouble,
            "POST",
            lambda: repository.save(payment),
            lambda: _new(repository.all(), "payment_id", known),
        )
        if found:
            assert (payment.amount, payment.account) == (found.amount, found.account)
            document.pay(attrs.evolve(paid, key=found.payment_id))

    def undo(self, document: Document, paid: Paid, trouble: Trouble) -> None:
        """Undo a payment."""
        repository = self.documents_of(sold=document.sold).payments(document.key)
        if self._remove(repository, paid.key, trouble, description="Feil konto"):
            document.undo(paid)

    def settle(self, document: Document, day: date, trouble: Trouble) -> None:
        """Mark a sale as settled without payment: nothing is booked."""
        sales, key = self.acme.sales, document.key
        found = self.carry_out(
            trouble,
            "PATCH",
            lambda: sales.settle(key, settled_date=day),
            lambda: _if(sales.find(key), lambda sale: sale.settled_date == day),
        )
        if found:
            document.marked = day

    def write_off(self, document: Document, day: date, trouble: Trouble) -> None:
        """Take what is outstanding as lost."""
        sales, key = self.acme.sales, document.key
        found = self.carry_out(
            trouble,
            "PATCH",
            lambda: sales.write_off(key, type=WriteOffType.CUSTOMER_BANKRUPTCY, date=day),
            lambda: _if(sales.find(key), lambda sale: sale.write_off),
        )
        if found:
            document.write_off(day)

    def delete(self, document: Document, trouble: Trouble) -> None:
        """Delete a sale or a purchase softly."""
        repository, key = self.documents_of(sold=document.sold), document.key
        found = self.carry_out(
            trouble,
            "PATCH",
            lambda: repository.delete(key, description="Feil"),
            lambda: _if(repository.find(key), lambda row: row.deleted),
        )
        if found:
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
        """Spread a line over months."""
        repository = self.documents_of(sold=document.sold)
        line_id = repository.find(document.key).lines[line].line_id
        accruals, known = repository.accruals(document.key), {a.key for a in document.accruals}
        new = Accrual(line_id=line_id, account=account, start_date=start, periods=periods)
        found = self.carry_out(
            trouble,
            "POST",
            lambda: accruals.save(new),
            lambda: _new(accruals.all(), "accrual_id", known),
        )
        if found:
            document.accrue(line, account, start, periods, key=found.accrual_id)

    def end(self, document: Document, accrued: Accrued, trouble: Trouble) -> None:
        """Delete an accrual."""
        accruals = self.documents_of(sold=document.sold).accruals(document.key)
        if self._remove(accruals, accrued.key, trouble):
            document.end(accrued)

    def _remove(self, repository: Any, key: int, trouble: Trouble, **why: str) -> bool | None:
        """DELETE; True where it is gone."""

        def look() -> bool | None:
            try:
                repository.find(key)
            except NotFoundError:
                return True
            return None

        return self.carry_out(trouble, "DELETE", lambda: repository.delete(key, **why), look)

    # --- drafts -----------------------------------------------------------------------------------

    def draft(self, draft: Draft, trouble: Trouble) -> None:
        """Save a new draft: nothing is booked."""
        draft.number = self._number()
        drafts = self.documents_of(sold=draft.sold).drafts
        found = self.carry_out(
            trouble,
            "POST",
            lambda: drafts.save(self._draft(draft)),
            lambda: next((d for d in drafts.all() if d.invoice_number == draft.number), None),
        )
        if found:
            draft.key = found.draft_id
            self.drafts.append(draft)

    def _draft(self, draft: Draft) -> SaleDraft | PurchaseDraft:
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
            sold = [SaleDraftLine(**_draft_line(item, terms.money)) for item in draft.items]
            return SaleDraft(lines=sold, **fields)
        bought = [PurchaseDraftLine(**_draft_line(item, terms.money)) for item in draft.items]
        return PurchaseDraft(lines=bought, **fields)

    def change(self, draft: Draft, items: list[Item], trouble: Trouble) -> None:
        """Give a draft other lines (PUT); the look is at its lines."""
        drafts = self.documents_of(sold=draft.sold).drafts
        loaded = drafts.find(draft.key)
        lines = self._draft(attrs.evolve(draft, items=items)).lines
        new = [_shown(line) for line in lines]
        if new == [_shown(line) for line in loaded.lines]:
            return  # nothing would be sent
        found = self.carry_out(
            trouble,
            "PUT",
            lambda: drafts.save(loaded.evolve(lines=lines)),
            lambda: _if(drafts.find(draft.key), lambda d: [_shown(e) for e in d.lines] == new),
        )
        if found:
            draft.items = items

    def finalize(self, draft: Draft, trouble: Trouble) -> None:
        """Book a draft; it becomes the document with its number, and is gone."""
        day = draft.terms.day if draft.dated else TODAY
        found = self.carry_out(
            trouble,
            "POST",
            lambda: self.documents_of(sold=draft.sold).drafts.finalize(draft.key),
            lambda: self._by_number(draft.number, day, sold=draft.sold),
        )
        if found:
            self.drafts.remove(draft)
            terms = attrs.evolve(draft.terms, day=day)
            self._enter(draft.number, terms, draft.items, draft.payments, found)

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
        found = self.carry_out(
            trouble,
            "POST",
            lambda: self.acme.transactions.save(transaction),
            lambda: self._transaction(number, entries[0][0]),
        )
        if found:
            bookings = [self.book.post(day, *lines) for day, _, lines in entries]
            self.posted.append(Posted(found, bookings, is_open))

    def _transaction(self, description: str, day: date) -> int | None:
        """Fiken puts words of its own before a description."""
        entries = self.acme.journal_entries.all(date=day)
        found = (e.transaction_id for e in entries if e.description.endswith(f" {description}"))
        return next(found, None)

    def cancel(self, posted: Posted, trouble: Trouble) -> None:
        """Delete a general journal entry: an open one vanishes, another is reversed."""
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
        """Theirs balance, and say what ours say: at the end, and now and then on a day before."""
        self.emulator.check_books()
        days = [LAST_DAY, *self.book.days]
        for day in {LAST_DAY, days[step * 7 % len(days)] if step % 3 == 0 else LAST_DAY}:
            theirs = self.acme.account_balances.all(date=day)
            assert self.book.balances(day) == {b.code: b.balance for b in theirs if b.balance}

    def compare_documents(self) -> None:
        """Each document says what became of it, and no other is there."""
        sales = {sale.sale_id: _told(sale) for sale in self.acme.sales.all()}
        assert {d.key: _expected(d) for d in self.documents if d.sold} == sales
        purchases = {p.purchase_id: _told(p) for p in self.acme.purchases.all()}
        assert {d.key: _expected(d) for d in self.documents if not d.sold} == purchases

    def compare_drafts(self) -> None:
        """No draft is lost, and none is left of what was booked or discarded."""
        for sold in (True, False):
            theirs = self.documents_of(sold=sold).drafts.all()
            assert {d.key for d in self.drafts if d.sold is sold} == {d.draft_id for d in theirs}

    def compare_accruals(self) -> None:
        """Each document has its accruals, and no others."""
        for document in self.documents:
            theirs = self.documents_of(sold=document.sold).accruals(document.key).all()
            ours = [(each.key, each.unposted) for each in document.accruals]
            assert ours == [(each.accrual_id, each.unposted_periods) for each in theirs]

    def compare_document(self, document: Document) -> None:
        """One of them, by its id."""
        found = self.documents_of(sold=document.sold).find(document.key)
        assert _expected(document) == _told(found)


def _noon() -> datetime:
    return datetime.combine(TODAY, datetime.min.time(), UTC).replace(hour=12)


def _outcome_of(write: Callable[[], object]) -> str:
    try:
        write()
    except FikenError as error:
        return str(error.outcome)
    return "done"


def _if(found: T, holds: Callable[[T], object]) -> T | None:
    return found if holds(found) else None


def _new(rows: Iterable[T], key: str, known: set[int]) -> T | None:
    """The one row that was not there before; more than one would be a repeated write."""
    new = [row for row in rows if getattr(row, key) not in known]
    assert len(new) <= 1
    return new[0] if new else None


def _told(row: Sale | Purchase) -> tuple[object, ...]:
    if isinstance(row, Purchase):
        paid = [each.amount for each in row.payments]
        return row.identifier, row.deleted, row.settled, row.paid, paid
    return (
        *(row.sale_number, row.deleted, row.settled, [each.amount for each in row.sale_payments]),
        *(row.net_amount, row.vat_amount, row.total_paid, row.outstanding_balance),
        *(row.outstanding_balance_in_currency, row.write_off),
    )


def _expected(document: Document) -> tuple[object, ...]:
    d = document
    paid = [each.sent for each in d.payments]
    if not d.sold:
        return d.number, d.deleted, d.settled, d.settled, paid
    net, vat = (sum(getattr(item, part) for item in d.items) for part in ("net", "vat"))
    total = sum(each.takes for each in d.payments)
    is_over = d.is_closed or d.deleted
    cents = 0 if d.cents_left is not None and is_over else d.cents_left
    return (
        *(d.number, d.deleted, d.settled, paid),
        *(net, vat, total, d.outstanding, cents, d.lost is not None),
    )


def _paid_at_once(terms: Terms, items: list[Item], *, sold: bool) -> list[Paid]:
    """The payments that a document brings along. The fee of a sale is one of its own.

    Observed: docs/observed.md#11-sales-and-purchases
    """
    gross = sum(item.net + item.vat for item in items)
    cents = sum((item.net_cents or 0) + (item.vat_cents or 0) for item in items)
    rate, day = terms.money.rate, terms.day
    if terms.kind == "owed":
        return []
    if not sold:
        takes = (terms.extra or rate) * cents if rate else gross
        return [Paid(day, BANK, takes, cents if rate else None, sent=cents if rate else gross)]
    fee = terms.extra
    takes = (gross // 2 if terms.kind == "part" else gross) - fee
    if not rate:
        first, last = Paid(day, BANK, takes, sent=takes), Paid(day, FEES, fee, sent=fee)
    else:
        less = cents - fee // rate
        first = Paid(day, BANK, takes, less, sent=less)
        last = Paid(day, FEES, fee, fee // rate, sent=fee)
    return [first, last] if fee else [first]


def order_line(item: Item, money: Money, *, sold: bool) -> OrderLine:
    """A sale leaves out a vat of 0: Fiken does not take it (docs/observed.md#4-error-bodies)."""
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
    """In the draft's own currency."""
    net, vat = (item.net_cents, item.vat_cents) if money.rate else (item.net, item.vat)
    facts = {"text": "Vare", "vat_type": item.vat_type, "income_account": item.account}
    return {**facts, "net": net, "gross": (net or 0) + (vat or 0)}


def _shown(line: Any) -> tuple[object, ...]:
    """What a line of a draft says, as it is sent and as it comes back."""
    return line.vat_type, line.income_account, line.net, line.gross


def _payment(paid: Paid, money: Money) -> Payment:
    """Of a draft, in its own currency; at the document's rate where it does not say øre."""
    currency = money.currency if money.rate else None
    return Payment(date=paid.day, account=paid.account, amount=paid.sent, currency=currency)

"""An office that invoices through the client, and keeps a second set of books beside Fiken's."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from fiken import (
    BadRequestError,
    Contact,
    CreditNote,
    CreditNoteDraft,
    CreditNoteLine,
    DraftLine,
    DraftType,
    InvalidAttributeError,
    Invoice,
    InvoiceDraft,
    InvoiceLine,
    Offer,
    OfferDraft,
    OrderConfirmation,
    OrderConfirmationDraft,
    Payment,
    Product,
    Project,
    Sale,
)
from fiken.emulator import Emulator
from fiken.vat import rounded_total
from tests.books.book import BANK, LAST_DAY, SOLD, TODAY, Book, BookPayment, Line, taxed
from tests.books.goods import NOK, Bill, Goods, Totals, rounded

#: The number of `BANK`, and the account of the rounding of totals (øreavrunding).
BANK_NUMBER, ROUNDING = "12345678903", "3950"
#: The class of the drafts of each kind of document.
DRAFTS: dict[str, type[Any]] = {
    "invoices": InvoiceDraft,
    "credit_notes": CreditNoteDraft,
    "offers": OfferDraft,
    "order_confirmations": OrderConfirmationDraft,
}
#: The number of the first document of each series.
FIRST_NUMBER = 10001


@attrs.define
class Draft:
    """A draft in Fiken, and the document that it will become.

    Args:
        kind: The name of the repository of the documents, such as `credit_notes`.
        key: Fiken's id of the draft.
        bill: The document.
        dated: Whether the draft has the day of issue. Otherwise it is issued today.
        days: The number of days until the due date.
        confirmation: The id of the order confirmation from which Fiken made the draft.
    """

    kind: str
    key: int
    bill: Bill
    dated: bool
    days: int
    confirmation: int | None = None

    @property
    def issued(self) -> Bill:
        """The document with the day on which it is issued."""
        return self.bill if self.dated else attrs.evolve(self.bill, day=TODAY)


@attrs.define
class Claim:
    """An invoice, or with sign -1 a credit note, with what was paid and set off."""

    sign: int
    key: int
    sale: int
    bill: Bill
    number: int
    due: date | None = None
    first_due: date | None = None
    payments: list[BookPayment] = attrs.Factory(list[BookPayment])
    #: In the currency of the document: what credit notes and invoices set off on each other.
    set_off: int = 0
    #: The ids of the credit notes of an invoice, and what they credit in its currency.
    credit_notes: list[int] = attrs.Factory(list[int])
    credited: int = 0
    #: The invoice that is credited.
    invoice: int | None = None

    @property
    def unpaid(self) -> int:
        """What is not paid, in the currency of the document; negative for a credit note."""
        return self.sign * (self.bill.totals.gross - self.set_off) - sum(
            (paid.settles if paid.settles_cents is None else paid.settles_cents)
            for paid in self.payments
        )

    @property
    def unpaid_in_nok(self) -> int:
        """The same in øre, which differs where a payment was made at another rate."""
        left = self.bill.totals.gross_in_nok - self.set_off * self.bill.rate
        return self.sign * left - sum(paid.settles for paid in self.payments)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to pay, or to pay back."""
        return self.sign * self.unpaid <= 0

    @property
    def creditable(self) -> int:
        """What can still be credited, in the currency of the document."""
        return self.bill.totals.gross - self.credited


class Office:
    """An emulator, its client, and a second set of books."""

    def __init__(self, opened: ExitStack) -> None:
        self.emulator = opened.enter_context(Emulator(seed=1, empty=True, clock=_noon))
        client = opened.enter_context(self.emulator.client())
        self.acme = client.company(self.emulator.company_slug)
        self.book = Book()
        self.claims: list[Claim] = []
        self.drafts: list[Draft] = []
        self.unbooked: list[tuple[str, int, Bill]] = []
        self.created_invoices: dict[int, int] = {}
        self.products: dict[int, Product] = {}
        self._numbers = dict.fromkeys(DRAFTS, FIRST_NUMBER)
        for kind in DRAFTS:
            assert getattr(self.acme, kind).counter.ensure() == FIRST_NUMBER - 1
        names = ("Kari AS", "Ola AS")
        new = [Contact(name=name, customer=True) for name in names]
        self.customers = [self.acme.contacts.save(contact) for contact in new]
        project = Project(name="Bygg", number="1", start_date=date(2025, 11, 1))
        self.project = self.acme.projects.save(project).project_id

    def add_product(self, goods: Goods, name: str) -> None:
        """Save a product with the price and the VAT type of a line."""
        fields = goods.fields()
        own = {key: fields[key] for key in ("unit_price", "vat_type", "income_account")}
        saved = self.acme.products.save(Product(name=name, **own))
        self.products[saved.product_id] = saved

    def reprice(self, product: Product, price: int) -> None:
        """Change the price of a product; documents and drafts keep the old one."""
        saved = self.acme.products.save(product.evolve(unit_price=price))
        self.products[saved.product_id] = saved

    # --- drafts -----------------------------------------------------------------------------------

    def draft(self, kind: str, bill: Bill, *, dated: bool, days: int) -> None:
        """Save a new draft; nothing is booked."""
        fields: dict[str, Any] = {}
        if kind == "invoices" and bill.account:
            fields = {"type": DraftType.CASH_INVOICE, "payment_account": bill.account}
        elif kind == "invoices":
            fields = {"bank_account_number": BANK_NUMBER}
        new = DRAFTS[kind](
            issue_date=bill.day if dated else None,
            days_until_due_date=days,
            customer_id=self.customers[bill.customer].contact_id,
            lines=self.lines(DraftLine, bill.goods),
            currency=bill.currency,
            rounding_type=bill.rounding,
            project_id=bill.project,
            **fields,
        )
        saved = getattr(self.acme, kind).drafts.save(new)
        self.drafts.append(Draft(kind, saved.draft_id, bill, dated, days))

    def lines(self, line: Callable[..., Any], goods: Sequence[Goods]) -> list[Any]:
        """Return lines for the goods, and compare what the client expects them to come to."""
        lines = [line(**each.fields()) for each in goods]
        for each, one in zip(goods, lines, strict=True):
            sums = one.sums(self.products.get(each.product or 0))
            assert (each.net, each.vat, each.net + each.vat) == (sums.net, sums.vat, sums.gross)
        return lines

    def change(self, draft: Draft, goods: Sequence[Goods], **changes: Any) -> None:
        """Save a draft with other lines, or with other fields."""
        drafts = getattr(self.acme, draft.kind).drafts
        loaded = drafts.find(draft.key)
        bill = attrs.evolve(draft.bill, goods=goods, **changes)
        new: dict[str, Any] = {"rounding_type": bill.rounding, "project_id": bill.project}
        if goods is not draft.bill.goods:
            new["lines"] = self.lines(DraftLine, goods)
        drafts.save(loaded.evolve(**new))
        draft.bill = bill

    def change_quantity(self, draft: Draft, goods: Goods) -> None:
        """Save a draft whose first line, as Fiken returned it, got another quantity."""
        drafts = getattr(self.acme, draft.kind).drafts
        loaded = drafts.find(draft.key)
        first, *rest = loaded.lines
        drafts.save(loaded.evolve(lines=[first.evolve(quantity=goods.quantity), *rest]))
        draft.bill = attrs.evolve(draft.bill, goods=[goods, *draft.bill.goods[1:]])

    def discard(self, draft: Draft) -> None:
        """Delete a draft."""
        getattr(self.acme, draft.kind).drafts.delete(draft.key)
        self.drafts.remove(draft)

    def finalize(self, draft: Draft) -> None:
        """Turn a draft into its document, unless Fiken refuses its total."""
        drafts, bill = getattr(self.acme, draft.kind).drafts, draft.issued
        booked = draft.kind in {"invoices", "credit_notes"}
        if booked and bill.totals.gross <= 0:
            is_refused(lambda: drafts.finalize(draft.key), "must be positive")
            return
        uuid = drafts.find(draft.key).uuid
        assert rounded_total(bill.unrounded, bill.rounding) == bill.totals.gross
        document = drafts.finalize(draft.key)
        self.drafts.remove(draft)
        if draft.kind == "invoices":
            assert document.invoice_draft_uuid == uuid
            self._enter_invoice(document, bill, bill.day + timedelta(days=draft.days))
            if draft.confirmation is not None:
                self.created_invoices.setdefault(draft.confirmation, document.invoice_id)
        elif draft.kind == "credit_notes":
            self._enter_credit(document, bill, None)
        else:
            self._enter_unbooked(draft.kind, document, bill)

    # --- documents --------------------------------------------------------------------------------

    def invoice(self, bill: Bill, due: date, *, by_rate: bool) -> None:
        """Save an invoice without a draft, unless Fiken refuses its total.

        Args:
            bill: The invoice.
            due: The due date.
            by_rate: Whether lines state the VAT rate where it tells the VAT type.
        """
        new = Invoice(
            issue_date=bill.day,
            due_date=due,
            customer_id=self.customers[bill.customer].contact_id,
            lines=self.lines(_line_by_rate if by_rate else InvoiceLine, bill.goods),
            currency=bill.currency,
            rounding_type=bill.rounding,
            project_id=bill.project,
            bank_account_code=BANK,
            cash=bill.account is not None,
            payment_account=bill.account,
        )
        if bill.totals.gross <= 0:
            is_refused(lambda: self.acme.invoices.save(new), "must be positive")
        else:
            self._enter_invoice(self.acme.invoices.save(new), bill, due)

    def _enter_invoice(self, invoice: Invoice, bill: Bill, due: date) -> None:
        """Add an invoice that Fiken has issued to our books."""
        assert invoice.sale is not None
        number = self._next("invoices")
        claim = Claim(1, invoice.invoice_id, invoice.sale.sale_id, bill, number, due=due)
        self._post(claim)
        if bill.account:
            gross, in_nok = bill.totals.gross, bill.totals.gross_in_nok
            cents = gross if bill.is_foreign else None
            (payment,) = invoice.sale.sale_payments
            paid = BookPayment(bill.day, bill.account, in_nok, cents, sent=gross)
            self._pay(claim, attrs.evolve(paid, key=payment.payment_id))

    def credit(self, claim: Claim, day: date, bill: Bill | None) -> None:
        """Credit an invoice, unless Fiken refuses it; with a bill only what the bill has."""
        notes, invoice = self.acme.credit_notes, self.acme.invoices.find(claim.key)
        if bill is None:
            issued = attrs.evolve(claim.bill, day=day, account=None)

            def create() -> CreditNote:
                return notes.create_full(invoice, issue_date=day)
        else:
            issued = bill
            lines = self.lines(CreditNoteLine, bill.goods)

            def create() -> CreditNote:
                return notes.create_partial(
                    issue_date=day,
                    lines=lines,
                    invoice=invoice,
                    currency=bill.currency if bill.is_foreign else None,
                    rounding_type=bill.rounding,
                    project_id=bill.project,
                )

        if day < claim.bill.day:
            is_refused(create, "before its invoice")
        elif issued.totals.gross <= 0:
            is_refused(create, "must be positive")
        elif issued.totals.gross > claim.creditable:
            is_refused(create, "left to credit" if claim.creditable else "fully credited")
        else:
            self._enter_credit(create(), issued, claim)

    def _enter_credit(self, note: CreditNote, bill: Bill, claim: Claim | None) -> None:
        """Add a credit note that Fiken has issued to our books, and set it off."""
        assert note.sale is not None
        number = self._next("credit_notes")
        credit = Claim(-1, note.credit_note_id, note.sale.sale_id, bill, number)
        self._post(credit)
        if claim is not None:
            credit.invoice = claim.key
            claim.credit_notes.append(credit.key)
            claim.credited += bill.totals.gross
            self._set_off(claim)

    def _set_off(self, claim: Claim) -> None:
        """Set what is open of the credit notes of an invoice off against what is unpaid of it."""
        for credit in [each for each in self.claims if each.invoice == claim.key]:
            amount = max(min(claim.unpaid, -credit.unpaid), 0)
            claim.set_off += amount
            credit.set_off += amount

    def _enter_unbooked(self, kind: str, document: Offer | OrderConfirmation, bill: Bill) -> None:
        """Add an offer or an order confirmation to what we have issued; nothing is booked."""
        is_offer = isinstance(document, Offer)
        key = document.offer_id if isinstance(document, Offer) else document.confirmation_id
        number = document.offer_number if is_offer else document.confirmation_number  # type: ignore[union-attr]
        assert number == self._next(kind)
        self.unbooked.append((kind, key, bill))

    def _next(self, kind: str) -> int:
        """Return the next number of a series."""
        self._numbers[kind] += 1
        return self._numbers[kind] - 1

    def _post(self, claim: Claim) -> None:
        """Book an invoice or a credit note."""
        bill, sign = claim.bill, claim.sign
        lines: list[Line] = [(self._ledger(claim), sign * bill.totals.gross_in_nok)]
        for each in bill.goods:
            net, vat = (-sign * amount * bill.rate for amount in (each.net, each.vat))
            lines += taxed(SOLD[each.vat_type][0], each.account, net, vat, sold=True)
        lines.append((ROUNDING, -sign * bill.rounding_difference))
        self.book.post(bill.day, *lines)
        self.claims.append(claim)

    def _ledger(self, claim: Claim) -> str:
        """Return the account of the customer."""
        return str(self.customers[claim.bill.customer].customer_account_code)

    def copy(self, document: Any, bill: Bill, *, days: int) -> None:
        """Save the draft of an invoice that has the lines of a document, unless it is refused.

        The rounding is not copied, and neither is the payment account of a cash invoice.
        """
        has_number = isinstance(document, Invoice) and document.bank_account_number

        def copied() -> InvoiceDraft:
            return InvoiceDraft.from_document(
                document,
                issue_date=bill.day,
                days_until_due_date=days,
                bank_account_number=None if has_number else BANK_NUMBER,
            )

        if any(each.is_ambiguous for each in bill.goods):
            with pytest.raises(InvalidAttributeError, match="one of which leads to the net"):
                copied()
            return
        saved = self.acme.invoices.drafts.save(copied())
        goods = [attrs.evolve(each, stated=True) for each in bill.goods]
        new = attrs.evolve(bill, goods=goods, rounding=None, account=None)
        self.drafts.append(Draft("invoices", saved.draft_id, new, dated=True, days=days))

    def draft_from_confirmation(self, key: int, bill: Bill) -> None:
        """Create the draft of an invoice from an order confirmation, with one request to Fiken."""
        made = self.acme.order_confirmations.create_invoice_draft(key)
        days = made.days_until_due_date
        self.drafts.append(Draft("invoices", made.draft_id, bill, False, days, confirmation=key))

    # --- afterwards -------------------------------------------------------------------------------

    def pay(self, claim: Claim, payment: Payment) -> None:
        """Record a payment of an invoice, or the repayment of a credit note."""
        saved = self.acme.sales.payments(claim.sale).save(payment)
        rate, currency = claim.bill.rate, payment.currency or NOK
        settles = payment.amount
        if currency != NOK:
            settles = payment.amount_in_nok or payment.amount * rate
        cents = None
        if claim.bill.is_foreign:
            in_nok = currency == NOK
            cents = rounded(Fraction(payment.amount, rate)) if in_nok else payment.amount
        paid = BookPayment(payment.date, payment.account, settles, cents, sent=payment.amount)
        self._pay(claim, attrs.evolve(paid, key=saved.payment_id))

    def _pay(self, claim: Claim, paid: BookPayment) -> None:
        """Book a payment."""
        booking = self.book.post(
            paid.day, (paid.account, paid.settles), (self._ledger(claim), -paid.settles)
        )
        claim.payments.append(attrs.evolve(paid, booking=booking))

    def undo(self, claim: Claim, paid: BookPayment) -> None:
        """Undo a payment; what is open again is set off where an invoice is credited."""
        self.acme.sales.payments(claim.sale).delete(paid.key, description="Feil")
        claim.payments.remove(paid)
        self.book.undo(paid.booking)
        for invoice in self.claims:
            if invoice is claim or invoice.key == claim.invoice:
                self._set_off(invoice)

    def postpone(self, claim: Claim, due: date) -> None:
        """Change the due date of an invoice."""
        invoice = self.acme.invoices.find(claim.key)
        saved = self.acme.invoices.save(invoice.evolve(due_date=due))
        if due != claim.due:
            claim.first_due, claim.due = claim.first_due or claim.due, due
        assert saved.is_overdue(TODAY) == (due < TODAY and not claim.settled)

    # --- both books side by side ------------------------------------------------------------------

    def compare(self) -> None:
        """Compare the balances, and every invoice and credit note, with our books."""
        self.emulator.check_books()
        self.compare_balances(LAST_DAY)
        for sign, kind in ((1, "invoices"), (-1, "credit_notes")):
            for settled in (True, False):
                ours = [c for c in self.claims if (c.sign, c.settled) == (sign, settled)]
                theirs = getattr(self.acme, kind).all(settled=settled)
                assert {c.key: self._expected(c) for c in ours} == dict(map(_actual, theirs))

    def compare_balances(self, day: date) -> None:
        """Compare the balances of all accounts at the end of a day."""
        theirs = self.acme.account_balances.all(date=day)
        assert self.book.balances(day) == {
            each.code: each.balance for each in theirs if each.balance
        }

    def compare_the_rest(self) -> None:
        """Compare drafts, offers, order confirmations, and the sales of all products."""
        for kind in DRAFTS:
            theirs = {each.draft_id: each for each in getattr(self.acme, kind).drafts.all()}
            ours = {draft.key: draft for draft in self.drafts if draft.kind == kind}
            assert ours.keys() == theirs.keys()
            for key, draft in ours.items():
                self._compare_draft(draft, theirs[key])
        assert {claim.sale for claim in self.claims} == {s.sale_id for s in self.acme.sales.all()}
        for kind, key, bill in self.unbooked:
            document = getattr(self.acme, kind).find(key)
            assert Totals.of(bill.totals).net == document.net
            facts = (document.vat, document.gross, document.discount, document.currency)
            assert (bill.totals.vat, bill.totals.gross, bill.discount, bill.currency) == facts
            assert _amounts(bill.goods) == _line_amounts(document.lines)
            assert (bill.day, bill.project) == (document.date, document.project_id)
            if isinstance(document, OrderConfirmation):
                assert self.created_invoices.get(key) == document.created_invoice

    def _compare_draft(self, draft: Draft, theirs: Any) -> None:
        """Compare one draft."""
        bill = draft.bill
        assert (bill.totals.net, bill.totals.gross) == (theirs.net, theirs.gross)
        # A discount of 0 is none.
        facts = [(each.price, each.quantity, each.discount or 0) for each in bill.goods]
        assert facts == [
            (each.unit_price, each.quantity, each.discount or 0) for each in theirs.lines
        ]
        assert (bill.currency, bill.project) == (theirs.currency, theirs.project_id)
        assert (bill.day if draft.dated else None) == theirs.issue_date

    def compare_report(self, start: date, end: date) -> None:
        """Compare the sales report of a period with what our books have of each product."""
        reports = self.acme.products.sales_report(start, end)
        theirs = {
            each.product.product_id: tuple(map(_figures, (each.sold, each.credited, each.sum)))
            for each in reports
            if each.product
        }
        ours = {}
        for key in self.products:
            sold, credited = (self._sold(key, sign, start, end) for sign in (1, -1))
            if sold[1] or credited[1]:
                less = tuple(a - b for a, b in zip(sold, credited, strict=True))
                ours[key] = (sold, credited, less)
        assert ours == theirs

    def _sold(self, product: int, sign: int, start: date, end: date) -> tuple[int, ...]:
        """Return the figures of a product: pieces, documents, net, VAT and gross in øre."""
        claims = [c for c in self.claims if c.sign == sign and start <= c.bill.day <= end]
        of = [(c.key, g, c.bill.rate) for c in claims for g in c.bill.goods if g.product == product]
        net = sum(goods.net * rate for _, goods, rate in of)
        vat = sum(goods.vat * rate for _, goods, rate in of)
        pieces = rounded(sum((Fraction(goods.quantity) for _, goods, _ in of), Fraction(0)))
        return pieces, len({key for key, _, _ in of}), net, vat, net + vat

    def _expected(self, claim: Claim) -> tuple[object, ...]:
        """Return the facts of an invoice or a credit note as our books have them."""
        bill, sign, customer = claim.bill, claim.sign, self.customers[claim.bill.customer]
        unpaid = claim.unpaid if bill.is_foreign else None
        return (
            *(claim.number, bill.totals, bill.currency, bill.day, customer.contact_id),
            *(bill.project, _amounts(bill.goods), claim.sale, _sale_lines(bill, sign)),
            sign * bill.totals.net_in_nok,
            *(sign * bill.totals.vat_in_nok, claim.unpaid_in_nok, unpaid, claim.settled),
            [(paid.key, paid.sent, paid.account) for paid in claim.payments],
            *(claim.due, claim.first_due, tuple(claim.credit_notes), claim.invoice),
        )


def _actual(document: Invoice | CreditNote) -> tuple[int, tuple[object, ...]]:
    """Return the id and the facts of an invoice or a credit note as Fiken returns them."""
    sale = document.sale
    assert isinstance(sale, Sale)
    own: tuple[object, ...]
    if isinstance(document, Invoice):
        key, number, settled = document.invoice_id, document.invoice_number, document.is_settled
        own = (document.due_date, document.original_due_date)
        own += (tuple(document.associated_credit_notes), None)
        assert document.due_date == sale.due_date
        assert document.outstanding_balance == sale.outstanding_balance
    else:
        key, number = document.credit_note_id, document.credit_note_number
        settled, own = document.settled, (None, None, (), document.associated_invoice_id)
    assert (settled, sale.settled_date is not None) == (sale.settled, sale.settled)
    assert (sale.date, sale.currency) == (document.issue_date, document.currency)
    assert (sale.kid, sale.project_id) == (document.kid, document.project_id)
    return key, (
        *(number, Totals.of(document), document.currency, document.issue_date),
        *(document.customer_id, document.project_id, _line_amounts(document.lines)),
        *(sale.sale_id, _actual_lines(sale), sale.net_amount, sale.vat_amount),
        *(sale.outstanding_balance, sale.outstanding_balance_in_currency, sale.settled),
        [(paid.payment_id, paid.amount, paid.account) for paid in sale.sale_payments],
        *own,
    )


def _amounts(goods: Sequence[Goods]) -> list[tuple[object, ...]]:
    """Return the facts of each line as our books have them."""
    return [
        (each.product, each.price, each.quantity, each.net, each.vat, each.net + each.vat)
        for each in goods
    ]


def _line_amounts(lines: Sequence[InvoiceLine]) -> list[tuple[object, ...]]:
    """Return the facts of each line as Fiken returns them."""
    return [
        (each.product_id, each.unit_price, each.quantity, each.net, each.vat, each.gross)
        for each in lines
    ]


def _sale_lines(bill: Bill, sign: int) -> list[tuple[object, ...]]:
    """Return the facts of the lines of a sale as our books have them; lines of 0 are not booked."""
    lines: list[tuple[object, ...]] = [
        (
            *(
                each.account,
                each.vat_type,
                sign * each.net * bill.rate,
                sign * each.vat * bill.rate,
            ),
            *((sign * each.net, sign * each.vat) if bill.is_foreign else (0, 0)),
        )
        for each in bill.goods
        if each.net
    ]
    rounding = sign * bill.rounding_difference
    return lines + ([(ROUNDING, "NONE", rounding, 0, 0, 0)] if rounding else [])


def _actual_lines(sale: Sale) -> list[tuple[object, ...]]:
    """Return the facts of the lines of a sale as Fiken returns them; 0 may be missing."""
    return [
        (
            *(each.account, each.vat_type, each.net_price, each.vat or 0),
            *(each.net_price_in_currency or 0, each.vat_in_currency or 0),
        )
        for each in sale.lines
    ]


def _figures(figures: Any) -> tuple[int, ...]:
    """Return the figures of a sales report."""
    amounts = (figures.net_amount, figures.vat_amount, figures.gross_amount)
    return (figures.count, figures.sales, *amounts)


def _line_by_rate(**fields: Any) -> InvoiceLine:
    """Return a line that states the VAT rate instead of the VAT type, where it tells the type."""
    vat_type = fields.get("vat_type")
    rate = SOLD[str(vat_type)][0].rate if vat_type else 0
    if rate:
        del fields["vat_type"]
        fields["vat_in_percent"] = Decimal(rate) / 100
    return InvoiceLine(**fields)


def is_refused(write: Callable[[], object], reason: str) -> None:
    """Try a write that Fiken refuses; the comparison shows that nothing was written."""
    with pytest.raises(BadRequestError, match=reason):
        write()


def _noon() -> datetime:
    return datetime.combine(TODAY, datetime.min.time(), UTC).replace(hour=12)

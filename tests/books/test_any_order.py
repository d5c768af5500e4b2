"""Hundreds of valid bookings in any order, with failures: two sets of books must agree."""

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from fiken import JournalEntry, JournalEntryLine, Payment, Sale, SaleKind, Transaction
from tests.books.book import (
    BANK,
    BOUGHT,
    CASH,
    SOLD,
    TERMINAL,
    BookAccrual,
    BookPayment,
    Document,
    Item,
    Line,
    Tax,
    taxed,
)
from tests.books.shop import AT_TEN, NONE, TROUBLES, Draft, Money, Shop, Terms, Trouble, order_line

#: Lines: the VAT type, an amount, and the difference in øre between `vat` and the rate.
Goods = list[tuple[str, int, int]]

#: A general journal entry: its day, its lines as they are sent, and as they must be booked.
Entry = tuple[date, list[JournalEntryLine], list[Line]]

AMOUNTS = st.integers(1, 3_000_000)
#: From 1 November 2025 to 31 December 2026: one year has ended, and a month is not over.
DAYS = st.integers(0, 425).map(lambda n: date(2025, 11, 1) + timedelta(days=n))
PICKS = st.integers(0, 999)
PERCENTS = st.integers(1, 130)
SOME_FEE = st.sampled_from([0, 0, 250, 1995])
PARTIES = st.sampled_from([0, 1, 2])
ACCOUNTS = st.sampled_from([BANK, CASH, TERMINAL])
#: Half of the writes succeed at once.
TROUBLE = st.sampled_from([*([NONE] * len(TROUBLES)), *TROUBLES])
WITH_RATE = (Money("USD", 9), Money("EUR", 7))
MONEY = st.sampled_from([*([Money()] * 4), *WITH_RATE, AT_TEN])
#: Currencies whose rate is in the lines, or follows from the payment.
PAID_MONEY = st.sampled_from([*([Money()] * 4), *WITH_RATE, Money("EUR", 8, in_nok=False)])
ACCRUING = {True: ("1530", "2965"), False: ("1397", "1700", "1749", "2961")}


def goods(table: Mapping[str, object]) -> st.SearchStrategy[Goods]:
    """Return a strategy for one to three lines with VAT types of the table."""
    line = st.tuples(st.sampled_from(sorted(table)), AMOUNTS, st.sampled_from([0, 0, 0, -3, 2]))
    return st.lists(line, min_size=1, max_size=3)


SOLD_GOODS, BOUGHT_GOODS = goods(SOLD), goods(BOUGHT)
CODES = sorted([*(("sold", name) for name in SOLD), *(("bought", name) for name in BOUGHT)])


def items_of(drawn: Goods, money: Money, *, sold: bool, rebate: bool = False) -> list[Item]:
    """Return lines whose VAT follows the rate; `rebate` adds one that takes a tenth off."""
    table = SOLD if sold else BOUGHT
    if rebate:
        drawn = [*drawn, (drawn[0][0], -(drawn[0][1] // 10), 0)]
    return [_item(name, *table[name], amount, off, money) for name, amount, off in drawn if amount]


def _item(name: str, tax: Tax, account: str, amount: int, off: int, money: Money) -> Item:
    """Return one line, which is `off` øre away from the rate."""
    net, vat = (0, amount) if tax.kind == "only" else (amount, tax.stated(amount))
    if money.rate:
        return Item(name, account, net * money.rate, vat * money.rate, net, vat)
    # Fiken accepts small differences (docs/observed.md#7-units); `vat` must not become 0.
    return Item(name, account, net, vat + off if tax.kind == "added" and vat > 10 else vat)


def move(drawn: tuple[str, str], amount: int, *, back: bool) -> tuple[JournalEntryLine, list[Line]]:
    """Return one side with a VAT code, and how it is booked; `back` swaps debit and credit."""
    side, name = drawn
    tax, account = (SOLD if side == "sold" else BOUGHT)[name]
    sign = (1 if side == "bought" else -1) * (-1 if back else 1)
    net, vat = (0, amount) if tax.kind == "only" else (amount, tax.stated(amount))
    lines = taxed(tax, account, sign * net, sign * vat, sold=side == "sold")
    if sign > 0:
        return JournalEntryLine(
            amount=amount, debit_account=account, debit_vat_code=tax.code
        ), lines
    return JournalEntryLine(amount=amount, credit_account=account, credit_vat_code=tax.code), lines


def entry(day: date, moves: list[tuple[tuple[str, str], int, bool]], plain: int) -> Entry:
    """Return an entry: cash to the bank, and sides with VAT codes, balanced by the bank."""
    sent = [JournalEntryLine(amount=plain, debit_account=BANK, credit_account=CASH)]
    booked: list[Line] = [(BANK, plain), (CASH, -plain)]
    for drawn, amount, back in moves:
        line, lines = move(drawn, amount, back=back)
        gross = sum(each for _, each in lines)
        bank = {"credit_account" if gross > 0 else "debit_account": BANK}
        sent += [line, JournalEntryLine(amount=abs(gross), **bank)]  # type: ignore[arg-type]
        booked += [*lines, (BANK, -gross)]
    return day, sent, booked


MOVES = st.lists(st.tuples(st.sampled_from(CODES), AMOUNTS, st.booleans()), max_size=2)
ENTRIES = st.lists(st.builds(entry, DAYS, MOVES, AMOUNTS), min_size=1, max_size=2)


class AnyOrder(RuleBasedStateMachine):
    """A shop that does anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop()
        self.steps = 0
        self.touched: Document | None = None

    def teardown(self) -> None:
        self.shop.close()

    @invariant()
    def both_books_agree(self) -> None:
        self.steps += 1
        self.shop.compare(self.steps)
        if self.touched:
            self.shop.compare_document(self.touched)
            self.touched = None

    @invariant()
    def nothing_is_missing_or_doubled(self) -> None:
        """Compare everything, in every twelfth step only because it takes long."""
        if self.steps % 12 == 0:
            self.shop.compare_documents()
            self.shop.compare_drafts()
            self.shop.compare_accruals()

    # --- new documents ----------------------------------------------------------------------------

    @rule(
        drawn=SOLD_GOODS,
        rebate=st.booleans(),
        day=DAYS,
        money=MONEY,
        party=PARTIES,
        trouble=TROUBLE,
    )
    def sell_on_credit(
        self, drawn: Goods, rebate: bool, day: date, money: Money, party: int, trouble: Trouble
    ) -> None:
        items = items_of(drawn, money, sold=True, rebate=rebate)
        self.shop.trade(Terms("owed", day, money, party), items, trouble, sold=True)

    @rule(drawn=SOLD_GOODS, day=DAYS, money=PAID_MONEY, fee=st.integers(0, 50), trouble=TROUBLE)
    def sell_for_cash(
        self, drawn: Goods, day: date, money: Money, fee: int, trouble: Trouble
    ) -> None:
        items = items_of(drawn, money, sold=True)
        least = sum(item.net for item in items)
        fee *= money.rate or 1  # a whole number of cents in another currency
        terms = Terms("cash", day, money, 0, fee if fee < least else 0)
        self.shop.trade(terms, items, trouble, sold=True)

    @rule(drawn=SOLD_GOODS, day=DAYS, party=PARTIES, fee=st.integers(0, 49), trouble=TROUBLE)
    def sell_and_get_half_at_once(
        self, drawn: Goods, day: date, party: int, fee: int, trouble: Trouble
    ) -> None:
        items = items_of([(name, amount + 100, 0) for name, amount, _ in drawn], Money(), sold=True)
        self.shop.trade(Terms("part", day, Money(), party, fee), items, trouble, sold=True)

    @rule(
        drawn=BOUGHT_GOODS,
        rebate=st.booleans(),
        day=DAYS,
        money=MONEY,
        party=PARTIES,
        trouble=TROUBLE,
    )
    def buy_on_credit(
        self, drawn: Goods, rebate: bool, day: date, money: Money, party: int, trouble: Trouble
    ) -> None:
        items = items_of(drawn, money, sold=False, rebate=rebate)
        self.shop.trade(Terms("owed", day, money, party), items, trouble, sold=False)

    @rule(
        drawn=BOUGHT_GOODS, day=DAYS, money=PAID_MONEY, really=st.integers(5, 12), trouble=TROUBLE
    )
    def buy_for_cash(
        self, drawn: Goods, day: date, money: Money, really: int, trouble: Trouble
    ) -> None:
        items = items_of(drawn, money, sold=False)
        terms = Terms("cash", day, money, 0, really if money.in_nok else money.rate)
        self.shop.trade(terms, items, trouble, sold=False)

    @rule(drawn=BOUGHT_GOODS, day=DAYS, party=PARTIES, trouble=TROUBLE)
    def buy_and_pay_at_once(self, drawn: Goods, day: date, party: int, trouble: Trouble) -> None:
        items = items_of(drawn, Money(), sold=False)
        self.shop.trade(Terms("part", day, Money(), party), items, trouble, sold=False)

    # --- payments ---------------------------------------------------------------------------------

    def payable_documents(self) -> list[Document]:
        return [d for d in self.shop.documents if not d.deleted and d.loss is None]

    @precondition(lambda self: self.payable_documents())
    @rule(pick=PICKS, percent=PERCENTS, day=DAYS, account=ACCOUNTS, fee=SOME_FEE, trouble=TROUBLE)
    def pay_in_kroner(
        self, pick: int, percent: int, day: date, account: str, fee: int, trouble: Trouble
    ) -> None:
        document = self.pick(self.payable_documents(), pick)
        cents = _share(document.unpaid_cents, percent) if document.rate else None
        settles = cents * document.rate if cents else _share(document.unpaid, percent)
        payment = Payment(date=day, account=account, amount=settles, fee=fee or None)
        self.shop.pay(
            document, payment, BookPayment(day, account, settles, cents, fee, settles), trouble
        )

    @precondition(lambda self: self.payable_documents())
    @rule(
        pick=PICKS,
        percent=PERCENTS,
        day=DAYS,
        rate=st.integers(5, 12),
        fee=SOME_FEE,
        trouble=TROUBLE,
    )
    def pay_in_euro(
        self, pick: int, percent: int, day: date, rate: int, fee: int, trouble: Trouble
    ) -> None:
        """Pay in the currency of the document, or in euro, and state the amount in kroner."""
        document = self.pick(self.payable_documents(), pick)
        cents = _share(document.unpaid_cents if document.rate else document.unpaid // rate, percent)
        paid = BookPayment(day, BANK, cents * rate, cents if document.rate else None, fee, cents)
        in_currency = {"currency": document.currency or "EUR", "amount_in_nok": paid.settles}
        payment = Payment(date=day, account=BANK, amount=cents, fee=fee or None, **in_currency)  # type: ignore[arg-type]
        self.shop.pay(document, payment, paid, trouble)

    def undoable_payments(self) -> list[tuple[Document, BookPayment]]:
        return [(d, p) for d in self.shop.documents if d.loss is None for p in d.payments]

    @precondition(lambda self: self.undoable_payments())
    @rule(pick=PICKS, trouble=TROUBLE)
    def undo_a_payment(self, pick: int, trouble: Trouble) -> None:
        document, paid = self.undoable_payments()[pick % len(self.undoable_payments())]
        self.touched = document
        self.shop.undo(document, paid, trouble)

    # --- the end of documents ---------------------------------------------------------------------

    def unsettled_sales(self) -> list[Document]:
        return [d for d in self.shop.documents if d.sold and not d.deleted and not d.settled]

    @precondition(lambda self: self.unsettled_sales())
    @rule(pick=PICKS, day=DAYS, trouble=TROUBLE)
    def settle(self, pick: int, day: date, trouble: Trouble) -> None:
        self.shop.settle(self.pick(self.unsettled_sales(), pick), day, trouble)

    def sales_to_write_off(self) -> list[Document]:
        return [d for d in self.unsettled_sales() if not d.is_cash and d.outstanding > 0]

    @precondition(lambda self: self.sales_to_write_off())
    @rule(pick=PICKS, after=st.integers(1, 60), trouble=TROUBLE)
    def write_off(self, pick: int, after: int, trouble: Trouble) -> None:
        document = self.pick(self.sales_to_write_off(), pick)
        day = min(document.day + timedelta(days=after), date(2026, 12, 31))
        if day > document.day:
            self.shop.write_off(document, day, trouble)

    @precondition(lambda self: self.payable_documents())
    @rule(pick=PICKS, trouble=TROUBLE)
    def delete(self, pick: int, trouble: Trouble) -> None:
        """Delete a document: paid or not, in cash or on credit."""
        self.shop.delete(self.pick(self.payable_documents(), pick), trouble)

    # --- accruals ---------------------------------------------------------------------------------

    def accruable_lines(self) -> list[tuple[Document, int]]:
        return [
            (document, place)
            for document in self.shop.documents
            for place, item in enumerate(document.items)
            if not document.deleted and item.net >= 100  # each month gets a part
            if place not in {accrued.line for accrued in document.accruals}
        ]

    @precondition(lambda self: self.accruable_lines())
    @rule(pick=PICKS, account=PICKS, start=DAYS, periods=st.integers(1, 15), trouble=TROUBLE)
    def accrue(self, pick: int, account: int, start: date, periods: int, trouble: Trouble) -> None:
        document, line = self.accruable_lines()[pick % len(self.accruable_lines())]
        accounts = ACCRUING[document.sold]
        self.touched = document
        self.shop.accrue(document, line, accounts[account % len(accounts)], start, periods, trouble)

    def existing_accruals(self) -> list[tuple[Document, BookAccrual]]:
        return [(document, each) for document in self.shop.documents for each in document.accruals]

    @precondition(lambda self: self.existing_accruals())
    @rule(pick=PICKS, trouble=TROUBLE)
    def end_an_accrual(self, pick: int, trouble: Trouble) -> None:
        document, accrued = self.existing_accruals()[pick % len(self.existing_accruals())]
        self.shop.end(document, accrued, trouble)

    # --- journal entries --------------------------------------------------------------------------

    @rule(entries=ENTRIES, is_open=st.booleans(), trouble=TROUBLE)
    def post(
        self,
        entries: list[Entry],
        is_open: bool,
        trouble: Trouble,
    ) -> None:
        self.shop.post(entries, trouble, is_open=is_open)

    @precondition(lambda self: self.shop.posted)
    @rule(pick=PICKS, trouble=TROUBLE)
    def cancel(self, pick: int, trouble: Trouble) -> None:
        self.shop.cancel(self.shop.posted[pick % len(self.shop.posted)], trouble)

    # --- drafts -----------------------------------------------------------------------------------

    @rule(
        sold=st.booleans(),
        drawn=BOUGHT_GOODS,
        money=st.sampled_from([Money(), AT_TEN]),
        cash=st.booleans(),
        percent=PERCENTS,
        day=DAYS,
        trouble=TROUBLE,
    )
    def draft(
        self,
        sold: bool,
        drawn: Goods,
        money: Money,
        cash: bool,
        percent: int,
        day: date,
        trouble: Trouble,
    ) -> None:
        items = items_of(_goods_of(drawn, sold=sold), money, sold=sold)
        gross = sum(item.net + item.vat for item in items)
        cents = _share(gross // (money.rate or 1), 100 if cash else percent)
        settles = cents * (money.rate or 1)
        paid = BookPayment(day, BANK, settles, cents if money.rate else None, sent=cents)
        payments = [paid] if cash or percent > 50 else []
        terms = Terms("cash" if cash else "owed", day, money, percent % 3)
        self.shop.draft(Draft(sold, "", terms, items, payments, dated=percent % 2 == 0), trouble)

    def changeable_drafts(self) -> list[Draft]:
        return [draft for draft in self.shop.drafts if not draft.payments]

    @precondition(lambda self: self.changeable_drafts())
    @rule(pick=PICKS, drawn=BOUGHT_GOODS, trouble=TROUBLE)
    def change_a_draft(self, pick: int, drawn: Goods, trouble: Trouble) -> None:
        draft = self.changeable_drafts()[pick % len(self.changeable_drafts())]
        goods = _goods_of(drawn, sold=draft.sold)
        self.shop.change(draft, items_of(goods, draft.terms.money, sold=draft.sold), trouble)

    @precondition(lambda self: self.shop.drafts)
    @rule(pick=PICKS, trouble=TROUBLE)
    def finalize(self, pick: int, trouble: Trouble) -> None:
        self.shop.finalize(self.shop.drafts[pick % len(self.shop.drafts)], trouble)

    @precondition(lambda self: self.shop.drafts)
    @rule(pick=PICKS, trouble=TROUBLE)
    def discard(self, pick: int, trouble: Trouble) -> None:
        self.shop.discard(self.shop.drafts[pick % len(self.shop.drafts)], trouble)

    # --- what is refused --------------------------------------------------------------------------

    @rule(drawn=SOLD_GOODS, day=DAYS)
    def sell_to_an_account_that_is_not_there(self, drawn: Goods, day: date) -> None:
        """Refuse a cash sale because of its payment: the sale is not booked either."""
        lines = [
            order_line(item, Money(), sold=True) for item in items_of(drawn, Money(), sold=True)
        ]
        gross = sum((line.net_price or 0) + (line.vat or 0) for line in lines)
        sale = Sale(
            date=day,
            kind=SaleKind.CASH_SALE,
            lines=lines,
            currency="NOK",
            total_paid=gross,
            payment_account="1999",
            payment_date=day,
        )
        self.shop.is_refused(lambda: self.shop.acme.sales.save(sale))

    @rule(entries=ENTRIES)
    def post_into_a_year_that_is_not_open(self, entries: list[Entry]) -> None:
        """Refuse the last of several entries: those before it are not posted either."""
        days = [*(day for day, _, _ in entries), date(2031, 1, 1)]
        sent = [lines for _, lines, _ in entries] + [entries[0][1]]
        new = [
            JournalEntry(description="Nei", date=day, lines=lines)
            for day, lines in zip(days, sent, strict=True)
        ]
        transactions = self.shop.acme.transactions
        self.shop.is_refused(lambda: transactions.save(Transaction(entries=new)))

    @precondition(lambda self: self.payable_documents())
    @rule(pick=PICKS, amount=AMOUNTS)
    def pay_in_a_year_that_is_not_open(self, pick: int, amount: int) -> None:
        document = self.pick(self.payable_documents(), pick)
        payments = self.shop.documents_of(sold=document.sold).payments(document.key)
        payment = Payment(date=date(2027, 1, 1), account=BANK, amount=amount)
        self.shop.is_refused(lambda: payments.save(payment))

    @precondition(lambda self: any(d.loss is not None for d in self.shop.documents))
    @rule(pick=PICKS)
    def delete_what_is_written_off(self, pick: int) -> None:
        document = self.pick([d for d in self.shop.documents if d.loss is not None], pick)
        repository = self.shop.documents_of(sold=document.sold)
        self.shop.is_refused(lambda: repository.delete(document.key, description="Nei"))

    @precondition(lambda self: any(d.deleted for d in self.shop.documents))
    @rule(pick=PICKS)
    def delete_twice(self, pick: int) -> None:
        document = self.pick([d for d in self.shop.documents if d.deleted], pick)
        repository = self.shop.documents_of(sold=document.sold)
        self.shop.is_refused(lambda: repository.delete(document.key, description="Nei"))

    # --- choosing ---------------------------------------------------------------------------------

    def pick(self, documents: list[Document], pick: int) -> Document:
        """Return one of the documents, and have it compared after the step."""
        self.touched = documents[pick % len(documents)]
        return self.touched


def _share(amount: int | None, percent: int) -> int:
    """Return a percentage of the amount, and at least 1."""
    return max((amount or 0) * percent // 100, 1)


def _goods_of(drawn: Goods, *, sold: bool) -> Goods:
    """Return lines drawn for a purchase, with VAT types of sales where it is a sale."""
    names = sorted(SOLD) if sold else sorted(BOUGHT)
    places = [sorted(BOUGHT).index(name) for name, _, _ in drawn]
    return [
        (names[place % len(names)], amount, off)
        for place, (_, amount, off) in zip(places, drawn, strict=True)
    ]


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=8,
    stateful_step_count=60,
    deadline=None,
    phases=[Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

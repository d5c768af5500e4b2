"""Books that a test fills through the client, and the sums that follow from its inputs alone.

Nothing is read from the emulator. Amounts are in øre, debit positive and credit negative.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

import attrs

from fiken import (
    CompanyClient,
    Contact,
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
from tests.books.book import BANK, BOUGHT, SOLD, Tax, half_up, taxed

#: The account of a document without a contact.
CUSTOMERS, SUPPLIERS = "1500", "2400"
#: The day on which the emulator's clock begins.
FIRST = date(2025, 1, 2)


@attrs.frozen
class Booked:
    """One posting that the inputs lead to."""

    day: date
    account: str
    amount: int
    #: The VAT code of a posting that is not VAT.
    code: str | None = None


@attrs.define
class Document:
    """A sale or purchase that the test has booked."""

    key: int
    number: str
    sold: bool
    day: date
    due: date
    party: str
    unpaid: int
    lines: list[Booked]
    vat: list[tuple[str, str, int]]
    is_open: bool = True
    paid: bool = False


@attrs.define
class Inputs:
    """What was booked, and what the reports must say about it."""

    acme: CompanyClient
    clock: list[datetime]
    random: Random
    booked: list[Booked] = attrs.Factory(list[Booked])
    documents: list[Document] = attrs.Factory(list[Document])
    #: Day, column ("output" or "input"), code or account, øre that are owed or deducted.
    vat: list[tuple[date, str, str, int]] = attrs.Factory(list[tuple[date, str, str, int]])
    #: Day, code, øre: what a non-deductible line is less than its posting.
    taxes: list[tuple[date, str, int]] = attrs.Factory(list[tuple[date, str, int]])
    parties: list[Contact] = attrs.Factory(list[Contact])

    def begin(self) -> None:
        """Save the contacts, and pay in the capital."""
        self.parties = [
            self.acme.contacts.save(Contact(name=name, customer=True, supplier=True))
            for name in ("=SUM(A1)", "Æsop & Sønner", "Ullr AS")
        ]
        self.post_entry(FIRST, [(BANK, 90_000_00, None), ("2000", -90_000_00, None)])

    @property
    def today(self) -> date:
        """The day of the emulator's clock."""
        return self.clock[0].date()

    def step(self) -> None:
        """Move the clock by some days, and book something."""
        self.clock[0] += timedelta(days=self.random.randint(1, 7))
        open_ones = [each for each in self.documents if each.is_open]
        untouched = [each for each in open_ones if not each.paid]
        sold = [each for each in untouched if each.sold and each.day < self.today]
        choice = self.random.choice(["sale", "buy", "sale", "buy", "pay", "pay", "delete", "write"])
        if choice == "pay" and open_ones:
            self.pay(self.random.choice(open_ones))
        elif choice == "delete" and untouched and self.random.random() < 0.4:
            self.delete(self.random.choice(untouched))
        elif choice == "write" and sold:
            self.write_off(self.random.choice(sold))
        elif self.random.random() < 0.1:
            self.wages()
        else:
            self.trade(sold=choice != "buy")

    def trade(self, *, sold: bool) -> None:
        """Book a sale or a purchase with random lines, some of them in euro."""
        table = SOLD if sold else BOUGHT
        rate = self.random.choice([0, 0, 0, 11])
        party = self.random.choice(self.parties)
        sign = -1 if sold else 1
        lines, booked, vat = [], list[Booked](), list[tuple[str, str, int]]()
        gross = 0
        for name in self.random.sample(sorted(table), self.random.randint(1, 3)):
            tax, account = table[name]
            net = 0 if tax.kind == "only" else self.random.randint(20_00, 90_000_00)
            net -= net % (rate or 1)
            stated = self.random.randint(20_00, 900_00) if tax.kind == "only" else tax.stated(net)
            stated -= stated % rate if rate and tax.kind == "only" else 0
            lines.append(_line(name, account, net, stated, rate))
            booked += self._posted(tax, account, sign * net, sign * stated, sold=sold)
            vat += _vat_of(tax, net, stated, sold=sold)
            gross += net + stated
        ledger = f"{CUSTOMERS if sold else SUPPLIERS}:{_number(party, sold=sold)}"
        booked.append(Booked(self.today, ledger, -sign * gross))
        due = self.today + timedelta(days=self.random.randint(0, 40))
        number = f"{'S' if sold else 'K'}-{len(self.documents) + 1}"
        facts = {"date": self.today, "due_date": due, "currency": "EUR" if rate else "NOK"}
        key = self._save(number, party, lines, facts, sold=sold)
        self.booked += booked
        self._note_vat(vat, 1)
        document = Document(key, number, sold, self.today, due, party.name, gross, booked, vat)
        self.documents.append(document)

    def _save(
        self, number: str, party: Contact, lines: list[OrderLine], facts: Mapping[str, object],
        *, sold: bool,
    ) -> int:  # fmt: skip
        if sold:
            kind = SaleKind.EXTERNAL_INVOICE
            sale = Sale(sale_number=number, kind=kind, customer_id=party.contact_id, lines=lines)
            return self.acme.sales.save(sale.evolve(**facts)).sale_id
        bought = PurchaseKind.SUPPLIER
        purchase = Purchase(
            identifier=number, kind=bought, supplier_id=party.contact_id, lines=lines
        )
        return self.acme.purchases.save(purchase.evolve(**facts)).purchase_id

    def _posted(self, tax: Tax, account: str, net: int, vat: int, *, sold: bool) -> list[Booked]:
        own, *taxes = taxed(tax, account, net, vat, sold=sold)
        code = str(tax.code) if net else None
        others = [Booked(self.today, *each) for each in taxes]
        return [each for each in (Booked(self.today, *own, code), *others) if each.amount]

    def _note_vat(self, vat: list[tuple[str, str, int]], sign: int) -> None:
        for column, code, amount in vat:
            if column == "tax":
                self.taxes.append((self.today, code, sign * amount))
            else:
                self.vat.append((self.today, column, code, sign * amount))

    def pay(self, document: Document) -> None:
        """Pay a document in part or in full, in kroner."""
        part = self.random.randint(1, abs(document.unpaid))
        amount = self.random.choice([document.unpaid, part])
        payments = (self.acme.sales if document.sold else self.acme.purchases).payments(
            document.key
        )
        payments.save(Payment(date=self.today, account=BANK, amount=amount))
        sign = 1 if document.sold else -1
        self.booked += [
            Booked(self.today, BANK, sign * amount),
            Booked(self.today, document.lines[-1].account, -sign * amount),
        ]
        document.unpaid -= amount
        document.paid = True
        document.is_open = document.unpaid != 0

    def delete(self, document: Document) -> None:
        """Delete a document: its reversal is dated today."""
        (self.acme.sales if document.sold else self.acme.purchases).delete(
            document.key, description="Feil"
        )
        self.booked += [
            attrs.evolve(each, day=self.today, amount=-each.amount) for each in document.lines
        ]
        self._note_vat(document.vat, -1)
        document.is_open, document.unpaid = False, 0

    def write_off(self, document: Document) -> None:
        """Write a sale off."""
        kind = WriteOffType.DEEMED_IRRECOVERABLE
        self.acme.sales.write_off(document.key, type=kind, date=self.today)
        self.booked += [
            Booked(self.today, "7830", document.unpaid),
            Booked(self.today, document.lines[-1].account, -document.unpaid),
        ]
        document.is_open, document.unpaid = False, 0

    def wages(self) -> None:
        """Post a journal entry without VAT."""
        amount = self.random.randint(1, 40_000_00)
        self.post_entry(self.today, [("5000", amount, None), (BANK, -amount, None)])

    def post_entry(self, day: date, lines: list[tuple[str, int, int | None]]) -> None:
        """Post a journal entry, whose lines have no VAT posting of their own."""
        sides = [
            (JournalEntryLine.debit if amount > 0 else JournalEntryLine.credit)(
                account, abs(amount), vat_code=code
            )
            for account, amount, code in lines
        ]
        self.acme.transactions.post(day, "Fri postering", *sides)
        self.booked += [
            Booked(day, account, amount, None if code is None else str(code))
            for account, amount, code in lines
        ]

    # --- what the reports must say ----------------------------------------------------------------

    def balances(self, day: date) -> Counter[str]:
        """Return the balance of each account at the end of a day."""
        total = Counter[str]()
        for each in self.booked:
            if each.day <= day:
                total[each.account] += each.amount
        return total

    def moved(self, start: date, end: date) -> Counter[str]:
        """Return the sum of the postings per account from one day to another."""
        total = Counter[str]()
        for each in self.booked:
            if start <= each.day <= end:
                total[each.account] += each.amount
        return total


def mains(balances: Counter[str]) -> Counter[str]:
    """Return the sums per main account."""
    total = Counter[str]()
    for account, amount in balances.items():
        total[account.partition(":")[0]] += amount
    return total


def _line(name: str, account: str, net: int, vat: int, rate: int) -> OrderLine:
    """Return the line of a document, in euro if there is a rate: øre per cent."""
    foreign = {}
    if rate:
        foreign = {"net_price_in_currency": net // rate, "vat_in_currency": half_up(vat, rate)}
    return OrderLine(
        description="Vare",
        net_price=net,
        vat=vat or None,
        account=account,
        vat_type=VatType(name),
        **{key: value for key, value in foreign.items() if value or key.startswith("net")},
    )


def _vat_of(tax: Tax, net: int, vat: int, *, sold: bool) -> list[tuple[str, str, int]]:
    """Return what a VAT report must say about a line: its columns by code, or by account."""
    code = str(tax.code)
    if tax.kind == "only":
        return [("input", tax.deducted, vat)]
    if tax.kind == "both":
        reverse = half_up(net * tax.rate, 100_00)
        return [("output", code, reverse), ("input", code, reverse)]
    if tax.kind == "not_deductible":
        return [("output", code, -vat), ("tax", code, -vat)]
    return [("output" if sold else "input", code, vat)] if vat else []


def _number(party: Contact, *, sold: bool) -> int:
    number = party.customer_number if sold else party.supplier_number
    assert number is not None
    return number


def noon(day: date) -> datetime:
    """Return noon of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

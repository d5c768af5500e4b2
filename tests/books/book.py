"""A second set of books, computed in whole øre from the inputs of the tests and nothing else.

Debit is positive, credit negative. `Emulator choice:` marks what no source says, and where these
books follow what the emulator has decided and documented.
"""

from calendar import monthrange
from collections import Counter
from datetime import date
from itertools import count

import attrs

TODAY = date(2026, 6, 15)
#: Bookings before this day are reversed when they are undone, and later ones erased.
#: Emulator choice: a month that has ended is closed.
OPEN_FROM = date(2026, 6, 1)
#: Accruals do not post anything after this day, because that year is not open.
LAST_DAY = date(2026, 12, 31)

BANK, CASH, TERMINAL = "1920:10001", "1900", "1960"
CUSTOMERS, SUPPLIERS = "1500", "2400"
#: The accounts of payment fees, and of claims that are written off.
FEES, LOSSES = "7770", "7830"

Line = tuple[str, int]  # account, øre


def half_up(numerator: int, denominator: int) -> int:
    """Return the quotient, with half an øre rounded away from zero."""
    size, rest = divmod(abs(numerator), denominator)
    size += rest * 2 >= denominator
    return size if numerator > 0 else -size


class Book:
    """Bookings by number, and the balances that follow from them."""

    def __init__(self) -> None:
        self._bookings: dict[int, tuple[date, tuple[Line, ...]]] = {}
        self._numbers = count(1)

    def post(self, day: date, *lines: Line) -> int:
        """Post lines that balance; return the number of the booking."""
        assert sum(amount for _, amount in lines) == 0, lines
        number = next(self._numbers)
        self._bookings[number] = (day, lines)
        return number

    def reverse(self, number: int) -> None:
        """Post the reversal of a booking.

        Emulator choice: it is dated today, or on the day of the booking where that is later.
        """
        day, lines = self._bookings[number]
        self.post(max(day, TODAY), *((account, -amount) for account, amount in lines))

    def erase(self, number: int) -> None:
        """Remove a booking without a reversal."""
        del self._bookings[number]

    def undo(self, number: int) -> None:
        """Erase a booking of an open month, and reverse one of a closed month."""
        is_open = self._bookings[number][0] >= OPEN_FROM
        (self.erase if is_open else self.reverse)(number)

    def balances(self, day: date) -> dict[str, int]:
        """Return the balances that are not 0 at the end of a day."""
        total: Counter[str] = Counter()
        for booked, lines in self._bookings.values():
            for account, amount in lines if booked <= day else ():
                total[account] += amount
        return {account: amount for account, amount in sorted(total.items()) if amount}

    @property
    def days(self) -> list[date]:
        """The days that have a booking, in order."""
        return sorted({day for day, _ in self._bookings.values()})


# --- value added tax -----------------------------------------------------------------------------


@attrs.frozen
class Tax:
    """How one VAT type is booked.

    Args:
        kind: `added`: VAT is added to net. `only`: net is 0, and all is VAT. `both`: VAT is owed
            and deducted. `not_deductible`: VAT is owed, and net includes it. `none`: no VAT.
        rate: In hundredths of a percent.
        owed: The account of VAT that is owed.
        deducted: The account of VAT that is deducted.
        code: The VAT code on lines of journal entries.
    """

    kind: str
    rate: int
    owed: str
    deducted: str
    code: int

    def stated(self, net: int) -> int:
        """Return the `vat` that a line with this net has."""
        if self.kind == "not_deductible":
            return -half_up(net * self.rate, 100_00 + self.rate)
        return half_up(net * self.rate, 100_00) if self.kind == "added" else 0


def _pair(rate: int, number: int) -> tuple[int, str, str]:
    """Return the rate, and the accounts of VAT that is owed and deducted."""
    return rate, f"270{number}", f"271{number}"


_HIGH, _MEDIUM, _LOW, _FISH = _pair(2500, 1), _pair(1500, 2), _pair(1200, 3), _pair(1111, 4)
_HIGH_ABROAD, _LOW_ABROAD = _pair(2500, 5), _pair(1200, 6)
_FREE = (0, "2700", "2710")
_ABROAD, _GOLD = "FOREIGN_SERVICE", "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD"

#: The VAT types of sales, each with an account that accepts it (docs/observed.md#8-vat-types).
SOLD: dict[str, tuple[Tax, str]] = {
    "HIGH": (Tax("added", *_HIGH, 3), "3000"),
    "MEDIUM": (Tax("added", *_MEDIUM, 31), "3040"),
    "LOW": (Tax("added", *_LOW, 33), "3050"),
    "RAW_FISH": (Tax("added", *_FISH, 32), "3030"),
    "NONE": (Tax("none", *_FREE, 7), "3900"),
    "EXEMPT": (Tax("none", *_FREE, 5), "3100"),
    "EXEMPT_REVERSE": (Tax("none", *_FREE, 51), "3100"),
    "EXEMPT_IMPORT_EXPORT": (Tax("none", *_FREE, 52), "3100"),
    "OUTSIDE": (Tax("none", *_FREE, 6), "3200"),
}
#: The VAT types of purchases, each with an account of costs.
BOUGHT: dict[str, tuple[Tax, str]] = {
    "NONE": (Tax("none", *_FREE, 0), "7350"),
    "HIGH": (Tax("added", *_HIGH, 1), "6540"),
    "MEDIUM": (Tax("added", *_MEDIUM, 11), "4300"),
    "LOW": (Tax("added", *_LOW, 13), "7140"),
    "RAW_FISH": (Tax("added", *_FISH, 12), "4000"),
    "HIGH_DIRECT": (Tax("only", *_HIGH, 14), "4360"),
    "MEDIUM_DIRECT": (Tax("only", *_MEDIUM, 15), "4360"),
    "HIGH_BASIS": (Tax("both", *_HIGH_ABROAD, 21), "4300"),
    "MEDIUM_BASIS": (Tax("both", *_MEDIUM, 22), "4300"),
    "NONE_IMPORT_BASIS": (Tax("none", *_FREE, 23), "6840"),
    f"HIGH_{_ABROAD}_DEDUCTIBLE": (Tax("both", *_HIGH_ABROAD, 86), "6420"),
    f"HIGH_{_ABROAD}_NONDEDUCTIBLE": (Tax("not_deductible", *_HIGH_ABROAD, 87), "6553"),
    f"LOW_{_ABROAD}_DEDUCTIBLE": (Tax("both", *_LOW_ABROAD, 88), "7140"),
    f"LOW_{_ABROAD}_NONDEDUCTIBLE": (Tax("not_deductible", *_LOW_ABROAD, 89), "7140"),
    f"{_GOLD}_DEDUCTIBLE": (Tax("both", *_HIGH, 91), "4000"),
    f"{_GOLD}_NONDEDUCTIBLE": (Tax("not_deductible", *_HIGH, 92), "4000"),
}


def taxed(tax: Tax, account: str, net: int, vat: int, *, sold: bool) -> list[Line]:
    """Return the lines for a net and its VAT: positive for a purchase, negative for a sale."""
    owes = sold or tax.kind == "not_deductible"
    basis_vat = half_up(net * tax.rate, 100_00) if tax.kind == "both" else 0
    return [
        (account, net),
        (tax.owed if owes else tax.deducted, vat),
        (tax.deducted, basis_vat),
        (tax.owed, -basis_vat),
    ]


# --- documents -----------------------------------------------------------------------------------


@attrs.frozen
class Item:
    """A line of a document, in øre, and in cents where the document is in another currency."""

    vat_type: str
    account: str
    net: int
    vat: int
    net_cents: int | None = None
    vat_cents: int | None = None


@attrs.frozen
class BookPayment:
    """A payment of a document.

    Args:
        day: The day of the payment.
        account: The account of the bank or of the cash register.
        settles: Øre by which the payment reduces the outstanding amount.
        settles_cents: The same in the currency of the document, or None for kroner.
        fee: Further øre that left the account.
        sent: The `amount` of the payment, in its own currency.
        booking: The number of the booking.
        key: Fiken's id.
    """

    day: date
    account: str
    settles: int
    settles_cents: int | None = None
    fee: int = 0
    sent: int = 0
    booking: int = 0
    key: int = 0


@attrs.define
class BookAccrual:
    """An accrual of one line of a document."""

    key: int
    line: int
    bookings: list[int]
    #: The number of months in years that are not open.
    unposted: int


@attrs.define
class Document:
    """A sale or a purchase, with everything that was booked for it."""

    book: Book
    sold: bool
    number: str
    day: date
    ledger: str
    items: list[Item]
    #: Øre per cent of the currency; 0 for a document in kroner.
    rate: int = 0
    #: Fiken's id.
    key: int = 0
    is_cash: bool = False
    currency: str | None = None
    payments: list[BookPayment] = attrs.Factory(list[BookPayment])
    accruals: list[BookAccrual] = attrs.Factory(list[BookAccrual])
    #: The day on which it was settled without payment.
    settled_date: date | None = None
    #: Øre that were written off.
    loss: int | None = None
    deleted: bool = False
    booking: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        lines: list[Line] = [(self.ledger, self.sign * self.gross)]
        for item in self.items:
            tax = (SOLD if self.sold else BOUGHT)[item.vat_type][0]
            amounts = -self.sign * item.net, -self.sign * item.vat
            lines += taxed(tax, item.account, *amounts, sold=self.sold)
        self.booking = self.book.post(self.day, *lines)

    @property
    def sign(self) -> int:
        """1 for a sale and -1 for a purchase: the sign of the claim on the other party."""
        return 1 if self.sold else -1

    @property
    def gross(self) -> int:
        """Øre of all lines, with VAT."""
        return sum(item.net + item.vat for item in self.items)

    @property
    def cents(self) -> int | None:
        """The gross in the currency of the document; None for kroner."""
        if not self.rate:
            return None
        return sum((item.net_cents or 0) + (item.vat_cents or 0) for item in self.items)

    @property
    def unpaid(self) -> int:
        """Øre that are not paid yet; negative where too much was paid."""
        return self.gross - sum(paid.settles for paid in self.payments)

    @property
    def unpaid_cents(self) -> int | None:
        """Cents that are not paid yet; None for kroner."""
        if self.cents is None:
            return None
        return self.cents - sum(paid.settles_cents or 0 for paid in self.payments)

    @property
    def is_paid(self) -> bool:
        """Whether all is paid, in the currency of the document."""
        unpaid = self.unpaid if self.unpaid_cents is None else self.unpaid_cents
        return unpaid <= 0

    @property
    def is_closed(self) -> bool:
        """Whether it was settled without payment, or written off."""
        return self.settled_date is not None or self.loss is not None

    @property
    def outstanding(self) -> int:
        """Øre that are outstanding, as the document itself has them."""
        return 0 if self.is_closed or self.deleted else self.unpaid

    @property
    def settled(self) -> bool:
        """The field `settled` of the document."""
        return self.is_closed or (self.is_paid and not self.deleted)

    def pay(self, paid: BookPayment) -> None:
        """Book a payment and its fee."""
        amount = self.sign * paid.settles
        lines = [(paid.account, amount), (self.ledger, -amount)]
        lines += [(FEES, paid.fee), (paid.account, -paid.fee)]
        booking = self.book.post(paid.day, *lines)
        self.payments.append(attrs.evolve(paid, booking=booking))

    def undo(self, paid: BookPayment) -> None:
        """Undo a payment."""
        self.payments.remove(paid)
        self.book.undo(paid.booking)

    def write_off(self, day: date) -> None:
        """Write off what is not paid."""
        self.loss = self.unpaid
        self.book.post(day, (LOSSES, self.loss), (self.ledger, -self.loss))

    def delete(self) -> None:
        """Reverse the document and its payments, and undo its accruals.

        Emulator choice: payments are reversed, not erased, also where their month is open.
        """
        self.deleted = True
        for booking in (self.booking, *(paid.booking for paid in self.payments)):
            self.book.reverse(booking)
        self.payments.clear()
        for accrued in list(self.accruals):
            self.end(accrued)

    def accrue(self, line: int, account: str, start: date, periods: int, key: int) -> None:
        """Move the net of a line away, and back in equal parts; the last part has the remainder."""
        item = self.items[line]
        part = half_up(abs(item.net) // periods * item.net, abs(item.net))
        amounts = [part] * (periods - 1) + [item.net - part * (periods - 1)]
        days = [_months_after(start, months) for months in range(periods)]
        moves = [
            (self.day, item.net),
            *((day, -part) for day, part in zip(days, amounts, strict=True)),
        ]
        bookings = [
            self.book.post(day, (account, -self.sign * amount), (item.account, self.sign * amount))
            for day, amount in moves
            if day <= LAST_DAY
        ]
        unposted = sum(day > LAST_DAY for day in days)
        self.accruals.append(BookAccrual(key, line, bookings, unposted))

    def end(self, accrued: BookAccrual) -> None:
        """Delete an accrual."""
        self.accruals.remove(accrued)
        for booking in accrued.bookings:
            self.book.undo(booking)


def _months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or the last day that this month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

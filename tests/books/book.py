"""A second set of books, kept in whole øre from what the tests put in, and from nothing else.

Debit is positive, credit negative. "Emulator" in a comment: the facts are silent there, and what
stands here is the choice that the emulator made and states.
"""

from calendar import monthrange
from collections import Counter
from datetime import date
from itertools import count

import attrs

TODAY = date(2026, 6, 15)
#: What is of an earlier month is reversed when it is undone; what is later is erased (emulator).
OPEN_FROM = date(2026, 6, 1)
#: What is dated later is not posted by accruals: that year is not open.
LAST_DAY = date(2026, 12, 31)

BANK, CASH, TERMINAL = "1920:10001", "1900", "1960"
CUSTOMERS, SUPPLIERS = "1500", "2400"
#: Of payments, and of claims that are lost.
FEES, LOSSES = "7770", "7830"

Line = tuple[str, int]  # account, øre


def half_up(numerator: int, denominator: int) -> int:
    """Divide, and round half an øre away from zero."""
    size, rest = divmod(abs(numerator), denominator)
    size += rest * 2 >= denominator
    return size if numerator > 0 else -size


class Book:
    """Bookings by number; what they leave on the accounts."""

    def __init__(self) -> None:
        self._bookings: dict[int, tuple[date, tuple[Line, ...]]] = {}
        self._numbers = count(1)

    def post(self, day: date, *lines: Line) -> int:
        """Post lines that balance, and give the booking's number."""
        assert sum(amount for _, amount in lines) == 0, lines
        number = next(self._numbers)
        self._bookings[number] = (day, lines)
        return number

    def reverse(self, number: int) -> None:
        """Post the reverse: today, or on the booking's own day where that lies ahead (emulator)."""
        day, lines = self._bookings[number]
        self.post(max(day, TODAY), *((account, -amount) for account, amount in lines))

    def erase(self, number: int) -> None:
        """Leave no trace of it."""
        del self._bookings[number]

    def undo(self, number: int) -> None:
        """Erase what is open, reverse what is closed."""
        is_open = self._bookings[number][0] >= OPEN_FROM
        (self.erase if is_open else self.reverse)(number)

    def balances(self, day: date) -> dict[str, int]:
        """What stands on the accounts at the end of a day, but for those with nothing on them."""
        total: Counter[str] = Counter()
        for booked, lines in self._bookings.values():
            for account, amount in lines if booked <= day else ():
                total[account] += amount
        return {account: amount for account, amount in sorted(total.items()) if amount}

    @property
    def days(self) -> list[date]:
        """Every day with a booking."""
        return sorted({day for day, _ in self._bookings.values()})


# --- value added tax -----------------------------------------------------------------------------


@attrs.frozen
class Tax:
    """How one VAT type is booked.

    Args:
        kind: `added`: on top of net. `only`: net is 0, all is tax. `both`: owed and deducted at
            once. `lost`: owed, within a net that includes it. `none`: there is none.
        rate: In hundredths of a percent.
        owed, deducted: The accounts of either tax.
        code: On lines of journal entries.
    """

    kind: str
    rate: int
    owed: str
    deducted: str
    code: int

    def stated(self, net: int) -> int:
        """Give the vat that a line with this net states."""
        if self.kind == "lost":
            return -half_up(net * self.rate, 100_00 + self.rate)
        return half_up(net * self.rate, 100_00) if self.kind == "added" else 0


def _pair(rate: int, number: int) -> tuple[int, str, str]:
    return rate, f"270{number}", f"271{number}"


_HIGH, _MEDIUM, _LOW, _FISH = _pair(2500, 1), _pair(1500, 2), _pair(1200, 3), _pair(1111, 4)
_HIGH_ABROAD, _LOW_ABROAD = _pair(2500, 5), _pair(1200, 6)
_FREE = (0, "2700", "2710")
_ABROAD, _GOLD = "FOREIGN_SERVICE", "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD"

#: The VAT types of sales, with an account that takes each (docs/observed.md#8-vat-types).
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
#: The VAT types of purchases, with an account of the cost.
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
    f"HIGH_{_ABROAD}_NONDEDUCTIBLE": (Tax("lost", *_HIGH_ABROAD, 87), "6553"),
    f"LOW_{_ABROAD}_DEDUCTIBLE": (Tax("both", *_LOW_ABROAD, 88), "7140"),
    f"LOW_{_ABROAD}_NONDEDUCTIBLE": (Tax("lost", *_LOW_ABROAD, 89), "7140"),
    f"{_GOLD}_DEDUCTIBLE": (Tax("both", *_HIGH, 91), "4000"),
    f"{_GOLD}_NONDEDUCTIBLE": (Tax("lost", *_HIGH, 92), "4000"),
}


def taxed(tax: Tax, account: str, net: int, vat: int, *, sold: bool) -> list[Line]:
    """Book what a line states, debit positive: what was bought; negative: what was sold."""
    owes = sold or tax.kind == "lost"
    back = half_up(net * tax.rate, 100_00) if tax.kind == "both" else 0
    return [
        (account, net),
        (tax.owed if owes else tax.deducted, vat),
        (tax.deducted, back),
        (tax.owed, -back),
    ]


# --- documents -----------------------------------------------------------------------------------


@attrs.frozen
class Item:
    """A line of a document: øre, and cents where the document is in another currency."""

    vat_type: str
    account: str
    net: int
    vat: int
    net_cents: int | None = None
    vat_cents: int | None = None


@attrs.frozen
class Paid:
    """A payment, in what it takes off the document.

    Args:
        fee: Øre that left the bank account besides.
        sent: What the payment states: its amount in its own currency.
    """

    day: date
    account: str
    takes: int
    takes_cents: int | None = None
    fee: int = 0
    sent: int = 0
    booking: int = 0
    key: int = 0


@attrs.define
class Accrued:
    """What stands in the books of an accrual."""

    key: int
    line: int
    bookings: list[int]
    #: How many months are of years that are not open.
    unposted: int


@attrs.define
class Document:
    """A sale or a purchase, and all that became of it."""

    book: Book
    sold: bool
    number: str
    day: date
    ledger: str
    items: list[Item]
    #: Øre for a cent; 0 in kroner.
    rate: int = 0
    #: Fiken's id.
    key: int = 0
    is_cash: bool = False
    currency: str | None = None
    payments: list[Paid] = attrs.Factory(list[Paid])
    accruals: list[Accrued] = attrs.Factory(list[Accrued])
    marked: date | None = None
    lost: int | None = None
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
        """Of what the other party owes."""
        return 1 if self.sold else -1

    @property
    def gross(self) -> int:
        return sum(item.net + item.vat for item in self.items)

    @property
    def cents(self) -> int | None:
        """The gross in the document's own currency, where it has one."""
        if not self.rate:
            return None
        return sum((item.net_cents or 0) + (item.vat_cents or 0) for item in self.items)

    @property
    def left(self) -> int:
        """Øre that are not paid yet."""
        return self.gross - sum(paid.takes for paid in self.payments)

    @property
    def cents_left(self) -> int | None:
        if self.cents is None:
            return None
        return self.cents - sum(paid.takes_cents or 0 for paid in self.payments)

    @property
    def is_paid(self) -> bool:
        """In another currency, that one tells."""
        left = self.left if self.cents_left is None else self.cents_left
        return left <= 0

    @property
    def is_closed(self) -> bool:
        """Settled without payment, or lost."""
        return self.marked is not None or self.lost is not None

    @property
    def outstanding(self) -> int:
        return 0 if self.is_closed or self.deleted else self.left

    @property
    def settled(self) -> bool:
        return self.is_closed or (self.is_paid and not self.deleted)

    def pay(self, paid: Paid) -> None:
        """Book a payment, and its fee beside it."""
        amount = self.sign * paid.takes
        lines = [(paid.account, amount), (self.ledger, -amount)]
        lines += [(FEES, paid.fee), (paid.account, -paid.fee)]
        booking = self.book.post(paid.day, *lines)
        self.payments.append(attrs.evolve(paid, booking=booking))

    def undo(self, paid: Paid) -> None:
        self.payments.remove(paid)
        self.book.undo(paid.booking)

    def write_off(self, day: date) -> None:
        self.lost = self.left
        self.book.post(day, (LOSSES, self.lost), (self.ledger, -self.lost))

    def delete(self) -> None:
        """Reverse it and what was paid on it, open or not (emulator); undo its accruals."""
        self.deleted = True
        for booking in (self.booking, *(paid.booking for paid in self.payments)):
            self.book.reverse(booking)
        self.payments.clear()
        for accrued in list(self.accruals):
            self.end(accrued)

    def accrue(self, line: int, account: str, start: date, periods: int, key: int) -> None:
        """Move the net of a line away, and back in equal parts; the last one has the rest."""
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
        self.accruals.append(Accrued(key, line, bookings, unposted))

    def end(self, accrued: Accrued) -> None:
        self.accruals.remove(accrued)
        for booking in accrued.bookings:
            self.book.undo(booking)


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last one that it has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

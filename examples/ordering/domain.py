"""The domain: money, customers and orders. It knows nothing of Fiken and of databases."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum


class RuleBrokenError(ValueError):
    """What was asked for is against a rule of the business."""


@dataclass(frozen=True, order=True)
class Money:
    """An amount in kroner, as a whole number of øre. A float is refused."""

    ore: int

    def __post_init__(self) -> None:
        if type(self.ore) is not int:
            raise TypeError(f"an amount is a whole number of øre, not {self.ore!r}")

    @classmethod
    def kroner(cls, text: str) -> "Money":
        """Return the amount of a text such as "249.50". A part of an øre is refused."""
        ore = Decimal(text) * 100
        if ore != int(ore):
            raise RuleBrokenError(f"{text} kroner is not a whole number of øre")
        return cls(int(ore))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.ore + other.ore)

    def __mul__(self, times: int) -> "Money":
        return Money(self.ore * times)

    def percent(self, rate: int) -> "Money":
        """Return so many percent of an amount that is not negative. Half an øre is rounded up."""
        return Money((self.ore * rate + 50) // 100)

    def __str__(self) -> str:
        sign, ore = "-" if self.ore < 0 else "", abs(self.ore)
        return f"{sign}{ore // 100}.{ore % 100:02} kr"


@dataclass(frozen=True)
class Customer:
    """A customer. Each change makes the next version."""

    number: int
    name: str
    email: str
    version: int = 1

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RuleBrokenError("a customer needs a name")

    def changed(self, name: str, email: str) -> "Customer":
        """Return the next version of this customer."""
        return Customer(self.number, name, email, self.version + 1)


class Vat(Enum):
    """The rates of VAT for what this business sells, in percent."""

    STANDARD = 25
    FOOD = 15


@dataclass(frozen=True)
class OrderLine:
    """A line of an order. The unit price is without VAT."""

    item: str
    quantity: int
    unit_price: Money
    vat: Vat

    def __post_init__(self) -> None:
        if self.quantity < 1 or self.unit_price.ore < 0:
            raise RuleBrokenError(f"{self.item}: at least one piece, at a price of at least 0")

    @property
    def total(self) -> Money:
        """The sum of the line with VAT, which is rounded per line."""
        net = self.unit_price * self.quantity
        return net + net.percent(self.vat.value)


@dataclass(frozen=True)
class Document:
    """An invoice or a credit note: its id in the books, its number for people, and its total."""

    id: int
    number: str
    total: Money


@dataclass(frozen=True)
class Order:
    """An order. What was ordered never changes: an order can only be cancelled."""

    number: int
    customer: int
    lines: tuple[OrderLine, ...]
    placed_on: date
    cancelled_on: date | None = None
    invoice: Document | None = None
    credit_note: Document | None = None

    def __post_init__(self) -> None:
        if not self.lines:
            raise RuleBrokenError("an order needs a line")

    @property
    def total(self) -> Money:
        """What the customer has to pay, with VAT."""
        return sum((line.total for line in self.lines), Money(0))

    def cancelled(self, on: date) -> "Order":
        """Return the order as it is after it was cancelled."""
        if self.cancelled_on is not None:
            raise RuleBrokenError(f"order {self.number} is cancelled already")
        if on < self.placed_on:
            raise RuleBrokenError(f"order {self.number} was placed later than {on}")
        return replace(self, cancelled_on=on)


@dataclass(frozen=True)
class CustomerChanged:
    """A customer is new, or has another name or e-mail address: it is like this now."""

    customer: int
    after: Customer


@dataclass(frozen=True)
class OrderPlaced:
    """A customer has placed an order: an invoice has to be issued."""

    customer: int
    order: int


@dataclass(frozen=True)
class OrderCancelled:
    """An order was cancelled whose invoice is issued, or on its way: it has to be credited."""

    customer: int
    order: int


Event = CustomerChanged | OrderPlaced | OrderCancelled

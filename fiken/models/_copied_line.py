"""Lines that are made from the line of an issued document, with the discount's two readings."""

from decimal import Decimal
from typing import Any, Self, TypeVar, cast

from fiken import types as t
from fiken.errors import InvalidAttributeError
from fiken.models._base import model
from fiken.models._sales_document import SalesLine
from fiken.models.invoice import InvoiceLine
from fiken.types.amounts import in_percent
from fiken.vat import discounted

L = TypeVar("L", bound=SalesLine)


@model
class CopiedLine(SalesLine):
    """A line that can be made from the line of an issued document."""

    @classmethod
    def from_line(cls, line: InvoiceLine, *, quantity: t.Quantity | None = None) -> Self:
        """Return a new line with the values of a line of an issued document.

        The new line gets the description, price, account and VAT type of that line. If that line
        has a product, the present price of the product is not used. Fiken's documentation
        describes the discount of such a line in two ways: in percent, and as a share from 0 to 1.
        This method chooses the one that results in the net of the line
        (docs/observed.md#7-units).

        Args:
            line: The line of the document.
            quantity: The number of units, such as those that are credited. None: those of `line`.

        Raises:
            InvalidAttributeError: The net of the line fits neither or both readings of its
                discount, or `quantity` is not a quantity.
        """
        return copied(cls, line, f"{cls.__name__}.from_line", "discount", quantity)

    @classmethod
    def _advice(cls, value: object) -> str:
        """Return advice for the line of an issued document, where a line of this class is needed.

        The error message about such a value contains it. For other values, it is empty.
        """
        is_issued = isinstance(value, InvoiceLine)
        return f"{cls.__name__}.from_line(line) returns one" if is_issued else ""


def copied(
    cls: type[L], line: InvoiceLine, where: str, path: str, quantity: t.Quantity | None = None
) -> L:
    """Return a new line of a class with the values of a document's line.

    Args:
        cls: The class of the new line.
        line: The line of the document.
        where: The name of the calling method, for the message of an error.
        path: The path of the discount, for the message of an error.
        quantity: The number of units. None: those of `line`.
    """
    return cls(
        product_id=line.product_id,
        description=line.description or line.product_name,
        unit_price=line.unit_price,
        quantity=line.quantity if quantity is None else quantity,
        discount=_percent_off(line, where, path),
        vat_type=line.vat_type,
        comment=line.comment,
        income_account=line.income_account,
    )


def _percent_off(line: InvoiceLine, where: str, path: str) -> Decimal | int | None:
    """Return the discount in percent that leads to the net of the line.

    Args:
        line: The line of a document.
        where: The name of the calling method, for the message of an error.
        path: The path of its discount, for the message of an error.

    Raises:
        InvalidAttributeError: The net fits neither or both readings of the discount.
    """
    if not line.discount:
        return None
    if line.is_new:  # not an answer: it has the reading of requests
        return line.discount
    readings = (line.discount, in_percent(line.discount))
    percents = [percent for percent in readings if _is_percent(percent)]
    net, price = line.net, line.unit_price
    if net is None or price is None:
        why = "the line has no net or no unit_price to tell percent from a share"
    else:
        fitting = [p for p in percents if discounted(price, line.quantity, p) == net]
        if len(fitting) == 1:
            return fitting[0]
        results = " or ".join(str(discounted(price, line.quantity, p)) for p in percents)
        why = f"{price} * {line.quantity} less the discount is {results} øre, the net is {net}"
        if not percents:
            why = "neither is from 0 to 100 with at most 15 digits"
    hint = f"{why}: build the line yourself, with the discount that you know"
    rule = "a discount in percent or as a share, one of which leads to the net"
    raise InvalidAttributeError(where, path, line.discount, rule, hint)


def _is_percent(value: Decimal | int) -> bool:
    """Return whether the discount of a new line can have this value."""
    try:
        t.rule_of(cast("Any", t.Percent)).check("DraftLine", "discount", value)
    except InvalidAttributeError:
        return False
    return True

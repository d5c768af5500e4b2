"""The lines of sales documents and their drafts, read from requests.

A line with a product inherits from it the text, the unit price, the VAT type and the account that
the request leaves out. A free-text line, which has no product, must state them all
(docs/observed.md#4-error-bodies).

Emulator choice: an inherited price is not converted. A product of 100.00 NOK costs 100.00 EUR on an
invoice in euro.

Emulator choice: `net`, `vat` and `gross` of a line in a request are ignored, since Fiken computes
the amounts itself (docs/observed.md#7-units).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from fiken.emulator.books import vat
from fiken.emulator.books.prices import SalesLine
from fiken.emulator.books.trade import SALE
from fiken.emulator.families.product import PRODUCTS
from fiken.emulator.store.resources import Call
from fiken.emulator.store.rows import check_reference, find
from fiken.emulator.store.state import Row
from fiken.emulator.wire.refusals import refuse

Json: TypeAlias = Mapping[str, Any]

#: The largest discount in percent.
WHOLE = 100
#: The column of a product from which a line inherits each of these fields.
_INHERITED = {
    "description": "name",
    "unitPrice": "unit_price",
    "vatType": "vat_type",
    "incomeAccount": "income_account",
}


def sales_lines(call: Call, lines: Sequence[Json]) -> list[SalesLine]:
    """Return the lines of a request, each with what it inherits from its product.

    Emulator choice: a line of a draft can lack a price if its product has none. The texts of the
    refusals are our own, except that about `incomeAccount`.

    Raises:
        Refusal: 400 if a free-text line is not complete, the discount is not from 0 to 100, or the
            product or the VAT type does not exist.
    """
    return [_line(call, line, f"lines[{index}]") for index, line in enumerate(lines)]


def _line(call: Call, line: Json, path: str) -> SalesLine:
    check_reference(call, PRODUCTS, "productId", line)
    key = line.get("productId")
    product = None if key is None else find(call, PRODUCTS, key)
    known = _inherited(line, product, path)
    account, vat_type = known["incomeAccount"], known["vatType"]
    if vat_type not in SALE.types:
        vat.require_accepted(account, vat_type, SALE.types, selling=True)
    discount = line.get("discount")
    if discount is not None and not 0 <= discount <= WHOLE:
        raise refuse(400, f"'{path}.discount' must be from 0 to 100 percent, not {discount}")
    return SalesLine(
        product_id=key,
        product_name=line.get("productName") if product is None else product["name"],
        description=known["description"],
        comment=line.get("comment"),
        income_account=account,
        vat_type=vat_type,
        unit_price=known["unitPrice"],
        quantity=line["quantity"],
        discount=discount,
    )


def _inherited(line: Json, product: Row | None, path: str) -> dict[str, Any]:
    """Return the fields of `_INHERITED`: those of the line, and otherwise those of its product.

    Emulator choice: a free-text line can have a `productName` instead of a description.
    """
    sent = {name: line.get(name) for name in _INHERITED}
    sent["vatType"] = _vat_type(line, product, path)
    if product is not None:
        inherited = {name: product[column] for name, column in _INHERITED.items()}
        return {name: inherited[name] if sent[name] is None else sent[name] for name in sent}
    sent["description"] = sent["description"] or line.get("productName")
    absent = [name for name in reversed(_INHERITED) if sent[name] is None]
    if absent:
        reason = "is required for free-text lines (lines without a productId)"
        raise refuse(400, "; ".join(f"{name} {reason}" for name in absent))
    return sent


def _vat_type(line: Json, product: Row | None, path: str) -> str | None:
    """Return the VAT type of a line: as it was sent, or the one whose rate is `vatInPercent`.

    By the contract, an invoice's line can state the rate instead of the type, and the two must not
    contradict each other.

    Emulator choice: a rate of 0 does not tell the type, since several types have it, unless it is
    the rate of the product.
    """
    vat_type: str | None = line.get("vatType")
    percent = line.get("vatInPercent")
    if percent is None:
        return vat_type
    rates = {name: each.rate / 100 for name, each in SALE.types.items()}
    if vat_type is None:
        fitting = [name for name, rate in rates.items() if rate == percent and rate]
        if product is not None and rates.get(product["vat_type"]) == percent:
            fitting = [product["vat_type"]]
        if not fitting:
            raise refuse(400, f"'{path}.vatInPercent': no VAT type is known by the rate {percent}")
        return fitting[0]
    if rates.get(vat_type, percent) != percent:
        raise refuse(400, f"'{path}.vatInPercent': {percent} is not the rate of {vat_type}")
    return vat_type

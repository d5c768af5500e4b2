"""Warnings about amounts in a foreign currency that were probably put in a field for øre.

Fiken does not convert: 100.00 EUR in a field for øre becomes 100.00 kroner in the books. Fiken has
no field for an exchange rate (docs/observed.md#7-units). The user gives both amounts, and the rate
follows from them.
"""

from collections.abc import Iterator
from typing import TypeGuard

from fiken.models._trade import TradeDraft
from fiken.models.payment import Payment
from fiken.models.purchase import Purchase
from fiken.models.sale import OrderLine, Sale
from fiken.types import in_kroner
from fiken.vat import VAT, VatRegime, vat_on

# Currencies whose unit has cost about 1.00 NOK for a long time (DKK around 2012, SEK around 2020),
# so that equal amounts can be right. A unit of EUR, USD, GBP or CHF has never cost that, and one of
# JPY or ISK costs a few øre.
_NEAR_PAR = frozenset({"NOK", "SEK", "DKK"})


# The currencies that ISO 4217 has with no, three or four decimals. How Fiken counts them was not
# observed.
_NOT_IN_HUNDREDTHS = (
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "
    "BHD IQD JOD KWD LYD OMR TND CLF UYW"
)

# What was paid can be rounded: numbers that differ by at most a fiftieth count as the same.
_ABOUT = 50


def is_foreign(currency: str | None) -> TypeGuard[str]:
    """Return whether one unit of the currency is clearly worth more or less than one krone.

    True for EUR. False for NOK, for SEK and DKK, which cost about one krone, and for None, an
    unknown currency.
    """
    return currency is not None and currency not in _NEAR_PAR


def unlikely_lines(model: Sale | Purchase) -> Iterator[str]:
    """Yield a warning for each line with a foreign amount that is probably in a field for øre.

    There is no warning if the sale or purchase is in NOK, SEK or DKK.
    """
    if is_foreign(model.currency):
        for place, line in enumerate(model.lines):
            for sentence in _unconverted(line, type(model).__name__.lower(), model.currency):
                yield f"lines[{place}].{sentence}"


def _unconverted(line: OrderLine, document: str, currency: str) -> Iterator[str]:
    net, net_in_currency = line.net_price, line.net_price_in_currency
    where = f"though the {document} is in {currency}"
    if net and net_in_currency is None:
        yield (
            f"net_price: {_in_kroner(net)}, {where} and net_price_in_currency is missing: "
            f"{_write('net_price', net, currency)}, and the same for vat; if it is øre, give "
            "net_price_in_currency too"
        )
    elif net and net == net_in_currency:
        yield (
            f"net_price: {_in_kroner(net)}, the same number as net_price_in_currency, {where}: "
            f"{_write('net_price', net, currency)}, and the same for vat"
        )
    # With a net in øre, the rate of the VAT type already shows that this vat is too small.
    elif not net and line.vat and line.vat == _vat_in_currency(line):
        yield (
            f"vat: {_in_kroner(line.vat)}, the same number as the vat in currency, {where}: "
            f"{_write('vat', line.vat, currency)}"
        )


def unlikely_total(model: Sale | Purchase, name: str, in_currency: int | None) -> Iterator[str]:
    """Yield a warning if the paid amount in øre is about the same number as a foreign amount.

    The paid amount is compared with two foreign amounts: with `in_currency`, and with the total of
    the lines in the currency of the sale or purchase. If the numbers are about the same, one of
    them is probably wrong: 100.00 EUR is not 100.00 kroner. There is no warning for NOK, SEK and
    DKK.

    Args:
        model: The sale or purchase.
        name: The name of the field with the paid amount in øre, such as "total_paid".
        in_currency: The paid amount in the foreign currency. None: compare with the lines only.
    """
    paid: int | None = getattr(model, name)
    if not paid or not is_foreign(model.currency):
        return
    totals = list(_gross_in_currency(model))
    if same := _like(paid, totals) or _like(paid, [in_currency or 0]):
        if totals and not _like(same, totals):  # then the øre are right
            yield (
                f"{name}_in_currency: is {same}, about the same number as {name}, though the "
                f"lines make {totals[-1]} in {model.currency}: write {totals[-1]}"
            )
            return
        yield (
            f"{name}: {_in_kroner(paid)}, though the amount in {model.currency} is {same}, "
            f"which makes the exchange rate about 1: write "
            f"{name}={_in_ore(same, model.currency)}, or what passed the bank account, in øre"
        )


def _like(amount: int, others: list[int]) -> int | None:
    """Return the first of `others` that differs from `amount` by at most 2 percent, or None."""
    near = (each for each in others if each and abs(amount - each) * _ABOUT <= abs(each))
    return next(near, None)


def _gross_in_currency(model: Sale | Purchase) -> Iterator[int]:
    """Yield two totals of all lines (net and vat) in the foreign currency.

    The first total includes only the vat that the lines state. The second total includes computed
    vat for lines that state none. If a line has no net amount in the currency, nothing is yielded.
    """
    nets = [line.net_price_in_currency for line in model.lines]
    if None not in nets:
        net = sum(each or 0 for each in nets)
        yield net + sum(line.vat_in_currency or 0 for line in model.lines)
        yield net + sum(_vat_in_currency(line) or 0 for line in model.lines)


def _vat_in_currency(line: OrderLine) -> int | None:
    """Return the vat that a line states in the foreign currency, or compute it from the net.

    Return None if the vat cannot be computed.
    """
    if line.vat_in_currency is not None:
        return line.vat_in_currency
    vat = VAT.get(line.vat_type)
    if line.net_price_in_currency is None or vat is None or vat.regime is VatRegime.DIRECT:
        return None
    return vat_on(line.net_price_in_currency, vat.type)


def unlikely_payments(draft: TradeDraft) -> Iterator[str]:
    """Yield a warning for each new payment of a draft that is probably wrong.

    Payments that were loaded from Fiken are not checked. A warning begins with the path of the
    payment: ``payments[0].currency: is missing, …``.
    """
    for place, payment in enumerate(draft.payments):
        if payment.is_new:
            for sentence in unlikely_payment(payment, draft.currency, "draft"):
                yield f"payments[{place}].{sentence}"


def unlikely_payment(payment: Payment, owed_in: str | None, document: str) -> Iterator[str]:
    """Yield a warning if the currency of a payment, or its amount in NOK, is probably wrong.

    Args:
        payment: The payment.
        owed_in: The currency of the sale, purchase or draft that is paid, or None if it is not
            known.
        document: "sale", "purchase" or "draft": the word for what is paid, used in the warning.
    """
    amount, in_nok, currency = payment.amount, payment.amount_in_nok, payment.currency
    if currency is None and is_foreign(owed_in) and amount:
        yield (
            f"currency: is missing, so amount={_in_kroner(amount)}, though the {document} is in "
            f'{owed_in}: if it is an amount in {owed_in}, write currency="{owed_in}" and '
            f"amount_in_nok with what passed the bank account, in øre (about "
            f'{_in_ore(amount, owed_in)}); if it is øre, write currency="NOK"'
        )
    elif currency in {None, "NOK"} and in_nok not in {None, amount}:
        yield (
            f"amount_in_nok: is {in_nok}, though amount={amount} is in NOK too: write the currency "
            "of amount, or leave amount_in_nok out"
        )
    elif is_foreign(currency) and amount and amount == in_nok:
        yield (
            f"amount_in_nok: {_in_kroner(amount)}, the same number as amount, though that is in "
            f"{currency}: write amount_in_nok with what passed the bank account, in øre (about "
            f"{_in_ore(amount, currency)})"
        )


def _in_kroner(amount: int) -> str:
    return f"{amount} is {in_kroner(amount)} kroner"


def _in_ore(amount: int, currency: str) -> str:
    decimals = ", decimals=…" if currency in _NOT_IN_HUNDREDTHS else ""
    return f"in_ore({amount}, rate{decimals})"


def _write(name: str, amount: int, currency: str) -> str:
    return (
        f"if it is an amount in {currency}, write {name}_in_currency={amount} and "
        f"{name}={_in_ore(amount, currency)}"
    )

"""Conversion between NOK and the currency of a sale or purchase.

Emulator choice: the emulator does not know exchange rates. A foreign amount without its amount in
NOK is converted at the rate that follows from the payment, if the request states what was paid in
NOK, and otherwise at 10 NOK per unit. No gain or loss on currency is posted, so a difference in NOK
stays on the account of the customer or supplier.
"""

from fractions import Fraction

from fiken.emulator.books import vat
from fiken.emulator.store.state import Row

NOK = "NOK"
#: NOK per unit of any other currency, if no rate can be computed. Emulator choice.
RATE = Fraction(10)


class Converter:
    """A converter from one currency to øre. Each sale or purchase has one for all its lines.

    The converter is called once per amount. Each call also corrects the rounding of the earlier
    calls: two amounts of 5 at a rate of 0.5 give 3 and 2 øre, and the sum of 5 øre is exact.

    Args:
        rate: the exchange rate: NOK per unit of the currency.
        foreign: whether the currency is not NOK.
    """

    def __init__(self, rate: Fraction, *, foreign: bool) -> None:
        self._rate, self._foreign = rate, foreign
        self._cents, self._nok = 0, 0

    def __call__(self, nok: int | None, cents: int | None) -> int | None:
        """Return an amount in øre: `nok` if it is known, otherwise `cents` converted to øre.

        Return None if both are None, or if `nok` is None and the currency is NOK.

        Args:
            nok: the amount in øre, or None.
            cents: the amount in the smallest unit of the foreign currency, or None.
        """
        if nok is not None or cents is None or not self._foreign:
            return nok
        self._cents += cents
        before, self._nok = self._nok, rounded(self._cents * self._rate)
        return self._nok - before


def own_rate(document: Row) -> Fraction:
    """Return the exchange rate of a booked sale or purchase: NOK per unit of its currency.

    The rate is the total in NOK divided by the total in the currency. If one of these totals is 0
    or missing, the rate is 10.
    """
    gross, foreign = gross_of(document), document["gross_in_currency"]
    return Fraction(gross, foreign) if gross and foreign else RATE


def gross_of(document: Row) -> int:
    """Return the total of a sale or purchase in øre, VAT included."""
    return int(document["net_amount"] + document["vat_amount"])


def rounded(value: Fraction) -> int:
    """Return the nearest whole number: 3 for 2.5, and -3 for -2.5."""
    return vat.rounded(value.numerator, value.denominator)

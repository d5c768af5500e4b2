"""Conversion between NOK and the currency of a document.

Emulator choice: amounts in a foreign currency that come without NOK are converted by what was paid
in NOK, where that is stated, and otherwise at 10 NOK per unit: the emulator knows no rates. No gain
or loss by currency is posted, so differences in NOK stay on the ledger account.
"""

from fractions import Fraction

from fiken.emulator.books import vat
from fiken.emulator.store.state import Row

NOK = "NOK"
#: NOK per unit of any other currency, where nothing states a rate. Emulator choice.
RATE = Fraction(10)


class Converter:
    """Converts the amounts of one document to øre, so that their sum is exact.

    The rounding of one amount is made up for by the next.

    Args:
        rate: NOK per unit of the document's currency.
        foreign: whether the document is in another currency than NOK.
    """

    def __init__(self, rate: Fraction, *, foreign: bool) -> None:
        self._rate, self._foreign = rate, foreign
        self._cents, self._nok = 0, 0

    def __call__(self, nok: int | None, cents: int | None) -> int | None:
        """Return the øre of an amount: as stated, or converted; None where neither is possible."""
        if nok is not None or cents is None or not self._foreign:
            return nok
        self._cents += cents
        before, self._nok = self._nok, rounded(self._cents * self._rate)
        return self._nok - before


def own_rate(document: Row) -> Fraction:
    """Return the NOK per unit of a document's currency, by its own totals."""
    gross, foreign = gross_of(document), document["gross_in_currency"]
    return Fraction(gross, foreign) if gross and foreign else RATE


def gross_of(document: Row) -> int:
    """Return the gross of a document in øre."""
    return int(document["net_amount"] + document["vat_amount"])


def rounded(value: Fraction) -> int:
    """Return the nearest whole number; a half is rounded away from zero."""
    return vat.rounded(value.numerator, value.denominator)

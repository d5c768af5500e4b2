"""The computation of net, vat and gross from each other, to the øre."""

from decimal import Context

from fiken._messages import short_repr
from fiken.types.enums import VatType
from fiken.vat._table import VAT, VatRegime


def vat_on(net: int, vat_type: VatType) -> int:
    """Return the VAT on a net amount, in øre: the `vat` of a line with this `net` and VAT type.

    For HIGH, the VAT is 25 % of the net. For a NONDEDUCTIBLE type, it is negative, because the net
    includes the tax. For a BASIS or DEDUCTIBLE type, it is 0, because Fiken computes the tax from
    the net. Half an øre is rounded up (away from zero). How Fiken rounds is not known.

    >>> vat_on(10050, VatType.HIGH), vat_on(125000, VatType.HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE)
    (2513, -25000)

    Raises:
        ValueError: The type is a DIRECT type, whose lines have a net of 0, or an unknown type.
        TypeError: The net is not a whole number of øre.
    """
    regime, part = _regime_and_part(net, vat_type)
    if regime is VatRegime.DIRECT:
        raise ValueError(f"a {vat_type} line is nothing but tax: its net is 0")
    if regime is VatRegime.NON_DEDUCTIBLE:
        return -share(net, part, _WHOLE + part)
    return share(net, part, _WHOLE) if regime is VatRegime.ORDINARY else 0


def gross_on(net: int, vat_type: VatType) -> int:
    """Return the gross amount for a net amount, in øre: the net plus its VAT by `vat_on`.

    For a NONDEDUCTIBLE type, the net includes the tax and the gross does not.

    >>> gross_on(40000, VatType.HIGH)
    50000

    Raises:
        ValueError: The type is a DIRECT type, whose lines have a net of 0, or an unknown type.
        TypeError: The net is not a whole number of øre.
    """
    return net + vat_on(net, vat_type)


def net_in(gross: int, vat_type: VatType) -> int:
    """Return the net amount for a gross amount, in øre. The VAT of the line is ``gross - net``.

    For a NONDEDUCTIBLE type, the net includes the tax and the gross does not. For a DIRECT type,
    the net is 0. Half an øre is rounded up (away from zero).

    >>> net_in(50000, VatType.HIGH), net_in(49900, VatType.MEDIUM)
    (40000, 43391)

    Raises:
        ValueError: This version of the library does not know the VAT type.
        TypeError: The gross amount is not a whole number of øre.
    """
    regime, part = _regime_and_part(gross, vat_type)
    if regime is VatRegime.ORDINARY:
        return share(gross, _WHOLE, _WHOLE + part)
    if regime is VatRegime.NON_DEDUCTIBLE:
        return share(gross, _WHOLE + part, _WHOLE)
    return 0 if regime is VatRegime.DIRECT else gross


_WHOLE = 10_000  # rates are counted in ten-thousandths
_EXACT = Context(prec=60)  # the context of the user's thread may round


def _regime_and_part(amount: int, vat_type: VatType) -> tuple[VatRegime, int]:
    if type(amount) is not int:
        raise TypeError(
            f'an amount is a whole number of øre, not {short_repr(amount)}: kroner("49.90") is 4990'
        )
    if vat_type not in VAT:
        raise ValueError(
            f"this version does not know the rate of the VAT type {short_repr(vat_type)}: it knows "
            f"those of {', '.join(VAT)}"
        )
    vat = VAT[vat_type]
    return vat.regime, int(vat.rate.scaleb(4, _EXACT))


def share(amount: int, part: int, whole: int) -> int:
    """Return amount * part / whole, rounded: 2.4 to 2, 2.5 to 3, and -2.5 to -3."""
    share = (2 * abs(amount) * part + whole) // (2 * whole)
    return share if amount >= 0 else -share

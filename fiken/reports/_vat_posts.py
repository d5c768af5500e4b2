"""What a VAT code means in a VAT report: its section, its texts, and how its VAT is computed."""

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

import attrs

from fiken.vat import Vat, VatRegime, vat_of_code


class VatSection(StrEnum):
    """A section of a VAT report, in the order of the Norwegian VAT return (mva-melding)."""

    SALES = "sales"
    """Salg av varer og tjenester i Norge."""
    EXPORT = "export"
    """Salg av varer og tjenester til utlandet."""
    PURCHASES = "purchases"
    """Kjøp av varer og tjenester i Norge, med fradragsrett."""
    IMPORT = "import"
    """Kjøp av varer fra utlandet."""
    FOREIGN_SERVICES = "foreign_services"
    """Kjøp av tjenester fra utlandet, med omvendt avgiftsplikt."""
    REVERSE_CHARGE = "reverse_charge"
    """Kjøp av klimakvoter og gull, med omvendt avgiftsplikt."""
    NOT_REPORTED = "not_reported"
    """Omsetning og kjøp uten mva-behandling. The VAT return does not have it."""
    UNCODED = "uncoded"
    """VAT that was posted without a VAT code, so that its basis is not known."""
    SETTLEMENT = "settlement"
    """VAT that was moved to the settlement account. It is not a part of the sums."""


_SECTIONS: Mapping[VatSection, tuple[int, ...]] = MappingProxyType(
    {
        VatSection.SALES: (3, 31, 32, 33, 5, 6, 51),
        VatSection.EXPORT: (52,),
        VatSection.PURCHASES: (1, 11, 12, 13),
        VatSection.IMPORT: (14, 15, 21, 22, 23),
        VatSection.FOREIGN_SERVICES: (86, 87, 88, 89),
        VatSection.REVERSE_CHARGE: (91, 92),
        VatSection.NOT_REPORTED: (0, 7),
    }
)


@attrs.frozen
class VatPost:
    """The facts about one VAT code.

    Args:
        code: The code, such as "3".
        section: The section of the report.
        vat: The facts about its VAT type; None for a code that this version does not know.
        sells: Whether it is a code of sales.
    """

    code: str
    section: VatSection
    vat: Vat | None
    sells: bool

    @property
    def rate(self) -> Fraction:
        """The rate as a share: 1/4 for 25 %. It is 0 for a code that is not known."""
        return Fraction(0) if self.vat is None else Fraction(self.vat.rate)

    @property
    def is_gross(self) -> bool:
        """Whether a posting with the code includes the tax, because it cannot be deducted."""
        return self.vat is not None and self.vat.regime is VatRegime.NON_DEDUCTIBLE

    def output(self, amount: int) -> Fraction | None:
        """Return the output VAT that a posting should have, debit positive; None if it has none.

        Args:
            amount: Øre: the posting with the code, debit positive.
        """
        if self.vat is None or not self.rate:
            return None
        if self.is_gross:
            return -amount * self.rate / (1 + self.rate)
        if self.vat.regime is VatRegime.BASIS:
            return -amount * self.rate
        return amount * self.rate if self.sells else None

    def input(self, amount: int) -> Fraction | None:
        """Return the input VAT that a posting should have, debit positive; None if it has none.

        Args:
            amount: Øre: the posting with the code, debit positive.
        """
        if self.vat is None or not self.rate or self.sells or self.is_gross:
            return None
        return amount * self.rate


def post_of(code: str) -> VatPost:
    """Return the facts about a VAT code. An unknown code has no VAT type."""
    try:
        vat = vat_of_code(code)
    except LookupError:
        return VatPost(code, VatSection.NOT_REPORTED, None, sells=False)
    number = int(code)
    section = next(name for name, codes in _SECTIONS.items() if number in codes)
    return VatPost(code, section, vat, sells=number == vat.sale_code)


def place_of(post: VatPost) -> tuple[int, int]:
    """Return the key by which codes are sorted: as in the VAT return."""
    codes = _SECTIONS.get(post.section, ())
    number = int(post.code) if post.code.isdigit() else 0
    index = codes.index(number) if number in codes else len(codes) + number
    return list(VatSection).index(post.section), index

"""Value added tax (mva): the rate and codes of each VAT type, and the computation of amounts.

Lines of sales and purchases have a `VatType`, such as HIGH. Lines of journal entries have a VAT
code, such as 3. `line_sums` computes what a line of an invoice will come to.
"""

from fiken.vat._amounts import gross_on, net_in, vat_on
from fiken.vat._lines import LineSums, discounted, line_sums, rounded_total
from fiken.vat._names import vat_types_in
from fiken.vat._table import VAT, Vat, VatRegime, vat_of_code

__all__ = [
    "VAT",
    "LineSums",
    "Vat",
    "VatRegime",
    "discounted",
    "gross_on",
    "line_sums",
    "net_in",
    "rounded_total",
    "vat_of_code",
    "vat_on",
    "vat_types_in",
]

"""The two kinds of trade, sales and purchases, and the facts in which they differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from fiken.emulator.books import vat
from fiken.emulator.books.ledger import CUSTOMERS, SUPPLIERS


@dataclass(frozen=True)
class Trade:
    """The differences between sales and purchases, as data: the objects `SALE` and `PURCHASE`.

    A function that works for both sales and purchases takes one of these two objects.

    Attributes:
        name: `sale` or `purchase`. The names of tables and columns are built from this word.
        party: the role of the contact: `customer` or `supplier`.
        number: the column with the number: `sale_number`, or `identifier` for purchases.
        title: the Norwegian word in the descriptions of transactions: `Salg` or `Kjøp`.
        ledger: the account for the unpaid amount if there is no contact: `1500` or `2400`.
        cash: the `kind` that is paid at once: `cash_sale` or `cash_purchase`.
        owed: the `kind` that is paid later: `external_invoice` or `supplier`.
        types: the VAT types that the contract allows on lines, by name.
        accruing: the accounts that accruals can use (docs/observed.md#c3-accruals).
    """

    name: str
    party: str
    number: str
    title: str
    ledger: str
    cash: str
    owed: str
    types: Mapping[str, vat.VatTreatment]
    accruing: tuple[str, ...]

    @property
    def selling(self) -> bool:
        """Whether this object is `SALE`: True for sales, False for purchases."""
        return self.name == "sale"

    @property
    def sign(self) -> int:
        """The sign of unpaid amounts in the ledger: 1 for sales, -1 for purchases.

        Customers owe the company money (a debit). The company owes suppliers money (a credit).
        """
        return 1 if self.selling else -1

    @property
    def id(self) -> str:
        """The name of the column that holds the id: `sale_id` or `purchase_id`."""
        return f"{self.name}_id"


SALE = Trade(
    name="sale",
    party="customer",
    number="sale_number",
    title="Salg",
    ledger=CUSTOMERS,
    cash="cash_sale",
    owed="external_invoice",
    types={name: each for name, each in vat.TYPES.items() if each.sell is not None},
    accruing=("1530", "2965"),
)
PURCHASE = Trade(
    name="purchase",
    party="supplier",
    number="identifier",
    title="Kjøp",
    ledger=SUPPLIERS,
    cash="cash_purchase",
    owed="supplier",
    types={name: each for name, each in vat.TYPES.items() if each.buy is not None},
    accruing=("1397", "1700", "1710", "1742", "1743", "1744", "1749", "2961"),
)
TRADES = (SALE, PURCHASE)

"""The two sides of trade, sales and purchases, and the facts in which they differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from fiken.emulator.books import vat
from fiken.emulator.books.ledger import CUSTOMERS, SUPPLIERS


@dataclass(frozen=True)
class Trade:
    """One side of trade.

    Attributes:
        name: `sale` or `purchase`; its tables and the column of its id are named after it.
        party: the role of the contact, `customer` or `supplier`.
        number: the column of the document's own number.
        title: the Norwegian word in the descriptions of its transactions.
        ledger: the account on which a document without a contact is owed.
        cash: the kind of document that is paid at once.
        owed: the kind of document that is paid later.
        types: the VAT types that the contract lists for its lines.
        accruing: the accounts that its accruals can use (docs/observed.md#c3-accruals).
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
        """Whether it is the side of sales."""
        return self.name == "sale"

    @property
    def sign(self) -> int:
        """The sign of what is owed: 1 (debit) for a sale, -1 (credit) for a purchase."""
        return 1 if self.selling else -1

    @property
    def id(self) -> str:
        """The column of the document's id, in its own table and in those of its parts."""
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

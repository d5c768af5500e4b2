"""The sections of reports, by the numbers of accounts in the Norwegian chart of accounts.

The numbers are those of the standard NS 4102, which Norwegian companies use: 1 is for assets, 2 for
equity and liabilities, 3 for income, 4 to 7 for costs, and 8 for financial items, tax and the
result of the year.
"""

from enum import StrEnum

#: The accounts of profit and loss: their balances are the result.
RESULT = range(3000, 9000)
#: The accounts by which a result becomes equity or dividends. They are not a part of the result.
DISPOSITIONS = range(8800, 9000)


class Section(StrEnum):
    """A section of a balance sheet or of an income statement."""

    INTANGIBLE = "intangible"
    """Immaterielle eiendeler, 10."""
    TANGIBLE = "tangible"
    """Varige driftsmidler, 11 and 12."""
    FINANCIAL_ASSETS = "financial_assets"
    """Finansielle anleggsmidler, 13."""
    INVENTORY = "inventory"
    """Varelager, 14."""
    RECEIVABLES = "receivables"
    """Fordringer, 15 to 17."""
    INVESTMENTS = "investments"
    """Investeringer, 18."""
    CASH = "cash"
    """Bankinnskudd og kontanter, 19."""
    EQUITY = "equity"
    """Egenkapital, 20."""
    LONG_TERM = "long_term"
    """Langsiktig gjeld og avsetninger, 21 and 22."""
    SHORT_TERM = "short_term"
    """Kortsiktig gjeld, 23 to 29."""
    INCOME = "income"
    """Driftsinntekter, 3."""
    GOODS = "goods"
    """Varekostnad, 4."""
    WAGES = "wages"
    """Lønnskostnad, 5."""
    DEPRECIATION = "depreciation"
    """Av- og nedskrivninger, 60."""
    OTHER_COSTS = "other_costs"
    """Andre driftskostnader, 61 to 79."""
    FINANCIAL_INCOME = "financial_income"
    """Finansinntekter, 80."""
    FINANCIAL_COSTS = "financial_costs"
    """Finanskostnader, 81 and 82."""
    TAX = "tax"
    """Skattekostnad, 83."""
    EXTRAORDINARY = "extraordinary"
    """Ekstraordinære poster, 84 to 87."""
    DISPOSITIONS = "dispositions"
    """Overføringer og disponeringer, 88 and 89. They come after the result of the year."""
    OTHER = "other"
    """Accounts whose number is not from 1000 to 8999."""

    @property
    def is_asset(self) -> bool:
        """Whether the accounts of the section are assets."""
        return self in ASSETS


FIXED_ASSETS = (Section.INTANGIBLE, Section.TANGIBLE, Section.FINANCIAL_ASSETS)
CURRENT_ASSETS = (Section.INVENTORY, Section.RECEIVABLES, Section.INVESTMENTS, Section.CASH)
ASSETS = (*FIXED_ASSETS, *CURRENT_ASSETS)
LIABILITIES = (Section.LONG_TERM, Section.SHORT_TERM)

# The first two digits at which each section begins.
_BEGINS = {
    10: Section.INTANGIBLE,
    11: Section.TANGIBLE,
    13: Section.FINANCIAL_ASSETS,
    14: Section.INVENTORY,
    15: Section.RECEIVABLES,
    18: Section.INVESTMENTS,
    19: Section.CASH,
    20: Section.EQUITY,
    21: Section.LONG_TERM,
    23: Section.SHORT_TERM,
    30: Section.INCOME,
    40: Section.GOODS,
    50: Section.WAGES,
    60: Section.DEPRECIATION,
    61: Section.OTHER_COSTS,
    80: Section.FINANCIAL_INCOME,
    81: Section.FINANCIAL_COSTS,
    83: Section.TAX,
    84: Section.EXTRAORDINARY,
    88: Section.DISPOSITIONS,
    90: Section.OTHER,
}


def main_of(code: str) -> str:
    """Return the code of the main account: 1500 for the sub-account 1500:10001."""
    return code.partition(":")[0]


def number_of(code: str) -> int:
    """Return the number of the main account; 0 for a code that is not a number of four digits."""
    main = main_of(code)
    return int(main) if main.isascii() and main.isdigit() and len(main) == 4 else 0  # noqa: PLR2004


def is_result(code: str) -> bool:
    """Return whether an account belongs to profit and loss, and not to the balance sheet."""
    return number_of(code) in RESULT


def class_of(code: str) -> int:
    """Return the class of an account, from 1 to 8; 0 for an account that is in none of them."""
    return number_of(code) // 1000 % 9


def section_of(code: str) -> Section:
    """Return the section of an account."""
    group = number_of(code) // 100
    begins = max((first for first in _BEGINS if first <= group), default=90)
    return _BEGINS[begins]


def order_of(code: str) -> tuple[int, int, str]:
    """Return the key by which accounts are sorted: by number, then by the number after the colon.

    1500:10001 comes before 1500:100001.
    """
    return number_of(code), len(code), code

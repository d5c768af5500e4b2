"""The enumerations of Fiken. They are open: see `OpenEnum`."""

from fiken.types._enums import OpenEnum, OpenText


class VatType(OpenText):
    """The treatment of a line for value added tax (mva).

    Each account accepts some of the types only, and Fiken decides which. `fiken.vat.VAT` has the
    rate, the codes and the side (sale or purchase) of each type.
    """

    HIGH = "HIGH"
    """25 % on most goods and services."""
    MEDIUM = "MEDIUM"
    """15 % on food."""
    RAW_FISH = "RAW_FISH"
    """11.11 % on raw fish."""
    LOW = "LOW"
    """12 % on transport, lodging and cinema."""
    EXEMPT = "EXEMPT"
    """Sales at 0 % that the VAT act covers (avgiftsfritt)."""
    EXEMPT_IMPORT_EXPORT = "EXEMPT_IMPORT_EXPORT"
    """Sales out of the country, at 0 %."""
    EXEMPT_REVERSE = "EXEMPT_REVERSE"
    """Sales in Norway for which the buyer accounts for the tax (omvendt avgiftsplikt)."""
    OUTSIDE = "OUTSIDE"
    """Sales that the VAT act does not cover (utenfor avgiftsområdet)."""
    NONE = "NONE"
    """No treatment for value added tax."""
    HIGH_DIRECT = "HIGH_DIRECT"
    """Purchases at 25 %: the line holds the tax alone, as on a customs declaration."""
    HIGH_BASIS = "HIGH_BASIS"
    """Purchases at 25 %: the line holds the basis of the tax alone."""
    MEDIUM_DIRECT = "MEDIUM_DIRECT"
    """Purchases at 15 %: the line holds the tax alone, as on a customs declaration."""
    MEDIUM_BASIS = "MEDIUM_BASIS"
    """Purchases at 15 %: the line holds the basis of the tax alone."""
    NONE_IMPORT_BASIS = "NONE_IMPORT_BASIS"
    """Imports at 0 %: the line holds the basis alone."""
    HIGH_FOREIGN_SERVICE_DEDUCTIBLE = "HIGH_FOREIGN_SERVICE_DEDUCTIBLE"
    """Services from abroad at 25 %: the buyer accounts for the tax and deducts it."""
    HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE = "HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE"
    """Services from abroad at 25 %: the buyer accounts for the tax and cannot deduct it."""
    LOW_FOREIGN_SERVICE_DEDUCTIBLE = "LOW_FOREIGN_SERVICE_DEDUCTIBLE"
    """Services from abroad at 12 %: the buyer accounts for the tax and deducts it."""
    LOW_FOREIGN_SERVICE_NONDEDUCTIBLE = "LOW_FOREIGN_SERVICE_NONDEDUCTIBLE"
    """Services from abroad at 12 %: the buyer accounts for the tax and cannot deduct it."""
    HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE = (
        "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE"
    )
    """Emission allowances or gold at 25 %: the buyer accounts for the tax and deducts it."""
    HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE = (
        "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE"
    )
    """Emission allowances or gold at 25 %: the buyer accounts for the tax and cannot deduct it."""


class Language(OpenText):
    """The language of documents sent to a contact."""

    NORWEGIAN = "NORWEGIAN"
    ENGLISH = "ENGLISH"


class VatPeriod(OpenEnum):
    """The period for which a company reports value added tax (`Company.vat_type`)."""

    NO = "no"
    """Never: the company is not registered for value added tax."""
    YEARLY = "yearly"
    MONTHLY = "monthly"
    BI_MONTHLY = "bi-monthly"
    """Every second month, six times a year."""


class AttachmentType(OpenEnum):
    """The kind of document that an attachment is."""

    INVOICE = "invoice"
    REMINDER = "reminder"
    UNSPECIFIED = "unspecified"
    OCR = "ocr"
    BANK_STATEMENT = "bank_statement"


class SaleKind(OpenEnum):
    """The way in which a sale was made."""

    CASH_SALE = "cash_sale"
    """Paid at once."""
    INVOICE = "invoice"
    """On an invoice made in Fiken."""
    EXTERNAL_INVOICE = "external_invoice"
    """On an invoice made in another system."""


class PurchaseKind(OpenEnum):
    """The way in which a purchase was made."""

    CASH_PURCHASE = "cash_purchase"
    """Paid at once."""
    SUPPLIER = "supplier"
    """On an invoice from a supplier."""


class WriteOffType(OpenEnum):
    """The reason for writing off a claim as a loss."""

    OVERDUE_6_MONTHS = "OVERDUE_6_MONTHS"
    """At least six months overdue, after three reminders or more."""
    COLLECTION_FAILED = "COLLECTION_FAILED"
    """A debt collector did not get the money in."""
    CUSTOMER_BANKRUPTCY = "CUSTOMER_BANKRUPTCY"
    """The customer is bankrupt, and the estate does not cover the claim."""
    DEEMED_IRRECOVERABLE = "DEEMED_IRRECOVERABLE"
    """All things considered, the money will clearly not come in."""


class BankAccountType(OpenEnum):
    """The use of a bank account."""

    NORMAL = "normal"
    TAX_DEDUCTION = "tax_deduction"
    """Withheld tax of employees (skattetrekk)."""
    FOREIGN = "foreign"
    """An account in a bank abroad."""
    CREDIT_CARD = "credit_card"

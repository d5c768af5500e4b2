"""Fiken's enumerations. They are open: see `OpenEnum`."""

from fiken.types._enums import OpenEnum, OpenText


class VatType(OpenText):
    """How a line is treated for value added tax (mva). Which ones fit depends on the account.

    `fiken.vat.VAT` has the rate, the codes and the side (sale, purchase) of each.
    """

    #: 25 % on most goods and services.
    HIGH = "HIGH"
    #: 15 % on food.
    MEDIUM = "MEDIUM"
    #: 11.11 % on raw fish.
    RAW_FISH = "RAW_FISH"
    #: 12 % on transport, lodging, cinema.
    LOW = "LOW"
    #: Sold at 0 %, within the law of value added tax.
    EXEMPT = "EXEMPT"
    #: Sold out of the country, at 0 %.
    EXEMPT_IMPORT_EXPORT = "EXEMPT_IMPORT_EXPORT"
    #: Sold at home, where the buyer accounts for the tax.
    EXEMPT_REVERSE = "EXEMPT_REVERSE"
    #: Sold outside the law of value added tax.
    OUTSIDE = "OUTSIDE"
    #: No treatment at all.
    NONE = "NONE"
    #: Bought: nothing but the tax, as on a customs declaration.
    HIGH_DIRECT = "HIGH_DIRECT"
    #: Bought: nothing but the basis of the tax.
    HIGH_BASIS = "HIGH_BASIS"
    MEDIUM_DIRECT = "MEDIUM_DIRECT"
    MEDIUM_BASIS = "MEDIUM_BASIS"
    NONE_IMPORT_BASIS = "NONE_IMPORT_BASIS"
    #: Bought: a service from abroad, whose tax the buyer accounts for and deducts.
    HIGH_FOREIGN_SERVICE_DEDUCTIBLE = "HIGH_FOREIGN_SERVICE_DEDUCTIBLE"
    #: The same, without the right to deduct it.
    HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE = "HIGH_FOREIGN_SERVICE_NONDEDUCTIBLE"
    LOW_FOREIGN_SERVICE_DEDUCTIBLE = "LOW_FOREIGN_SERVICE_DEDUCTIBLE"
    LOW_FOREIGN_SERVICE_NONDEDUCTIBLE = "LOW_FOREIGN_SERVICE_NONDEDUCTIBLE"
    #: Bought: emission allowances or gold, whose tax the buyer accounts for.
    HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE = (
        "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_DEDUCTIBLE"
    )
    HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE = (
        "HIGH_PURCHASE_OF_EMISSIONSTRADING_OR_GOLD_NONDEDUCTIBLE"
    )


class Language(OpenText):
    """The language of documents sent to a contact."""

    NORWEGIAN = "NORWEGIAN"
    ENGLISH = "ENGLISH"


class VatPeriod(OpenEnum):
    """How often a company reports value added tax (`company.vat_type`)."""

    NO = "no"
    YEARLY = "yearly"
    MONTHLY = "monthly"
    BI_MONTHLY = "bi-monthly"


class AttachmentType(OpenEnum):
    """What an attachment is."""

    INVOICE = "invoice"
    REMINDER = "reminder"
    UNSPECIFIED = "unspecified"
    OCR = "ocr"
    BANK_STATEMENT = "bank_statement"


class SaleKind(OpenEnum):
    """How a sale was made."""

    #: Paid at once.
    CASH_SALE = "cash_sale"
    #: An invoice made in Fiken.
    INVOICE = "invoice"
    #: An invoice made elsewhere.
    EXTERNAL_INVOICE = "external_invoice"


class PurchaseKind(OpenEnum):
    """How a purchase was made."""

    #: Paid at once.
    CASH_PURCHASE = "cash_purchase"
    #: On a supplier's invoice.
    SUPPLIER = "supplier"


class WriteOffType(OpenEnum):
    """Why a claim is written off as a loss."""

    #: Six months overdue at the least, and reminded three times.
    OVERDUE_6_MONTHS = "OVERDUE_6_MONTHS"
    COLLECTION_FAILED = "COLLECTION_FAILED"
    CUSTOMER_BANKRUPTCY = "CUSTOMER_BANKRUPTCY"
    #: By an assessment of the whole.
    DEEMED_IRRECOVERABLE = "DEEMED_IRRECOVERABLE"


class BankAccountType(OpenEnum):
    """What a bank account is for."""

    NORMAL = "normal"
    TAX_DEDUCTION = "tax_deduction"
    FOREIGN = "foreign"
    CREDIT_CARD = "credit_card"

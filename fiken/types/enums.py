"""Fiken's enumerations. They are open: see `OpenEnum`."""

from fiken.types._enums import OpenEnum, OpenText


class VatType(OpenText):
    """How a line is treated for value added tax (mva). Which ones fit depends on the account."""

    #: 25 % on most goods and services.
    HIGH = "HIGH"
    #: 15 % on food.
    MEDIUM = "MEDIUM"
    #: 11.11 % on raw fish.
    RAW_FISH = "RAW_FISH"
    #: 12 % on transport, lodging, cinema.
    LOW = "LOW"
    #: Liable at 0 %.
    EXEMPT = "EXEMPT"
    #: Sold out of the country, 0 %.
    EXEMPT_IMPORT_EXPORT = "EXEMPT_IMPORT_EXPORT"
    #: Sold at home, the buyer accounts for the tax.
    EXEMPT_REVERSE = "EXEMPT_REVERSE"
    #: Not within the law of value added tax.
    OUTSIDE = "OUTSIDE"
    #: No treatment at all.
    NONE = "NONE"


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

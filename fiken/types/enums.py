"""The enumerations of Fiken's API, such as VAT types. Unknown values from Fiken are accepted."""

from fiken.types._enums import OpenEnum, OpenText


class VatType(OpenText):
    """The VAT type of a line (mva-kode): its rate, and how its tax is treated.

    Fiken decides which types an account accepts. `fiken.vat.VAT` lists the rate and the codes of
    each type, and whether the type is for sales or purchases.
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
    """No treatment for value added tax (ingen mva-behandling)."""
    HIGH_DIRECT = "HIGH_DIRECT"
    """Purchases at 25 %: the line holds the tax alone, as on a customs declaration."""
    HIGH_BASIS = "HIGH_BASIS"
    """Purchases at 25 %: the line holds the amount that the tax is computed from, without tax."""
    MEDIUM_DIRECT = "MEDIUM_DIRECT"
    """Purchases at 15 %: the line holds the tax alone, as on a customs declaration."""
    MEDIUM_BASIS = "MEDIUM_BASIS"
    """Purchases at 15 %: the line holds the amount that the tax is computed from, without tax."""
    NONE_IMPORT_BASIS = "NONE_IMPORT_BASIS"
    """Imports at 0 %: the line holds the amount that the tax would be computed from."""
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
    """The language of the documents, such as invoices, that a contact receives."""

    NORWEGIAN = "NORWEGIAN"
    ENGLISH = "ENGLISH"


class VatPeriod(OpenEnum):
    """How often a company reports value added tax (mva), such as every second month."""

    NO = "no"
    """Never: the company is not registered for value added tax."""
    YEARLY = "yearly"
    MONTHLY = "monthly"
    BI_MONTHLY = "bi-monthly"
    """Every second month, six times a year."""


class AttachmentType(OpenEnum):
    """The kind of document that is attached: an invoice, a reminder and so on."""

    INVOICE = "invoice"
    REMINDER = "reminder"
    UNSPECIFIED = "unspecified"
    OCR = "ocr"
    BANK_STATEMENT = "bank_statement"


class SaleKind(OpenEnum):
    """The kind of a sale: paid at once, or on an invoice made in Fiken or in another system."""

    CASH_SALE = "cash_sale"
    """Paid at once."""
    INVOICE = "invoice"
    """On an invoice made in Fiken."""
    EXTERNAL_INVOICE = "external_invoice"
    """On an invoice made in another system."""


class PurchaseKind(OpenEnum):
    """The kind of a purchase: paid at once, or on an invoice from a supplier."""

    CASH_PURCHASE = "cash_purchase"
    """Paid at once."""
    SUPPLIER = "supplier"
    """On an invoice from a supplier."""


class WriteOffType(OpenEnum):
    """The reason why the claim on a customer is written off as a loss, such as bankruptcy."""

    OVERDUE_6_MONTHS = "OVERDUE_6_MONTHS"
    """At least six months overdue, after three reminders or more."""
    COLLECTION_FAILED = "COLLECTION_FAILED"
    """A debt collector did not succeed in collecting the money."""
    CUSTOMER_BANKRUPTCY = "CUSTOMER_BANKRUPTCY"
    """The customer is bankrupt, and the estate does not cover the claim."""
    DEEMED_IRRECOVERABLE = "DEEMED_IRRECOVERABLE"
    """The claim is clearly lost, after an assessment of all circumstances."""


class BankAccountType(OpenEnum):
    """The kind of a bank account, such as a normal account or a credit card."""

    NORMAL = "normal"
    TAX_DEDUCTION = "tax_deduction"
    """Withheld tax of employees (skattetrekk)."""
    FOREIGN = "foreign"
    """An account in a bank abroad."""
    CREDIT_CARD = "credit_card"


class DraftType(OpenEnum):
    """The kind of document that a draft becomes."""

    INVOICE = "invoice"
    CASH_INVOICE = "cash_invoice"
    """An invoice that is paid at once (kontantfaktura)."""
    OFFER = "offer"
    """An offer (tilbud)."""
    ORDER_CONFIRMATION = "order_confirmation"
    """An order confirmation (ordrebekreftelse)."""
    CREDIT_NOTE = "credit_note"
    """A credit note (kreditnota)."""
    REPEATING_INVOICE = "repeating_invoice"
    """An invoice that Fiken issues again and again (repeterende faktura)."""


class RoundingType(OpenEnum):
    """The rounding of the total of a document in NOK (øreavrunding)."""

    NONE = "none"
    """No rounding."""
    ROUND_HALF = "round_half"
    """To the nearest 50 øre."""
    ROUND_WHOLE = "round_whole"
    """To the nearest whole krone."""
    ROUND_DOWN_HALF = "round_down_half"
    """Down to 50 øre or a whole krone."""
    ROUND_DOWN_WHOLE = "round_down_whole"
    """Down to a whole krone."""


class DispatchType(OpenEnum):
    """The way in which a document was sent to the customer."""

    EMAIL = "email"
    """As an e-mail."""
    SMS = "sms"
    """As a text message to a phone."""
    EHF = "ehf"
    """As an electronic invoice between businesses (EHF)."""
    LETTER = "letter"
    """As a letter on paper, by post."""
    VIPPS = "vipps"
    """Through the payment app Vipps."""
    EFAKTURA = "efaktura"
    """As an electronic invoice in the customer's online bank (eFaktura)."""
    UNKNOWN = "unknown"
    """In a way that Fiken does not know: the document was marked as sent manually."""


class SendMethod(OpenEnum):
    """The way in which Fiken shall send a document to the customer."""

    AUTO = "auto"
    """The first way that the customer can receive, in this order: EHF, eFaktura, SMS, e-mail."""
    EMAIL = "email"
    """As an e-mail."""
    EHF = "ehf"
    """As an electronic invoice between businesses (EHF)."""
    EFAKTURA = "efaktura"
    """As an electronic invoice in the customer's online bank (eFaktura)."""
    SMS = "sms"
    """As a text message to a phone."""
    LETTER = "letter"
    """As a letter on paper, for a fee, to addresses in Norway only. Attachments are not sent."""


class EmailSendOption(OpenEnum):
    """The form in which an e-mail contains the document."""

    DOCUMENT_LINK = "document_link"
    """As a link."""
    ATTACHMENT = "attachment"
    """As an attached file."""
    AUTO = "auto"
    """As the settings of the customer or the company say."""


class EhfStatus(OpenEnum):
    """The state of a received e-invoice (EHF document)."""

    UNPROCESSED = "unprocessed"
    """It was received, and nothing was done with it yet."""
    USED = "used"
    """It is attached to a purchase, a sale, a journal entry or a draft, but not booked itself."""
    PROCESSED = "processed"
    """It was booked as a purchase, in the web application."""
    DELETED = "deleted"
    """It was removed from the inbox, in the web application."""


class EhfDocumentType(OpenEnum):
    """The kind of a received e-invoice (EHF document)."""

    INVOICE = "invoice"
    CREDIT_NOTE = "creditNote"
    """A credit note (kreditnota)."""


class IntervalUnit(OpenEnum):
    """The unit of the time between two invoices of a recurring invoice."""

    DAY = "DAY"
    """Days."""
    WEEK = "WEEK"
    """Weeks."""
    MONTH = "MONTH"
    """Months."""


class TimeGrouping(OpenEnum):
    """How hours become the lines of an invoice."""

    ACTIVITY = "activity"
    """One line per activity."""
    ACTIVITY_AND_PERSON = "activityAndPerson"
    """One line per activity and person."""
    NONE = "none"
    """One line per time entry."""

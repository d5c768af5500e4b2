"""The tables of the models that API v1 has. A name without "=" is the same in camelCase there."""

from fiken.hal._table import Changed, OfInvoices, OfSales, Table
from fiken.mappers._refusals import Problems
from fiken.models import (
    Account,
    Address,
    Attachment,
    BankAccount,
    Company,
    Contact,
    CreditNote,
    Invoice,
    InvoiceLine,
    JournalEntry,
    JournalEntryLine,
    OrderLine,
    Payment,
    Product,
    Purchase,
    Sale,
    Transaction,
    User,
)
from fiken.types import PurchaseKind, SaleKind


def _trade_problems(model: Sale | Purchase) -> Problems:
    """Yield what API v1 refuses of a sale or purchase, beside what is missing."""
    name = "customer_id" if isinstance(model, Sale) else "supplier_id"
    if model.kind == SaleKind.INVOICE:
        yield "kind", "INVOICE is made by create_invoice, and not by saving a sale"
    elif model.kind in {SaleKind.EXTERNAL_INVOICE, PurchaseKind.SUPPLIER}:
        if getattr(model, name) is None:
            yield name, "is missing"
    elif getattr(model, name) is not None:
        yield name, "cannot be given if the kind says that it was paid at once"
    cash = model.kind in {SaleKind.CASH_SALE, PurchaseKind.CASH_PURCHASE}
    given = {name for name in ("payment_account", "payment_date") if getattr(model, name)}
    for one in ("payment_account", "payment_date"):
        if one not in given and (cash or given):
            yield one, "is missing"
    if cash and model.payment_date not in {None, model.date}:
        yield "payment_date", "must be the date, as it was paid at once"


_WHEN = "created lastModified "
USER = Table("whoAmI", User, "name email")
COMPANY = Table(
    "companies",
    Company,
    "name slug organization_number",
    sortable=_WHEN + "name organizationNumber",
    filters=Changed,
)
ACCOUNT = Table("accounts", Account, "code name")
BANK_ACCOUNT = Table(
    "bank-accounts",
    BankAccount,
    "name account_code=number bank_account_number",
    instead="it is changed in Fiken",
    sortable=_WHEN + "name number bankAccountNumber",
    filters=Changed,
)
ADDRESS = Table(
    "",
    Address,
    "street_address=address1 street_address_line2=address2 city=postalPlace "
    "post_code=postalCode country",
)
CONTACT = Table(
    "contacts",
    Contact,
    "name email organization_number=organizationIdentifier address phone_number customer_number "
    "customer supplier_number supplier currency member_number language",
    inside={"address": ADDRESS},
    shown_by="customer=customerNumber supplier=supplierNumber",
    required="name",
    sortable=_WHEN + "name email",
    filters=Changed,
)
PRODUCT = Table(
    "products",
    Product,
    "name unit_price income_account vat_type active product_number",
    required="name income_account vat_type active",
    sortable=_WHEN + "name unitPrice productNumber",
    filters=Changed,
)
ORDER_LINE = Table(
    "",
    OrderLine,
    "description net_price vat account vat_type net_price_in_currency vat_in_currency",
    older="account=incomeAccount",
    required="net_price vat vat_type",
)
PAYMENT = Table(
    "payments",
    Payment,
    "date account amount",
    required="date account amount",
    fixed={"currency": "NOK"},
    instead="add another payment",
)
ATTACHMENT = Table(
    "attachments",
    Attachment,
    "identifier download_url comment type=kind",
    upper="type",
    instead="add another attachment",
)
SALE = Table(
    "sales",
    Sale,
    "sale_number=identifier date kind lines customer_id=customer currency due_date kid "
    "payment_account payment_date total_paid total_paid_in_currency",
    references="customer_id=contacts",
    inside={"lines": ORDER_LINE, "sale_payments": PAYMENT, "sale_attachments": ATTACHMENT},
    embedded="sale_payments=payments sale_attachments=attachments",
    upper="kind",
    fixed={"currency": "NOK"},
    computed="total_paid total_paid_in_currency currency",
    silent="due_date kid payment_account payment_date",
    required="date kind lines",
    problems=_trade_problems,
    instead="API v1 cannot change a sale",
    sortable=_WHEN + "date",
    filters=OfSales,
)
PURCHASE = Table(
    "purchases",
    Purchase,
    "identifier date due_date kind lines supplier_id=supplier paid payment_account payment_date "
    "payment_amount_in_nok=paymentAmount",
    references="supplier_id=contacts",
    inside={"lines": ORDER_LINE, "payments": PAYMENT, "purchase_attachments": ATTACHMENT},
    embedded="payments=payments purchase_attachments=attachments",
    upper="kind",
    fixed={"currency": "NOK"},
    silent="payment_account payment_date payment_amount_in_nok",
    required="date kind lines",
    problems=_trade_problems,
    instead="API v1 cannot change a purchase",
)
_LINE = "vat_type quantity description comment income_account "
_DOCUMENT = (
    "kid issue_date net vat gross net_in_nok vat_in_nok gross_in_nok currency address "
    "your_reference our_reference lines customer_id=customer "
)
INVOICE_LINE = Table(
    "",
    InvoiceLine,
    _LINE + "net vat gross vat_in_percent unit_price product_id=product",
    references="product_id=products",
)
INVOICE = Table(
    "invoices",
    Invoice,
    _DOCUMENT + "invoice_number due_date invoice_text sale",
    older="invoice_text=comment",
    references="customer_id=contacts",
    objects="sale=saleId",
    inside={"lines": INVOICE_LINE, "address": ADDRESS},
    instead="API v1 cannot change an invoice",
    sortable=_WHEN + "issueDate",
    filters=OfInvoices,
)
CREDIT_NOTE = Table(
    "credit-notes",
    CreditNote,
    _DOCUMENT + "credit_note_number credit_note_text associated_invoice_id=invoice",
    references="customer_id=contacts associated_invoice_id=invoices",
    inside={"lines": INVOICE_LINE, "address": ADDRESS},
    instead="API v1 cannot change a credit note",
    sortable=_WHEN + "issueDate",
    filters=Changed,
)
NEW_INVOICE_LINE = Table(
    "",
    InvoiceLine,
    _LINE + "net=netAmount vat=vatAmount gross=grossAmount vat_in_percent=vatPercent "
    "unit_price=unitNetAmount discount=discountPercent product_id=productUrl",
    references="product_id=products",
)
NEW_INVOICE = Table(
    "create-invoice-service",
    Invoice,
    "issue_date due_date lines customer_id=customer bank_account_code=bankAccountUrl invoice_text "
    "our_reference your_reference currency cash payment_account",
    references="customer_id=contacts",
    inside={"lines": NEW_INVOICE_LINE},
    required="issue_date due_date lines customer_id bank_account_code",
)
JOURNAL_LINE = Table(
    "",
    JournalEntryLine,
    "amount=debit debit_account debit_vat_code credit_account credit_vat_code",
    required="amount",
)
JOURNAL_ENTRY = Table(
    "",
    JournalEntry,
    "description date lines",
    inside={"lines": JOURNAL_LINE},
    required="description date lines",
)
TRANSACTION = Table("", Transaction, "description entries", inside={"entries": JOURNAL_ENTRY})
NEW_TRANSACTION = Table(
    "create-general-journal-entry-service",
    Transaction,
    "description entries=journalEntries",
    inside={"entries": JOURNAL_ENTRY},
    required="description entries",
)
SENDING = Table("document-sending-service", Invoice, "")
SENDING_OPTIONS = ("recipient_email", "recipient_name", "email_send_option", "organization_number")

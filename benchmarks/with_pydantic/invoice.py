"""The models of invoices, with their sales and projects."""

import datetime

from benchmarks.contestant import DispatchType, RoundingType, SaleKind, VatType
from benchmarks.with_pydantic.base import Model
from benchmarks.with_pydantic.contact import Address, Attachment, Contact, Note


class InvoiceLineRequest(Model):
    net: int | None = None
    vat: int | None = None
    vat_type: VatType | None = None
    gross: int | None = None
    vat_in_percent: float | None = None
    unit_price: int | None = None
    quantity: float | None = None
    discount: float | None = None
    product_name: str | None = None
    product_id: int | None = None
    description: str | None = None
    comment: str | None = None
    income_account: str | None = None


class InvoiceLine(InvoiceLineRequest):
    net_in_nok: int | None = None
    vat_in_nok: int | None = None
    gross_in_nok: int | None = None


class Dispatch(Model):
    date: datetime.date | None = None
    dispatch_type: DispatchType | None = None


class OrderLine(Model):
    line_id: int | None = None
    description: str | None = None
    net_price: int | None = None
    vat: int | None = None
    account: str | None = None
    vat_type: VatType | None = None
    net_price_in_currency: int | None = None
    vat_in_currency: int | None = None


class Payment(Model):
    payment_id: int | None = None
    date: datetime.date | None = None
    account: str | None = None
    amount: int | None = None
    amount_in_nok: int | None = None
    currency: str | None = None
    fee: int | None = None


class Project(Model):
    project_id: int | None = None
    number: str | None = None
    name: str | None = None
    description: str | None = None
    start_date: datetime.date | None = None
    end_date: datetime.date | None = None
    contact: Contact | None = None
    completed: bool | None = None


class Sale(Model):
    sale_id: int | None = None
    last_modified_date: datetime.date | None = None
    transaction_id: int | None = None
    sale_number: str | None = None
    date: datetime.date | None = None
    kind: SaleKind | None = None
    net_amount: int | None = None
    vat_amount: int | None = None
    settled: bool | None = None
    settled_date: datetime.date | None = None
    write_off: bool | None = None
    total_paid: int | None = None
    total_paid_in_currency: int | None = None
    outstanding_balance: int | None = None
    outstanding_balance_in_currency: int | None = None
    lines: tuple[OrderLine, ...] | None = None
    customer: Contact | None = None
    currency: str | None = None
    due_date: datetime.date | None = None
    kid: str | None = None
    payment_account: str | None = None
    sale_payments: tuple[Payment, ...] | None = None
    sale_attachments: tuple[Attachment, ...] | None = None
    payment_date: datetime.date | None = None
    project: Project | None = None
    notes: tuple[Note, ...] | None = None
    deleted: bool | None = None


class InvoiceFields(Model):
    issue_date: datetime.date | None = None
    due_date: datetime.date | None = None
    our_reference: str | None = None
    your_reference: str | None = None
    order_reference: str | None = None
    currency: str | None = None
    invoice_text: str | None = None
    cash: bool | None = None


class InvoiceRequest(InvoiceFields):
    uuid: str | None = None
    lines: tuple[InvoiceLineRequest, ...] | None = None
    customer_id: int | None = None
    contact_person_id: int | None = None
    bank_account_code: str | None = None
    payment_account: str | None = None
    project_id: int | None = None
    rounding_type: RoundingType | None = None


class Invoice(InvoiceFields):
    invoice_id: int | None = None
    created_date: datetime.date | None = None
    last_modified_date: datetime.date | None = None
    invoice_number: int | None = None
    kid: str | None = None
    original_due_date: datetime.date | None = None
    net: int | None = None
    vat: int | None = None
    gross: int | None = None
    net_in_nok: int | None = None
    vat_in_nok: int | None = None
    gross_in_nok: int | None = None
    invoice_draft_uuid: str | None = None
    recurring_invoice_id: int | None = None
    recurring_invoice_job_id: int | None = None
    address: Address | None = None
    lines: tuple[InvoiceLine, ...] | None = None
    bank_account_number: str | None = None
    sent_manually: bool | None = None
    invoice_pdf: Attachment | None = None
    associated_credit_notes: tuple[int, ...] | None = None
    attachments: tuple[Attachment, ...] | None = None
    customer: Contact | None = None
    sale: Sale | None = None
    project: Project | None = None
    dispatches: tuple[Dispatch, ...] | None = None

"""The models of contacts, the same classes as in pydantic."""

from datetime import date

from benchmarks.contestant import AttachmentType
from benchmarks.with_msgspec.base import Model


class Address(Model, frozen=True):
    street_address: str | None = None
    street_address_line2: str | None = None
    city: str | None = None
    post_code: str | None = None
    country: str | None = None


class Note(Model, frozen=True):
    author: str | None = None
    note: str | None = None


class Attachment(Model, frozen=True):
    uuid: str | None = None
    filename: str | None = None
    identifier: str | None = None
    download_url: str | None = None
    download_url_with_fiken_normal_user_credentials: str | None = None
    comment: str | None = None
    type: AttachmentType | None = None


class ContactPersonRequest(Model, frozen=True):
    name: str | None = None
    email: str | None = None
    phone_number: str | None = None
    address: Address | None = None


class ContactPerson(ContactPersonRequest, frozen=True):
    contact_person_id: int | None = None


class ContactFields(Model, frozen=True):
    name: str | None = None
    email: str | None = None
    organization_number: str | None = None
    phone_number: str | None = None
    member_number: float | None = None
    member_number_string: str | None = None
    customer: bool | None = None
    supplier: bool | None = None
    bank_account_number: str | None = None
    currency: str | None = None
    language: str | None = None
    inactive: bool | None = None
    days_until_invoicing_due_date: int | None = None
    discount: float | None = None
    address: Address | None = None
    groups: tuple[str, ...] | None = None


class ContactRequest(ContactFields, frozen=True):
    contact_person: tuple[ContactPersonRequest, ...] | None = None


class Contact(ContactFields, frozen=True):
    contact_id: int | None = None
    created_date: date | None = None
    last_modified_date: date | None = None
    customer_number: int | None = None
    customer_account_code: str | None = None
    supplier_number: int | None = None
    supplier_account_code: str | None = None
    contact_person: tuple[ContactPerson, ...] | None = None
    notes: tuple[Note, ...] | None = None
    documents: tuple[Attachment, ...] | None = None

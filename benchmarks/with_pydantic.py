"""Contacts in pydantic v2, as its manual would have them.

One class for requests and one for results, as generated clients have. Every field may be missing
or null, as in Fiken's answers. Numbers are plain floats and unknown fields are dropped: its
fastest way, although fiken has decimals and keeps what it does not know.
"""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel)


class AttachmentType(StrEnum):
    INVOICE = "invoice"
    REMINDER = "reminder"
    UNSPECIFIED = "unspecified"
    OCR = "ocr"
    BANK_STATEMENT = "bank_statement"


class Address(Model):
    street_address: str | None = None
    street_address_line2: str | None = None
    city: str | None = None
    post_code: str | None = None
    country: str | None = None


class Note(Model):
    author: str | None = None
    note: str | None = None


class Attachment(Model):
    uuid: str | None = None
    filename: str | None = None
    identifier: str | None = None
    download_url: str | None = None
    download_url_with_fiken_normal_user_credentials: str | None = None
    comment: str | None = None
    type: AttachmentType | None = None


class ContactPersonRequest(Model):
    name: str | None = None
    email: str | None = None
    phone_number: str | None = None
    address: Address | None = None


class ContactPerson(ContactPersonRequest):
    contact_person_id: int | None = None


class ContactFields(Model):
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


class ContactRequest(ContactFields):
    contact_person: tuple[ContactPersonRequest, ...] | None = None


class Contact(ContactFields):
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


_results = TypeAdapter(list[Contact])
_requests = TypeAdapter(list[ContactRequest])

load = _results.validate_json
requests = _requests.validate_json


def dump(contacts: list[Contact]) -> bytes:
    return _results.dump_json(contacts, by_alias=True, exclude_none=True)


def dump_requests(contacts: list[ContactRequest]) -> bytes:
    return _requests.dump_json(contacts, by_alias=True, exclude_none=True)

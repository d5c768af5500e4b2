"""Contacts (kontakter): customers, suppliers, and the people who work there."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.attachment import Attachment


@model
class Address(Model):
    """The postal address of a company, a contact or a contact person."""

    street_address: str | None = None
    street_address_line2: str | None = None
    city: str | None = None
    post_code: str | None = None
    country: str
    """The name of the country, such as Norge."""


@model
class Note(Model):
    """A note that a user wrote on a contact, a sale or an invoice (notat)."""

    author: str | None = None
    note: str | None = None
    """The text of the note."""


@model
class ContactPerson(Model):
    """A person who works for a contact (kontaktperson).

    >>> ContactPerson(name="Betty Boop", email="betty@example.com")
    ContactPerson(name='Betty Boop', email='betty@example.com')
    """

    contact_person_id: t.Identity[int] = t.UNSET
    name: str
    email: str
    phone_number: str | None = None
    address: Address | None = None


@model
class Contact(Model):
    """A customer, a supplier, or both (kontakt).

    >>> nelly = Contact(name="Nelly Bloom", customer=True)
    >>> nelly.evolve(email="nelly@example.com")
    Contact(name='Nelly Bloom', email='nelly@example.com', customer=True)
    """

    contact_id: t.Identity[int] = t.UNSET
    created_date: t.ReadOnly[t.Date] = t.UNSET
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    """The day of the last change. Two changes on the same day have the same value."""
    name: t.Name200
    """1 to 200 characters."""
    email: t.Text200 | None = None
    """At most 200 characters."""
    organization_number: t.Text200 | None = None
    """The number in the register of Brønnøysund, at most 200 characters.

    Fiken does not check its digits.
    """
    customer_number: t.ReadOnly[t.Int32 | None] = None
    """The number of the contact as a customer; None for one who is not a customer."""
    customer_account_code: t.ReadOnly[str | None] = None
    """The customer's own account in the books, such as 1500:10001.

    Its balance is what the customer owes.
    """
    phone_number: t.WriteOnly[t.Text20 | None] = None
    """At most 20 characters. Fiken may not return it."""
    member_number: t.WriteOnly[t.Number | None] = None
    """Deprecated by Fiken: use `member_number_string`."""
    member_number_string: t.WriteOnly[str | None] = None
    """Your own key of the contact. The filter ``member_number_string`` finds the exact key."""
    supplier_number: t.ReadOnly[t.Int32 | None] = None
    """The number of the contact as a supplier; None for one who is not a supplier."""
    supplier_account_code: t.ReadOnly[str | None] = None
    """The supplier's own account in the books, such as 2400:20001."""
    customer: bool = False
    """Whether the contact is a customer. It can be a supplier at the same time."""
    supplier: bool = False
    """Whether the contact is a supplier. It can be a customer at the same time."""
    bank_account_number: t.BankAccountNumber | None = None
    """At most 11 digits. Control digits are not checked."""
    contact_person: t.CreateOnly[Sequence[ContactPerson]] = ()
    """The people who work there. Later changes go through ``contacts.persons(contact)``."""
    notes: t.ReadOnly[Sequence[Note]] = ()
    currency: t.WriteOnly[t.Currency | None] = None
    """The default currency of invoices to this contact, such as EUR."""
    language: t.Language | None = None
    """The language of documents that are sent to this contact."""
    inactive: bool | None = None
    """Whether the contact is deactivated.

    Fiken deactivates a contact instead of deleting it if the books refer to the contact.
    """
    days_until_invoicing_due_date: t.Int32 | None = None
    """The default number of days between the date of an invoice and its due date."""
    discount: t.Percent | None = None
    """The default discount on invoices, in percent from 0 to 100."""
    address: Address | None = None
    groups: Sequence[str] = ()
    """The names of customer groups. Fiken creates a group that does not exist."""
    documents: t.ReadOnly[Sequence[Attachment]] = ()
    """The files that are attached to the contact."""

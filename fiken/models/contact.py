"""Contacts (kontakter): customers, suppliers, and the people there."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.attachment import Attachment


@model
class Address(Model):
    """A postal address."""

    street_address: str | None = None
    street_address_line2: str | None = None
    city: str | None = None
    post_code: str | None = None
    country: str


@model
class Note(Model):
    """A note that somebody wrote on a contact, a sale or an invoice."""

    author: str | None = None
    note: str | None = None


@model
class ContactPerson(Model):
    """A person at a contact.

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
    #: A day, not a moment: what was changed twice on one day looks the same.
    last_modified_date: t.ReadOnly[t.Date] = t.UNSET
    name: t.Name200
    email: t.Text200 | None = None
    #: As registered in Brønnøysund; Fiken does not check its digits.
    organization_number: t.Text200 | None = None
    customer_number: t.ReadOnly[t.Int32 | None] = None
    #: The customer's own account in the books: 1500:10001.
    customer_account_code: t.ReadOnly[str | None] = None
    phone_number: t.WriteOnly[t.Text20 | None] = None
    #: Deprecated by Fiken, in favour of `member_number_string`.
    member_number: t.WriteOnly[t.Number | None] = None
    #: Your own key for the contact. It can be searched for exactly.
    member_number_string: t.WriteOnly[str | None] = None
    supplier_number: t.ReadOnly[t.Int32 | None] = None
    #: The supplier's own account in the books: 2400:20001.
    supplier_account_code: t.ReadOnly[str | None] = None
    customer: bool = False
    supplier: bool = False
    bank_account_number: t.BankAccountNumber | None = None
    #: Later changes go through ``contacts.persons(contact)``.
    contact_person: t.CreateOnly[Sequence[ContactPerson]] = ()
    notes: t.ReadOnly[Sequence[Note]] = ()
    #: What invoices to this contact are in, unless they say otherwise.
    currency: t.WriteOnly[t.Currency | None] = None
    language: t.Language | None = None
    inactive: bool | None = None
    days_until_invoicing_due_date: t.Int32 | None = None
    #: Percent, 0 to 100.
    discount: t.Percent | None = None
    address: Address | None = None
    #: Names of customer groups; one that does not exist yet comes to be.
    groups: Sequence[str] = ()
    documents: t.ReadOnly[Sequence[Attachment]] = ()

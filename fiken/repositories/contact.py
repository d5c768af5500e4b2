"""The repositories of contacts (customers and suppliers) and of their contact persons."""

from collections.abc import Sequence
from typing import Literal, Unpack

from fiken.mappers.contact import ContactMapper, ContactPersonMapper
from fiken.models.contact import Contact, ContactPerson
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import Deletes
from fiken.repositories._filters import Created, LastModified
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._repository import Written
from fiken.repositories._saving import Saves
from fiken.repositories.attachment import CommentedAttachmentRepository


class ContactFilters(Created, LastModified, total=False):
    """The filters for the list of contacts (GET /contacts).

    A string must equal the whole value, ignoring case: ``name="acme as"`` finds Acme AS.
    """

    supplier_number: int
    customer_number: int
    member_number: int
    """Deprecated by Fiken, in favour of `member_number_string`."""
    member_number_string: str
    name: str
    organization_number: str
    email: str
    phone_number: str
    customer: bool
    supplier: bool
    inactive: bool
    group: str
    sort_by: Literal["lastModified asc", "lastModified desc", "createdDate asc", "createdDate desc"]


class ContactPersonRepository(
    Finds[ContactPerson], Lists[ContactPerson], Saves[ContactPerson], Deletes[ContactPerson]
):
    """The contact persons at one customer or supplier. The list is not paged and has no filters."""

    mapper = ContactPersonMapper()
    path = "contactPerson"
    paged = False

    def all(self) -> Collection[ContactPerson]:
        """Return all persons of the contact (GET /contacts/{contactId}/contactPerson)."""
        return self._all()


def _same_groups(sent: Sequence[str], loaded: Contact) -> bool:
    """Return whether the loaded contact is in the groups that were sent. Their order is ignored."""
    return set(sent) == set(loaded.groups)


class ContactRepository(Finds[Contact], Lists[Contact], Saves[Contact]):
    """The customers and suppliers. Saving a changed contact replaces the whole contact (PUT)."""

    mapper = ContactMapper()
    path = "contacts"
    comparisons = {Contact: {"groups": _same_groups}}

    def all(self, **filters: Unpack[ContactFilters]) -> Collection[Contact]:
        """Return all contacts that match the filters (GET /contacts)."""
        return self._all(ContactFilters, filters)

    find_by = first_of(all)

    def delete(self, what: int | Contact, /) -> Contact | None:
        """Delete a contact. If it has been used, as in a sale, Fiken only makes it inactive.

        Args:
            what: The contact, or its id.

        Returns:
            The contact if Fiken made it inactive; None if Fiken deleted it.

        Raises:
            NotFoundError: There is no such contact.
            InvalidAttributeError: `what` is neither an id nor a saved model; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        return self._write("DELETE", self._url_of(what), self._inactive, model=what)

    def _inactive(self, written: Written) -> Contact | None:
        """Return the contact if Fiken made it inactive, or None if Fiken deleted it.

        Only in the first case does the answer contain the contact.
        """
        return self._loaded(written.answer) if written.holds_entity else None

    def persons(self, contact: int | Contact, /) -> ContactPersonRepository:
        """Return the repository for the contact persons of one contact.

        ``company.contacts.persons(contact).all()`` lists them.
        """
        return ContactPersonRepository(self._session, self._url_of(contact))

    def attachments(self, contact: int | Contact, /) -> CommentedAttachmentRepository:
        """Return the repository for the attachments of one contact.

        ``company.contacts.attachments(contact).all()`` lists them.
        """
        return CommentedAttachmentRepository(self._session, self._url_of(contact))

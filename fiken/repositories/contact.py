"""The repositories of contacts (customers and suppliers) and of their contact persons."""

from collections.abc import Sequence
from typing import Literal, TypeAlias, Unpack, cast

from fiken.errors import NotFoundError
from fiken.mappers.contact import ContactMapper, ContactPersonMapper
from fiken.models._base import as_loaded
from fiken.models.contact import Contact, ContactPerson
from fiken.repositories._collection import Collection
from fiken.repositories._contacts import (
    compact,
    has_persons,
    same_address,
    same_groups,
    same_number,
    spellings,
)
from fiken.repositories._deleting import Deletes
from fiken.repositories._filters import Created, LastModified
from fiken.repositories._find_or_create import FindsOrCreates, Key
from fiken.repositories._finding import Finds, first_of
from fiken.repositories._listing import Lists
from fiken.repositories._saving import Saves
from fiken.repositories._search import search_for_absence
from fiken.repositories._trace import Trace
from fiken.repositories._written import Written
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
    trace = Trace(alike=("name", "email"))
    paged = False

    def all(self) -> Collection[ContactPerson]:
        """Return all persons of the contact (GET /contacts/{contactId}/contactPerson)."""
        return self._all()


#: The fields by which `find_or_create` and `upsert` can look for a contact.
ContactKey: TypeAlias = Literal["member_number_string", "organization_number", "email", "name"]


class ContactRepository(Finds[Contact], FindsOrCreates[Contact]):
    """The customers and suppliers. Saving a changed contact replaces the whole contact (PUT)."""

    mapper = ContactMapper()
    path = "contacts"
    trace = Trace(
        own=("member_number_string",),
        alike=("name",),
        ask=("member_number_string", "name"),
        checked=("email",),
        is_hidden=True,
    )
    comparisons = {Contact: {"groups": same_groups}}
    _keys = {
        "member_number_string": Key(),
        "organization_number": Key(compact, spellings=spellings),
        # Observed: docs/observed.md#5-lists
        "email": Key(str.casefold),
        "name": Key(str.casefold, is_common=True),
    }
    _key_filters = ContactFilters
    _key_hints = {"member_number": "Fiken no longer uses it: use member_number_string"}
    _given_comparisons = {
        Contact: {
            "groups": same_groups,
            "address": same_address,
            "organization_number": same_number,
            "contact_person": has_persons,
        }
    }

    def all(self, **filters: Unpack[ContactFilters]) -> Collection[Contact]:
        """Return all contacts that match the filters (GET /contacts)."""
        return self._all(ContactFilters, filters)

    find_by = first_of(all)

    def find_or_create(
        self,
        contact: Contact,
        by: Sequence[ContactKey] = ("member_number_string",),
        *,
        idempotency_key: str | None = None,
    ) -> Contact:
        """Return the contact in Fiken that has the same key as a new one, or create it.

        An existing contact is returned as it is in Fiken: nothing of `contact` is sent. If only an
        inactive contact matches, it is returned, and is still inactive. See its `inactive`.

        Threads and clients of one process never create the same contact twice. If the answer of a
        creation is lost (`AmbiguousWriteError`), call the method again: it finds the contact if
        Fiken created it. Two processes can still create it twice, because Fiken accepts contacts
        with the same keys. With the same `idempotency_key` they cannot.

        Args:
            contact: The new contact.
            by: The names of the fields that must all be the same. Spaces in an organization number
                are ignored, and so is the case of an e-mail or a name. Fiken does not return member
                numbers, so its filter alone decides about them.
            idempotency_key: The key under which a new contact is created once. See `save`.

        Raises:
            InvalidAttributeError: `by` is not a tuple of keys, or `contact` was loaded from Fiken.
                Nothing was sent.
            InvalidModelError: The contact has no value for a key, or cannot be created. Nothing was
                sent.
            NotUniqueError: Several contacts match. An active contact wins over inactive ones, but
                several active ones do not. Nothing was saved.
            WrittenButNotLoadedError: Fiken created the contact, but it could not be loaded.
            AmbiguousWriteError: The answer was lost. It is safe to call this method again.
        """
        return self._find_or_create(contact, by, idempotency_key=idempotency_key)

    def upsert(
        self, contact: Contact, by: Sequence[ContactKey] = ("member_number_string",)
    ) -> Contact:
        """Update the contact in Fiken that has the same key as a new one, or create it.

        The contact is found, and created, as by `find_or_create`. An existing contact gets every
        field that was given, apart from the keys. If that changes nothing, nothing is sent.

        - A field that has its default, such as None, was not given, and stays as it is in Fiken.
          So does one with a blank text, such as an empty cell of a CSV file. To clear a field, save
          the result: ``save(found.evolve(email=None))``.
        - `phone_number`, `currency` and `member_number_string` cannot be compared, because Fiken
          does not return them. They are sent together with another change, but alone they cause
          none. If one of them has changed, save the result: ``save(found.evolve(currency="EUR"))``.
        - `address` and `groups` are replaced as a whole. The order of groups does not matter.
        - A contact person whom the contact already has is not a change. Another one is refused,
          because Fiken accepts contact persons on creation only. Save it with
          ``contacts.persons(contact)``.
        - An inactive contact stays inactive, unless `contact` says ``inactive=False``.

        Args:
            contact: The new contact.
            by: The keys, as in `find_or_create`.

        Raises:
            InvalidAttributeError: `by` is not a tuple of keys, or `contact` was loaded from Fiken.
                Nothing was sent.
            InvalidModelError: The contact has no value for a key, or cannot be created. Nothing was
                sent.
            NotUniqueError: Several contacts match. Nothing was saved.
            NotUpdatableError: The contact exists, and lacks a contact person that was given.
                Nothing was saved.
            WrittenButNotLoadedError: Fiken saved the contact, but it could not be loaded.
            AmbiguousWriteError: The answer was lost. It is safe to call this method again.
        """
        return self._find_or_create(contact, by, update=True)

    def _completed(self, found: Contact, model: Contact) -> Contact:
        """Return the contact with all its contact persons, if the list may lack some."""
        if has_persons(model.contact_person, found):
            return found
        return as_loaded(found, contact_person=tuple(self.persons(found).all()))

    def delete(
        self, what: int | Contact, /, *, idempotency_key: str | None = None
    ) -> Contact | None:
        """Delete a contact. If it has been used, as in a sale, Fiken only makes it inactive.

        Args:
            what: The contact, or its id.
            idempotency_key: The key under which the request is carried out once (docs/once.md).

        Returns:
            The contact if Fiken made it inactive; None if Fiken deleted it.

        Raises:
            NotFoundError: There is no such contact.
            InvalidAttributeError: `what` is neither an id nor a saved model; nothing was sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat the request.
        """
        url = self._url_of(what)
        was_active = isinstance(what, Contact) and not what.inactive
        once = self._once(
            idempotency_key,
            {},
            lambda: search_for_absence(
                lambda: self._load(url), lambda row: was_active and bool(row.inactive)
            ),
        )
        return self._write("DELETE", url, self._inactive, model=what, once=once)

    def _inactive(self, written: Written) -> Contact | None:
        """Return the contact if Fiken made it inactive, or None if Fiken deleted it.

        Only in the first case does the answer contain the contact. If an earlier call deleted it,
        it is loaded.
        """
        if written.is_repeated:
            try:
                return self.find(cast("int", written.model))
            except NotFoundError:
                return None
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

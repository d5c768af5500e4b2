"""One company in API v1: its lists, and its services."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from fiken.errors import InvalidAttributeError, NotLinkedError
from fiken.hal import _tables as tables
from fiken.hal._hal import Hal
from fiken.hal._lists import HalAttachments, HalFound, HalList, HalSaved
from fiken.hal._resource import Resource, hal_in, object_in, rows_of
from fiken.hal._table import HalMapper, Table, embedded_in
from fiken.mappers._fields import camel
from fiken.mappers._rows import rows_in
from fiken.models import (
    Account,
    BankAccount,
    Contact,
    CreditNote,
    Invoice,
    JournalEntry,
    Model,
    Payment,
    Product,
    Purchase,
    Sale,
    Transaction,
)
from fiken.repositories import Written, nothing
from fiken.repositories._repository import loaded, request_named

M = TypeVar("M", bound=Model)
L = TypeVar("L", bound=HalList[Any])


#: What a search can find.
_FOUND: tuple[Table[Any], ...] = (
    *(tables.CONTACT, tables.PRODUCT, tables.SALE, tables.PURCHASE),
    *(tables.INVOICE, tables.CREDIT_NOTE, tables.BANK_ACCOUNT),
)


class _List(Generic[L]):
    """An attribute of a company: one of its lists."""

    def __init__(self, kind: Callable[..., L], table: Table[Any]) -> None:
        self._kind, self._table = kind, table

    def __get__(self, company: "CompanyV1", owner: object = None) -> L:
        return company.opened(self._kind, self._table)


class CompanyV1:
    """One company in API v1. Its attributes are its lists, and its methods are the services.

    Args:
        hal: The session.
        find: Returns the company as HAL. It is called on first use.
    """

    contacts = _List(HalSaved[Contact], tables.CONTACT)
    products = _List(HalSaved[Product], tables.PRODUCT)
    sales = _List(HalSaved[Sale], tables.SALE)
    purchases = _List(HalSaved[Purchase], tables.PURCHASE)
    invoices = _List(HalFound[Invoice], tables.INVOICE)
    credit_notes = _List(HalFound[CreditNote], tables.CREDIT_NOTE)
    bank_accounts = _List(HalFound[BankAccount], tables.BANK_ACCOUNT)

    def __init__(self, hal: Hal, find: Callable[[], Resource]) -> None:
        self._hal, self._find = hal, find

    @cached_property
    def resource(self) -> Resource:
        """The company as HAL, with its links."""
        return self._find()

    def accounts(self, year: int) -> HalList[Account]:
        """Return the list of the accounts of a year. It has no order, no pages and no filters."""
        return self.opened(HalList[Account], tables.ACCOUNT, year=year)

    def payments(self, owner: int | Sale | Purchase, /) -> HalSaved[Payment]:
        """Return the list of the payments of a sale or purchase.

        Args:
            owner: The sale, its id, or the purchase.

        Raises:
            NotLinkedError: It has no payments of its own, such as a cash sale.
        """
        href = self._link_of(owner, "payments")
        return HalSaved(self._hal, href, tables.PAYMENT, self._url)

    def attachments(self, owner: int | Sale | Purchase | JournalEntry, /) -> HalAttachments:
        """Return the list of the attachments of a sale, a purchase or a journal entry.

        Args:
            owner: The sale, its id, the purchase, or a journal entry as the service returned it.

        Raises:
            NotLinkedError: It has no such link.
        """
        href = self._link_of(owner, "attachments")
        kind = Sale if isinstance(owner, int) else type(owner)
        name = "" if issubclass(kind, JournalEntry) else kind.__name__
        return HalAttachments(self._hal, href, tables.ATTACHMENT, self._url, name)

    def create_invoice(self, invoice: Invoice) -> Invoice:
        """Issue an invoice, and return it as Fiken has it (``create-invoice-service``).

        Args:
            invoice: A new invoice. Its `bank_account_code` is that of one of the bank accounts.

        Raises:
            InvalidModelError: API v1 would refuse the invoice, or cannot say all of it; nothing was
                sent.
            NotLinkedError: There is no bank account with this code; nothing was written.
            WrittenButNotLoadedError: The invoice was issued, but could not be read.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat it.
        """
        service = self.opened(HalFound[Invoice], tables.NEW_INVOICE)
        data = service.mapper.create(invoice)
        data["customer"] = {"url": data["customer"]}
        code = data["bankAccountUrl"]
        known = {account.account_code: account for account in self.bank_accounts.all()}
        if code not in known:
            raise NotLinkedError(f"bank account {code!r}", "the company", tuple(map(str, known)))
        data["bankAccountUrl"] = self.bank_accounts.url_of(known[code])
        return self._created(service, tables.INVOICE, invoice, data)

    def create_general_journal_entry(self, transaction: Transaction) -> Transaction:
        """Post a transaction, and return it (``create-general-journal-entry-service``).

        Args:
            transaction: A new transaction with its journal entries. Each line moves its `amount`,
                in øre, from the `credit_account` to the `debit_account`.

        Raises:
            InvalidModelError: API v1 would refuse it, or cannot say all of it; nothing was sent.
            WrittenButNotLoadedError: It was posted, but could not be read.
            AmbiguousWriteError: The answer was lost. Look in Fiken before you repeat it.
        """
        service = self.opened(HalList[Transaction], tables.NEW_TRANSACTION)
        data = service.mapper.create(transaction)
        return self._created(service, tables.TRANSACTION, transaction, data)

    def send_document(
        self, invoice: int | Invoice, /, *, method: str = "auto", **options: str
    ) -> None:
        """Send an invoice to its customer (``document-sending-service``).

        Args:
            invoice: The invoice, or its id.
            method: How to send it: ``auto``, ``email`` or ``ehf``.
            **options: ``recipient_email``, ``recipient_name`` and ``email_send_option`` for an
                e-mail, ``organization_number`` for EHF.

        Raises:
            TypeError: There is no such option; nothing was sent.
            InvalidAttributeError: `invoice` is neither an id nor a saved invoice; nothing was sent.
            AmbiguousWriteError: The answer was lost: it may have been sent.
        """
        known = tables.SENDING_OPTIONS
        if unknown := options.keys() - known:
            raise TypeError(f"send_document has no {min(unknown)}: it takes {', '.join(known)}")
        data = {"resource": self.invoices.url_of(invoice), "method": method}
        data |= {camel(name): value for name, value in options.items()}
        service = self.opened(HalFound[Invoice], tables.SENDING)
        service.post(data, invoice, nothing, creates=False)

    def search(self, text: str) -> dict[str, tuple[Model, ...]]:
        """Return what Fiken finds for a text, by the name of the list, such as ``contacts``.

        Args:
            text: What to look for, such as an e-mail address or a product number.

        Raises:
            InvalidAttributeError: The text is empty; nothing was sent.
            MappingError: The answer is no HAL, or a value in it has a wrong type.
        """
        if not text.strip():
            raise InvalidAttributeError("CompanyV1.search", "text", text, "a text with letters")
        href = self.resource.link("search").expand()
        answer = self._hal.request("POST", href, json={"query": text}, reads=True)
        with request_named(answer):
            found = embedded_in(hal_in(answer.json()).get("_embedded"))
            return {
                table.rel: rows_in(rows_of(found[table.rel]), HalMapper(table, self._url).load)
                for table in _FOUND
                if table.rel in found
            }

    def opened(self, kind: Callable[..., L], table: Table[Any], **values: object) -> L:
        """Return a list of the company, by its link.

        Args:
            kind: The class of the list.
            table: The names of its entities in API v1.
            **values: The values of the template that the link is.
        """
        href = self.resource.link(table.rel).expand(**values)
        return kind(self._hal, href, table, self._url)

    def _created(self, service: HalList[M], table: Table[M], model: M, data: dict[str, Any]) -> M:
        """Call a service that makes something, and load what it has made."""

        def made(written: Written) -> M:
            written.step = "loading it failed"
            answer = self._hal.get(written.answer.headers["Location"])
            return loaded(HalMapper(table, self._url), answer)

        return service.post(data, model, made)

    def _link_of(self, owner: Model | int, rel: str) -> str:
        """Return a link of an entity: the one that came with it, or that of its resource now."""
        given: Any = {} if isinstance(owner, int) else owner.unknown_fields.get("_links", {})
        link = object_in(embedded_in(given).get(rel))
        if link is not None:
            return str(link["href"])
        if isinstance(owner, JournalEntry):
            raise NotLinkedError(f"link {rel!r}", "a journal entry that no service returned")
        owners: HalList[Any] = self.purchases if isinstance(owner, Purchase) else self.sales
        return owners.resource(cast("int", owner)).link(rel).expand()

    def _url(self, rel: str, id: int) -> str:
        """Return the URL of an entity, which is how API v1 refers to it."""
        return f"{self.resource.link(rel).expand().rstrip('/')}/{id}"

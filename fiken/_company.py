"""The client of one company, with its repositories, each imported on first use."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload
from urllib.parse import quote

from fiken import repositories as r
from fiken.repositories._slugs import Slugs, SlugSession
from fiken.session import Session

if TYPE_CHECKING:
    from fiken.repositories._downloads import Downloadable
    from fiken.repositories._targets import Target

R = TypeVar("R")


class CompanyClient:
    """The client of one company. Each attribute, such as `contacts`, is a repository.

    A repository finds and saves the entities of one kind. Threads can share the client. An
    attribute returns the same repository at each access:

    >>> from fiken import Fiken
    >>> acme = Fiken(token="made.up").company("acme-as")
    >>> acme.contacts is acme.contacts
    True
    """

    def __init__(self, session: Session, slug: str, slugs: Slugs | None = None) -> None:
        self._session, self._slug = session, slug
        self._below = SlugSession(session, Slugs(session) if slugs is None else slugs, slug)
        self._root = f"/companies/{quote(slug, safe='')}"
        self._opened: dict[object, Any] = {}

    def __repr__(self) -> str:
        return f"<CompanyClient {self._slug}>"

    def open(self, repository: Callable[[Session, str], R], /) -> R:
        """Return an instance of a repository class that you wrote, for this company.

        The class is called with the session and the path of the company: ``/companies/<slug>``.
        The documentation has the page "An endpoint of your own", which shows how to write such a
        class.
        """
        return repository(cast("Session", self._below), self._root)

    def _repository(self, repository: Callable[[Session, str], R]) -> R:
        """Return the repository of this class. All threads get one object per class."""
        if repository not in self._opened:
            self._opened.setdefault(repository, self.open(repository))
        return cast("R", self._opened[repository])

    @property
    def slug(self) -> str:
        """The name of the company in URLs, such as ``acme-as``."""
        return self._slug

    @property
    def accounts(self) -> "r.AccountRepository":
        """The chart of accounts of the current year (konto)."""
        return self._repository(r.AccountRepository)

    @property
    def account_balances(self) -> "r.AccountBalanceRepository":
        """The account balances at the end of a given day, in øre (saldo)."""
        return self._repository(r.AccountBalanceRepository)

    @property
    def activities(self) -> "r.ActivityRepository":
        """The activities, which are kinds of work that hours are registered for (aktivitet).

        If the company lacks Fiken's module for time tracking, requests raise
        `ModuleNotActivatedError`.
        """
        return self._repository(r.ActivityRepository)

    @property
    def bank_accounts(self) -> "r.BankAccountRepository":
        """The bank accounts (bankkonto)."""
        return self._repository(r.BankAccountRepository)

    @property
    def bank_balances(self) -> "r.BankBalanceRepository":
        """The balances of the bank accounts in øre, as the banks or users stated them."""
        return self._repository(r.BankBalanceRepository)

    @property
    def contacts(self) -> "r.ContactRepository":
        """The customers and suppliers (kontakt)."""
        return self._repository(r.ContactRepository)

    @property
    def credit_notes(self) -> "r.CreditNoteRepository":
        """The credit notes, with their drafts and counter (kreditnota)."""
        return self._repository(r.CreditNoteRepository)

    @property
    def ehf_documents(self) -> "r.EhfDocumentRepository":
        """The e-invoices that suppliers sent (mottatt EHF)."""
        return self._repository(r.EhfDocumentRepository)

    @property
    def groups(self) -> "r.GroupRepository":
        """The names of the customer groups (kundegruppe)."""
        return self._repository(r.GroupRepository)

    @property
    def inbox(self) -> "r.InboxDocumentRepository":
        """The documents in the inbox, such as receipts that are not attached yet (innboks)."""
        return self._repository(r.InboxDocumentRepository)

    @property
    def invoices(self) -> "r.InvoiceRepository":
        """The invoices made in Fiken, with their attachments, drafts and counter (faktura)."""
        return self._repository(r.InvoiceRepository)

    @property
    def journal_entries(self) -> "r.JournalEntryRepository":
        """The journal entries (postering). To post one, save it in a new transaction."""
        return self._repository(r.JournalEntryRepository)

    @property
    def offers(self) -> "r.OfferRepository":
        """The offers, with their drafts and counter (tilbud)."""
        return self._repository(r.OfferRepository)

    @property
    def order_confirmations(self) -> "r.OrderConfirmationRepository":
        """The order confirmations, with their drafts and counter (ordrebekreftelse)."""
        return self._repository(r.OrderConfirmationRepository)

    @property
    def products(self) -> "r.ProductRepository":
        """The products (produkt)."""
        return self._repository(r.ProductRepository)

    @property
    def projects(self) -> "r.ProjectRepository":
        """The projects (prosjekt).

        If the company lacks Fiken's module for projects, requests raise `ModuleNotActivatedError`.
        """
        return self._repository(r.ProjectRepository)

    @property
    def purchases(self) -> "r.PurchaseRepository":
        """The purchases, with their payments, accruals, attachments and drafts (kjøp)."""
        return self._repository(r.PurchaseRepository)

    @property
    def recurring_invoices(self) -> "r.RecurringInvoiceRepository":
        """The invoices that Fiken issues again and again (repeterende faktura)."""
        return self._repository(r.RecurringInvoiceRepository)

    @property
    def sales(self) -> "r.SaleRepository":
        """The sales, with their payments, accruals, attachments and drafts (salg)."""
        return self._repository(r.SaleRepository)

    @property
    def time_entries(self) -> "r.TimeEntryRepository":
        """The time entries, which are hours of work (timeføring).

        If the company lacks Fiken's module for time tracking, requests raise
        `ModuleNotActivatedError`.
        """
        return self._repository(r.TimeEntryRepository)

    @property
    def time_users(self) -> "r.TimeUserRepository":
        """The persons who can register hours.

        If the company lacks Fiken's module for time tracking, requests raise
        `ModuleNotActivatedError`.
        """
        return self._repository(r.TimeUserRepository)

    @property
    def transactions(self) -> "r.TransactionRepository":
        """The transactions (bilag): journal entries that belong together.

        If you save a new transaction, Fiken posts it as a general journal entry (fri postering).
        """
        return self._repository(r.TransactionRepository)

    @overload
    def download(self, what: "Downloadable", to: None = None) -> bytes: ...
    @overload
    def download(self, what: "Downloadable", to: "Target") -> None: ...
    def download(self, what: "Downloadable", to: "Target | None" = None) -> bytes | None:
        """Download a file: an attachment, a document, its PDF, or the file at a URL of the API.

        An existing file at the path `to` is replaced, but keeps its permissions. Where the system
        allows it, the old content stays until the whole new content has arrived. A symbolic link is
        followed. If `to` is a pipe, a device or an open file, the content is written straight into
        it. An open file is flushed, but not closed.

        Args:
            what: The attachment, a document in the inbox, an invoice, a credit note or an EHF
                document for its PDF, or a URL or path on the host of the API.
            to: A path, or a file opened with "wb". None: the content is returned.

        Returns:
            The content of the file; None if it was written to `to`.

        Raises:
            InvalidFileError: `what` is an attachment without a URL, or a document without a PDF, or
                is not a URL or path. Or the content cannot be written to `to`: then you can
                download the file again.
            ConfigurationError: The URL is on another host; nothing was sent.
            NotFoundError: There is no such file.
            MappingError: The answer is not a file, but for instance a page of HTML from a proxy.
                Nothing was written.
        """
        from fiken.repositories._downloads import download  # noqa: PLC0415 - loads on first use

        return download(self._below, self._session.base_url, what, to)

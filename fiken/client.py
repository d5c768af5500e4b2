"""The way in: `Fiken`, then one company, then its repositories."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, cast, overload
from urllib.parse import quote

import requests

from fiken import repositories as r
from fiken.auth import Auth, PersonalToken, token_from_environment
from fiken.errors import ConfigurationError
from fiken.repositories._slugs import Slugs, SlugSession
from fiken.session import MAX_ANSWER_BYTES, TOTAL, Answer, Pacer, Retries, Session

if TYPE_CHECKING:
    from fiken.models import Attachment, Company, User
    from fiken.repositories._targets import Target

R = TypeVar("R")

#: Fiken's API, version 2.
API = "https://api.fiken.no/api/v2"


class Fiken:
    """A client of Fiken for one user. It can be shared by threads, and closed by ``with``.

    Args:
        token: A personal token; the environment's ``FIKEN_TOKEN`` when left out.
        auth: Another way to say who we are, instead of a token.
        base_url: The API; https, or http on this machine.
        timeout: Seconds to wait for a connection, and for each piece of an answer; or both.
        total: Seconds that one request and its whole answer may take, whatever the server does;
            also the longest wait for a turn.
        user_agent: The name and version of your program, for Fiken's logs.
        session: A session of requests whose proxies and certificates are used.
        pacer: What keeps requests apart; by default 250 ms, one at a time.
        retries: How often and how long to try again what is safe to try again. No policy makes
            a write go out twice.
        allow_http: Lets the token go in clear to an emulator on another machine.
        max_answer_bytes: The largest answer that is read into memory, decompressed.

    Raises:
        ConfigurationError: One of these cannot work; nothing was sent.

    >>> Fiken(token="made.up").company("acme-as")
    <CompanyClient acme-as>
    """

    def __init__(
        self,
        token: str | None = None,
        *,
        auth: Auth | None = None,
        base_url: str = API,
        timeout: float | tuple[float, float] = 30.0,
        total: float = TOTAL,
        user_agent: str | None = None,
        session: requests.Session | None = None,
        pacer: Pacer | None = None,
        retries: Retries | None = None,
        allow_http: bool = False,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        if auth is not None and token is not None:
            raise ConfigurationError("give a token or an auth, not both: which one is meant?")
        try:
            auth = _token(token) if auth is None else auth
        finally:
            del token  # no frame of an error may hold it
        self._session = Session(
            auth,
            base_url=base_url,
            timeout=timeout,
            total=total,
            user_agent=user_agent,
            http=session,
            pacer=pacer,
            retries=retries,
            allow_http=allow_http,
            max_answer_bytes=max_answer_bytes,
        )
        self._slugs = Slugs(self._session)
        self._below = SlugSession(self._session, self._slugs)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        session: Session | None = getattr(self, "_session", None)  # a debugger may ask too early
        return f"<Fiken {session.base_url}>" if session else "<Fiken>"

    def close(self) -> None:
        """Close the connections. A later request opens new ones."""
        self._session.close()

    def user(self) -> "User":
        """Give the user whose token it is (GET /user)."""
        return r.UserRepository(self._session, "").get()

    @property
    def companies(self) -> "r.CompanyRepository":
        """The companies that the token has access to."""
        return r.CompanyRepository(self._below, "")

    def company(self, company: "str | Company", /) -> "CompanyClient":
        """Return the client of one company. No request is sent.

        Args:
            company: Its slug, which is the last part of ``https://fiken.no/foretak/<slug>``, or
                the company as `companies` gives it.

        Raises:
            InvalidAttributeError: No slug looks like this, such as a name or a URL.
        """
        return CompanyClient(self._session, self.companies.slug_of(company), self._slugs)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> Answer:
        """Send any request: the raw way out, for what this version does not know.

        Pacing, retries, errors and logging are the same as everywhere; a write is never sent
        twice here either.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: Below the API's URL, such as ``/user``.
            params: The query.
            json: The body.

        Raises:
            FikenError: As of any other call.
        """
        answer = self._below.request(method, path, params=params, json=json)
        return cast("Answer", answer)


def _token(token: str | None) -> PersonalToken:
    try:
        return token_from_environment() if token is None else PersonalToken(token)
    finally:
        del token


class _Door(Generic[R]):
    """An attribute of the company's client: a repository, whose module loads on first use."""

    def __init__(self, repository: Callable[[], Callable[[Session, str], R]]) -> None:
        self._repository = repository

    @overload
    def __get__(self, company: None, owner: object = None) -> Self: ...
    @overload
    def __get__(self, company: "CompanyClient", owner: object = None) -> R: ...
    def __get__(self, company: "CompanyClient | None", owner: object = None) -> Self | R:
        return self if company is None else company.open(self._repository())


class CompanyClient:
    """One company, and the repositories of what is in it."""

    def __init__(self, session: Session, slug: str, slugs: Slugs | None = None) -> None:
        self._session, self._slug = session, slug
        self._below = SlugSession(session, Slugs(session) if slugs is None else slugs, slug)
        self._root = f"/companies/{quote(slug, safe='')}"

    def __repr__(self) -> str:
        return f"<CompanyClient {self._slug}>"

    def open(self, repository: Callable[[Session, str], R], /) -> R:
        """Return a repository of this company, from its class: one of your own, for instance."""
        return repository(cast("Session", self._below), self._root)

    @property
    def slug(self) -> str:
        """What stands for the company in URLs."""
        return self._slug

    #: The chart of accounts of the current year.
    accounts = _Door(lambda: r.AccountRepository)
    #: What stands on the accounts at the end of a day.
    account_balances = _Door(lambda: r.AccountBalanceRepository)
    #: Bank accounts.
    bank_accounts = _Door(lambda: r.BankAccountRepository)
    #: What the banks say is on them.
    bank_balances = _Door(lambda: r.BankBalanceRepository)
    #: Customers and suppliers.
    contacts = _Door(lambda: r.ContactRepository)
    #: The names of the customer groups.
    groups = _Door(lambda: r.GroupRepository)
    #: The general ledger, entry by entry.
    journal_entries = _Door(lambda: r.JournalEntryRepository)
    #: Products.
    products = _Door(lambda: r.ProductRepository)
    #: Projects; `ModuleNotActivatedError` where the module was not bought.
    projects = _Door(lambda: r.ProjectRepository)
    #: Purchases, their payments, accruals and drafts.
    purchases = _Door(lambda: r.PurchaseRepository)
    #: Sales, their payments, accruals and drafts.
    sales = _Door(lambda: r.SaleRepository)
    #: Transactions; a new one posts a general journal entry.
    transactions = _Door(lambda: r.TransactionRepository)

    @overload
    def download(self, what: "str | Attachment", to: None = None) -> bytes: ...
    @overload
    def download(self, what: "str | Attachment", to: "Target") -> None: ...
    def download(self, what: "str | Attachment", to: "Target | None" = None) -> bytes | None:
        """Download an attachment, or a URL (or a path) of the API's own host.

        A path is written whole or not at all. A file that is there keeps its permissions, a link
        is followed to the file behind it, and a pipe or a device is written into. An open file
        gets everything too, and is flushed; one that does not block is waited for.

        Args:
            what: The attachment, or the URL. The token goes to the API's host and to no other.
            to: A path, or a file opened with "wb". Left out, the bytes are returned.

        Raises:
            InvalidFileError: The attachment has no URL, or its file cannot be written there.
                Nothing was changed in Fiken, so it can be asked for again.
            ConfigurationError: The URL is on another host; nothing was sent.
            NotFoundError: There is no such file.
            MappingError: Something else came in its place, such as the page of a proxy. Nothing
                of it was written.
        """
        from fiken.repositories._downloads import download  # noqa: PLC0415 - loads on first use

        return download(self._below, self._session.base_url, what, to)

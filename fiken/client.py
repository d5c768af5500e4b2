"""The client of one user, which gives access to the user's companies."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import requests

from fiken import repositories as r
from fiken._company import CompanyClient
from fiken.auth import Auth, PersonalToken
from fiken.errors import ConfigurationError
from fiken.repositories._slugs import Slugs, SlugSession
from fiken.session import MAX_ANSWER_BYTES, TOTAL, Answer, Pacer, Retries, Session
from fiken.session._closing import Closing
from fiken.session._target import API

if TYPE_CHECKING:
    from fiken.idempotency import IdempotencyStore
    from fiken.models import Company, User


class Fiken(Closing):
    """The client for one user of Fiken. Threads can share it. A ``with`` block closes it.

    Args:
        token: A personal token. If neither a token nor another login is given, the environment
            variables ``FIKEN_TOKEN`` or ``FIKEN_ACCOUNT`` are used.
        auth: Another way to log in, such as `fiken.auth.OAuth2`. Only one of `token`, `account` and
            `auth` can be given.
        account: The name of an account that has logged in with the command ``fiken login``. Its
            tokens come from the store that ``FIKEN_STORE`` names: by default a file in the
            settings of this user. The app that renews them is remembered from the login; for an
            account that a program has stored, ``FIKEN_CLIENT_ID`` and ``FIKEN_CLIENT_SECRET`` name
            it.
        base_url: The URL of the API. It begins with https, or with http on this machine. None: the
            one that the account has logged in to, or Fiken's own.
        timeout: Seconds to wait for a connection and for each piece of an answer: 30 by default.
            With a pair such as ``(5, 60)``, the first number is for the connection, the second for
            the pieces.
        total: The longest time in seconds for one request and its whole answer: 300 by default. It
            is also the longest wait until the pacer allows the request to be sent.
        user_agent: The name and version of your program, for Fiken's logs: ``"acme-sync/1.2"``.
        session: Your own `requests.Session`, through which every request is sent. Its adapters,
            response hooks, headers, proxies and certificates are used. Its login, cookies and query
            parameters are ignored.
        pacer: The object that spaces requests. By default one request is sent at a time per token
            by all programs of this user on this machine, with at least 250 ms between the starts of
            two requests. For several machines there are `fiken.pacing.RedisPacer` and `SqlPacer`.
        retries: The retry policy: how often a request is sent again, and after how many seconds. A
            write that Fiken may have carried out is never sent again.
        allow_http: Whether the token may be sent without encryption to an emulator on another
            machine. It is never sent without encryption to Fiken.
        max_answer_bytes: The largest answer that is read into memory, in bytes after decompression.
        read_only: A safety switch. If it is True, the client only reads: every write raises
            `SafetyError`, and is not sent.
        test_companies_only: A safety switch. If it is True, the client works with test companies
            only: every request below another company raises `SafetyError`, and is not sent. Before
            the first request below a company, the client asks Fiken whether it is a test company.
        idempotency: The store of idempotency keys, such as ``SqlIdempotency("sqlite:///fiken.db")``
            of `fiken.idempotency`. With it, a write can be given an `idempotency_key`, and is then
            carried out once. All processes that write to a company must use the same store.

    Raises:
        ConfigurationError: One of the settings cannot work; nothing was sent.

    >>> Fiken(token="made.up").company("acme-as")
    <CompanyClient acme-as>
    """

    def __init__(
        self,
        token: str | None = None,
        *,
        auth: Auth | None = None,
        account: str | None = None,
        base_url: str | None = None,
        timeout: float | tuple[float, float] = 30.0,
        total: float = TOTAL,
        user_agent: str | None = None,
        session: requests.Session | None = None,
        pacer: Pacer | None = None,
        retries: Retries | None = None,
        allow_http: bool = False,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
        read_only: bool = False,
        test_companies_only: bool = False,
        idempotency: "IdempotencyStore | None" = None,
    ) -> None:
        given = {"token": token, "account": account, "auth": auth}
        names = [name for name, value in given.items() if value is not None]
        if len(names) > 1:
            del token, given
            raise ConfigurationError(f"give one login, not several: {' and '.join(names)}")
        try:
            auth, url = _login(token, account, auth, base_url)
        finally:
            del token, given  # no frame of an error may hold it
        self._session = Session(
            auth,
            base_url=url,
            timeout=timeout,
            total=total,
            user_agent=user_agent,
            http=session,
            pacer=pacer,
            retries=retries,
            allow_http=allow_http,
            max_answer_bytes=max_answer_bytes,
            read_only=read_only,
            test_companies_only=test_companies_only,
            idempotency=idempotency,
        )
        self._slugs = Slugs(self._session)
        self._below = SlugSession(self._session, self._slugs)

    def __repr__(self) -> str:
        session: Session | None = getattr(self, "_session", None)  # a debugger may ask too early
        return f"<Fiken {session.base_url}>" if session else "<Fiken>"

    def close(self) -> None:
        """Close the connections. A later request opens new ones."""
        self._session.close()

    def user(self) -> "User":
        """Return the user to whom the token belongs (GET /user)."""
        return r.UserRepository(self._session, "").get()

    @property
    def companies(self) -> "r.CompanyRepository":
        """The repository of the companies that the user of the token has access to."""
        return r.CompanyRepository(self._below, "")

    def company(self, company: "str | Company", /) -> "CompanyClient":
        """Return the client of one company. No request is sent.

        Args:
            company: The slug of the company: the last part of ``https://fiken.no/foretak/<slug>``.
                A `Company` that was loaded from Fiken is also accepted.

        Raises:
            InvalidAttributeError: `company` is not a slug, but for instance a name or a URL.
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
        """Send any request, and return the answer if its status is a success (2xx).

        Use it for an endpoint that this version of the library lacks. Pacing, retries, errors and
        logging work as in every other call.

        Args:
            method: GET, POST, PUT, PATCH or DELETE.
            path: The path below the URL of the API, such as ``/user``.
            params: The parameters of the query.
            json: The value to send as JSON.

        Raises:
            FikenError: The request failed. The attribute `outcome` of the error says what Fiken
                did.
        """
        answer = self._below.request(method, path, params=params, json=json)
        return cast("Answer", answer)


def _login(
    token: str | None, account: str | None, auth: Auth | None, base_url: str | None
) -> tuple[Auth, str]:
    """Return the login that was given, or that of the environment, and the URL of the API."""
    url = API if base_url is None else base_url
    try:
        if auth is not None:
            return auth, url
        if token is not None:
            return PersonalToken(token), url
    finally:
        del token  # no frame of an error may hold it
    from fiken.auth import _accounts  # noqa: PLC0415 - a token needs no store

    return _accounts.login_at(account, base_url)

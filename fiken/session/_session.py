"""The session, which sends all requests of a client to Fiken."""

import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import quote, urlsplit

import requests
from requests.models import REDIRECT_STATI

from fiken.auth._auth import Auth
from fiken.errors import FikenError
from fiken.pacing import Paced, Pacer
from fiken.session._answer import Answer, Lost
from fiken.session._attempts import Attempts
from fiken.session._closing import Closing
from fiken.session._decision import READS
from fiken.session._http import Http
from fiken.session._prepare import body_of, prepared
from fiken.session._progress import LAST_WRITE, OUTSIDE, Progress
from fiken.session._retries import Retries
from fiken.session._safety import Safety, TestCompanies
from fiken.session._settings import (
    MAX_ANSWER_BYTES,
    TOTAL,
    checked,
    checked_method,
    checked_most,
    checked_pacer,
    checked_store,
    checked_timeout,
    checked_total,
    user_agent as full_user_agent,
)
from fiken.session._target import API, checked_target, without_query
from fiken.session._verdict import success
from fiken.session._wire import Wire

if TYPE_CHECKING:
    from fiken.idempotency import IdempotencyStore

_MOST_REDIRECTS = 3


class Session(Closing):
    """The sender of all requests to Fiken: it spaces and logs them, and repeats them where safe.

    Threads can share a session. It logs one line per attempt to the logger `fiken`, at level DEBUG.

    Every request goes through a `requests.Session`, which you can pass as `http`. Its adapters,
    response hooks, proxies, `verify`, `cert` and `trust_env` are used. Its headers are used, except
    `User-Agent`, `Accept`, `Accept-Encoding`, `Host`, and those for the login, the request id, the
    cookies and the body. Its `auth`, `params` and cookies are not used. Cookies from Fiken are not
    stored.

    A plain `HTTPAdapter` is replaced by the adapter of this library, which sends once per attempt.
    If `http` has an adapter of another class, or overrides `request`, `send` or `get_adapter`, this
    library cannot know what was sent. A write without an answer then always raises
    `AmbiguousWriteError`.

    Hooks and overridden methods of `http` cannot send a write a second time through the adapter of
    this library. If they replace the answer to a write by a refusal, such as a 400, the original
    answer still counts.

    Args:
        auth: The login, such as `fiken.auth.PersonalToken`.
        base_url: The URL of the API. It begins with https, or with http on this machine.
        timeout: Seconds to wait for a connection and for each piece of an answer. With a pair such
            as ``(5, 60)``, the first number is for the connection, the second for the pieces.
        total: The longest time in seconds for one request and its whole answer. It is also the
            longest wait for a turn to send. Two things can take longer: the DNS lookup, and an
            adapter of another class in `http`, which knows only `timeout`.
        user_agent: The name of your program, such as ``"acme-sync/1.2"``.
        pacer: The object that spaces requests. By default one request is sent at a time per token
            by all programs of this user on this machine, with at least 250 ms between the starts of
            two requests.
        http: Your own `requests.Session`.
        allow_http: Whether the token may be sent unencrypted to an emulator on another machine. It
            is never sent unencrypted to Fiken.
        retries: The retry policy: how often a request is sent again, and after how many seconds.
        max_answer_bytes: The size of the largest answer that is read into memory, decompressed.
        read_only: Whether every write is refused.
        test_companies_only: Whether every company that is not a test company is refused.
        idempotency: The store of the idempotency keys; None for a session without keys.

    Attributes:
        base_url: The URL of the API.
        host: The host of the API, such as ``api.fiken.no``; with its port, if it has one.
        idempotency: The store of the idempotency keys; None if there is none.

    Raises:
        ConfigurationError: One of the settings cannot work.

    >>> from fiken.auth import PersonalToken
    >>> Session(PersonalToken("made.up"))
    Session(PersonalToken('…'), base_url='https://api.fiken.no/api/v2')
    """

    def __init__(
        self,
        auth: Auth,
        *,
        base_url: str = API,
        timeout: float | tuple[float, float] = 30.0,
        total: float = TOTAL,
        user_agent: str | None = None,
        pacer: Pacer | None = None,
        http: requests.Session | None = None,
        allow_http: bool = False,
        retries: Retries | None = None,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
        read_only: bool = False,
        test_companies_only: bool = False,
        idempotency: "IdempotencyStore | None" = None,
    ) -> None:
        flags = {"allow_http": allow_http, "read_only": read_only}
        for name, flag in (flags | {"test_companies_only": test_companies_only}).items():
            checked(name, flag, bool, "True or False")
        self._target = checked_target(base_url, allow_http=allow_http)
        self.base_url, self.host = self._target.base_url, self._target.host
        self.idempotency = checked_store(idempotency)
        self._auth = checked("auth", auth, Auth, "such as PersonalToken or OAuth2")
        total = checked_total(total)
        self._headers = {"User-Agent": full_user_agent(user_agent), "Accept": "*/*"}
        self._headers["Accept-Encoding"] = "gzip, deflate"
        pacer = checked_pacer(Paced() if pacer is None else pacer, total)
        policy = Retries() if retries is None else retries
        policy = checked("retries", policy, Retries, "from fiken.session")
        if http is not None:
            checked("session", http, requests.Session, "from requests")
        carrier = Http(http, self.base_url, checked_timeout(timeout))
        self._wire = Wire(carrier, checked_most(max_answer_bytes))
        self._attempts = Attempts(self._wire, auth, self._target, pacer, policy, total)
        companies = self._test_companies() if test_companies_only else None
        self._safety = Safety(read_only, companies)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        files: Mapping[str, Any] | None = None,
        data: Mapping[str, str] | None = None,
        creates: bool = False,
        reads: bool = False,
        guard: Callable[[], None] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request, and return the answer if its status is a success (2xx).

        Args:
            method: The HTTP method.
            path: A path below `base_url`, such as ``/user``, or an absolute URL on the same host.
            params: The parameters of the query.
            json: The value to send as JSON.
            files: The files of a multipart form, such as
                ``{"file": ("receipt.pdf", b"%PDF…", "application/pdf")}``.
            data: The fields of the form that are not files.
            creates: Whether the request creates an entity. Then the answer must name its new id.
            reads: Whether to treat the request as a read, although its method is that of a write.
            guard: A function that is called immediately before each attempt, when the pacer has
                allowed it. If it raises, this attempt is not sent.
            headers: Headers for this request only, such as `Accept`.

        Raises:
            ConfigurationError: The method or the path cannot be one, or the URL is not on the host
                of the API; nothing was sent.
            SafetyError: A safety switch of the client forbids the request; nothing was sent.
            ApiError: Fiken answered with an error.
            MappingError: The answer to a read is larger than `max_answer_bytes`, or has status 206.
            PacingError: No turn to send came in time; nothing was sent.
            TransportError: No answer came, or only a part of one to a read. Nothing was done.
            AmbiguousWriteError: A write was sent, and Fiken may have carried it out.
            WrittenButNotLoadedError: Fiken created the entity, but did not name its id.
        """
        method, path = checked_method(method), checked("path", path, str, "such as /user")
        body = body_of(json, files, data)
        sent = {**self._headers, **body.pop("headers", {}), **(headers or {})}
        url = self._target.url_of(path)
        request = prepared(self._target, method, url, headers=sent, params=params, **body)
        progress = Progress(str(request.method), without_query(str(request.url)), reads, guard)
        OUTSIDE.set(None)  # Python may give the id of an exception that is gone to a new one
        try:
            outcome = self._carry_out(request, progress)
            for _ in range(_MOST_REDIRECTS):
                if (target := self._redirect(outcome, str(request.url))) is None:
                    break
                method, progress.renewals = str(request.method), sys.maxsize
                request = prepared(self._target, method, target, headers=self._headers)
                outcome = self._carry_out(request, progress)
            return success(outcome, creates=creates)
        except FikenError:
            raise
        except BaseException as error:
            progress.note_on(error)
            raise

    def check_company(self, slug: str, method: str, path: str) -> None:
        """Check that the safety switches allow a request for this company. The request is not sent.

        Use it before a request whose path does not contain the slug, such as that of a file.

        Args:
            slug: The name of the company in URLs, such as ``acme-as``.
            method: The HTTP method of the request.
            path: The path of the request, or its URL.

        Raises:
            SafetyError: The client works with test companies only, and this is not one.
            FikenError: Fiken was asked about the company, and the answer was an error.
        """
        self._safety.check_company(slug, method, self._target.url_of(path))

    @property
    def last_write(self) -> object:
        """An object that identifies the last write of this thread; None if there was none.

        Read it before a block of code. If an exception interrupts the block, pass this object to
        `note_outcome`, which then knows whether the block has started a write.
        """
        return LAST_WRITE.get()

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Add a note to an exception: it says whether Fiken carried out this thread's last write.

        No note is added if the thread has not started any write after `since`.

        Args:
            error: An exception from outside the library, such as a KeyboardInterrupt.
            since: The value that `last_write` had before the interrupted code.
        """
        last = LAST_WRITE.get()
        if last is not None and last is not since:
            last.note_on(error)

    def is_from_outside(self, error: BaseException) -> bool:
        """Return whether a signal handler (as for Ctrl-C) raised the exception during a request."""
        return OUTSIDE.get() == id(error)

    def get(self, path: str, *, params: Mapping[str, str] | None = None) -> Answer:
        """Send a GET request, and return the answer. The errors are those of `request`.

        Args:
            path: A path below `base_url`, such as ``/user``, or an absolute URL on the same host.
            params: The parameters of the query.
        """
        return self.request("GET", path, params=params)

    def close(self) -> None:
        """Close the idle connections."""
        self._wire.close()

    def __repr__(self) -> str:
        # A debugger may ask for the repr before they are there.
        auth, base_url = (getattr(self, name, None) for name in ("_auth", "base_url"))
        return f"{type(self).__name__}({auth!r}, base_url={base_url!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a Session holds a token and connections and cannot be pickled or copied: make a "
            "new one where it is needed"
        )

    def _test_companies(self) -> TestCompanies:
        """Return the object that knows which companies are test companies, and asks Fiken."""
        root = str(prepared(self._target, "GET", self.base_url, headers={}).url)

        def ask(slug: str) -> Answer:
            url = self._target.url_of(f"/companies/{quote(slug, safe='')}")
            request = prepared(self._target, "GET", url, headers=self._headers)
            return success(self._carry_out(request, Progress("GET", url)), creates=False)

        return TestCompanies(urlsplit(root).path, ask)

    def _carry_out(self, request: requests.PreparedRequest, progress: Progress) -> Answer | Lost:
        """Send the request as often as needed, and return the last result.

        Raises:
            SafetyError: A safety switch of the client forbids the request; nothing was sent.
        """
        self._safety.check(str(request.method), str(request.url), is_read=progress.is_read)
        return self._attempts.carry_out(request, progress)

    def _redirect(self, outcome: Answer | Lost, url: str) -> str | None:
        """Return the URL to follow after a redirect; None if there is none to follow.

        Only a redirect of a GET or HEAD to the host of the API is followed.
        """
        if not isinstance(outcome, Answer) or outcome.method not in READS:
            return None
        if outcome.status not in REDIRECT_STATI or "Location" not in outcome.headers:
            return None
        return self._target.redirected(url, outcome.headers["Location"])

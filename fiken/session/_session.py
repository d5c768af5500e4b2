"""One polite conversation with Fiken."""

import logging
import sys
import time
import traceback
import uuid
from collections.abc import Mapping
from types import NoneType, TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urljoin, urlsplit

import requests
from requests.models import REDIRECT_STATI

from fiken._clock import now
from fiken.auth import Auth
from fiken.errors import ConfigurationError, FikenError
from fiken.pacing import Paced, Pacer, Unpaced
from fiken.session._answer import Answer, Lost
from fiken.session._decision import READS
from fiken.session._exchange import Exchange, do_nothing
from fiken.session._json import dumps
from fiken.session._progress import LAST_WRITE, OUTSIDE, Progress, from_outside
from fiken.session._retries import Retries
from fiken.session._secrets import checked_headers, masked, secret_of
from fiken.session._settings import (
    MAX_ANSWER_BYTES,
    TOTAL,
    checked,
    checked_most,
    checked_pacer,
    checked_timeout,
    checked_total,
    user_agent as full_user_agent,
)
from fiken.session._target import checked_base_url, joined, origin, without_query
from fiken.session._verdict import decision_on, success, without_frames
from fiken.session._wire import Wire

_LOG = logging.getLogger("fiken")
_MOST_REDIRECTS = 3


class Session:
    """One polite conversation with Fiken: paced, tried again where that is safe, and logged.

    Threads may share it. Each attempt is logged at DEBUG by the logger `fiken`.

    Args:
        auth: Who we are, such as `fiken.auth.PersonalToken`.
        base_url: The API: https, or http on this machine.
        timeout: Seconds to wait for the connection and for each piece of the answer, or a pair.
        total: Seconds that one request and its whole answer may take, and also the longest wait
            for a turn. A look-up of the host's name can take longer: nothing can end it.
        user_agent: The name of your program, such as ``"acme-sync/1.2"``.
        pacer: What keeps requests apart; by default 250 ms, and never two at once.
        http: A session of requests: its proxies, verify, cert and trust_env are used, and
            nothing else of it.
        allow_http: Lets the token go in clear to an emulator on another machine; never to Fiken.
        retries: The policy for trying again.
        max_answer_bytes: The largest answer that is read into memory, decompressed.

    Raises:
        ConfigurationError: One of these cannot work.

    >>> from fiken.auth import PersonalToken
    >>> Session(PersonalToken("made.up"))
    Session(PersonalToken('…'), base_url='https://api.fiken.no/api/v2')
    """

    def __init__(
        self,
        auth: Auth,
        *,
        base_url: str = "https://api.fiken.no/api/v2",
        timeout: float | tuple[float, float] = 30.0,
        total: float = TOTAL,
        user_agent: str | None = None,
        pacer: Pacer | None = None,
        http: requests.Session | None = None,
        allow_http: bool = False,
        retries: Retries | None = None,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
    ) -> None:
        checked("allow_http", allow_http, bool, "True or False")
        self.base_url = checked_base_url(base_url, allow_http=allow_http)
        self._auth = checked("auth", auth, Auth, "such as fiken.auth.PersonalToken")
        self._total = checked_total(total)
        self._origin = origin(self.base_url)
        self._headers = {"User-Agent": full_user_agent(user_agent), "Accept": "*/*"}
        self._headers["Accept-Encoding"] = "gzip, deflate"
        self._pacer = checked_pacer(Paced() if pacer is None else pacer, self._total)
        policy = Retries() if retries is None else retries
        self._retries = checked("retries", policy, Retries, "from fiken.session")
        settings = requests.Session() if http is None else http
        checked("session", settings, requests.Session, "from requests")
        most = checked_most(max_answer_bytes)
        self._wire = Wire(settings, self._origin[1], checked_timeout(timeout), most)

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
    ) -> Answer:
        """Send a request, and give the answer if it is a success.

        Args:
            method: The HTTP method.
            path: A path below `base_url`, or a whole URL on the same host.
            params: The query.
            json: The body, as JSON.
            files: The files of a multipart body, as requests takes them: name to
                (file name, bytes, content type).
            data: The fields of a form, beside the files.
            creates: Whether the answer must tell the id of what was created.

        Raises:
            ConfigurationError: The URL is not on the host of the API; nothing was sent.
            ApiError: Fiken answered with an error.
            MappingError: Only a part of the answer came, or it is larger than allowed.
            PacingError: No turn came in time; nothing was sent.
            TransportError: No answer came, and nothing was done.
            AmbiguousWriteError: A write was sent, and may have been carried out.
            WrittenButNotLoadedError: It was carried out, but `creates` and no id came back.
        """
        url = joined(self.base_url, path)
        request = self._prepared(method.upper(), url, params, **_body(json, files, data))
        progress = Progress(str(request.method), without_query(str(request.url)))
        OUTSIDE.set(None)  # an id is used again once its exception is gone
        try:
            outcome = self._carry_out(request, progress)
            for _ in range(_MOST_REDIRECTS):
                if (target := self._redirect(outcome, str(request.url))) is None:
                    break
                request = self._prepared(str(request.method), target)
                outcome = self._carry_out(request, progress)
            return success(outcome, creates=creates)
        except FikenError:
            raise
        except BaseException as error:
            progress.note_on(error)
            raise

    @property
    def last_write(self) -> object:
        """The last write of this thread, to be given to `note_outcome`."""
        return LAST_WRITE.get()

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Note on an exception from outside what became of the write after `since`, if any."""
        last = LAST_WRITE.get()
        if last is not None and last is not since:
            last.note_on(error)

    def is_from_outside(self, error: BaseException) -> bool:
        """Whether the exception came in the middle of a request, as that of a signal handler."""
        return OUTSIDE.get() == id(error)

    def get(self, path: str, *, params: Mapping[str, str] | None = None) -> Answer:
        """Send a GET; see `request`."""
        return self.request("GET", path, params=params)

    def close(self) -> None:
        """Close the idle connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        # A debugger may ask for the repr before they are there.
        auth, base_url = (getattr(self, name, None) for name in ("_auth", "base_url"))
        return f"{type(self).__name__}({auth!r}, base_url={base_url!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a Session holds a token and connections and cannot be pickled or copied: make a "
            "new one where it is needed"
        )

    def _prepared(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        files: Any = None,
        data: Any = None,
    ) -> requests.PreparedRequest:
        """Make the request, without the token yet, and without anything of ~/.netrc."""
        every = {**self._headers, **(headers or {})}
        try:
            made = requests.Request(method, url, every, files, data, params).prepare()
        except requests.RequestException as error:
            raise ConfigurationError(f"this is not a URL: {without_query(url)!r}") from error
        if not self._is_own(str(made.url)):
            raise ConfigurationError(
                f"{without_query(url)!r} is not on the host of the API, {self.base_url}, and "
                "the token goes nowhere else"
            )
        body: Any = made.body
        if not isinstance(body, (bytes, str, NoneType)):
            raise TypeError("the body must be in memory: a stream could not be sent again")
        return made

    def _is_own(self, url: str) -> bool:
        """Tell whether the token may go there: scheme, host and port are those of the API."""
        try:
            return origin(url) == self._origin and "@" not in urlsplit(url).netloc
        except ValueError:
            return False

    def _carry_out(self, request: requests.PreparedRequest, progress: Progress) -> Answer | Lost:
        """Try as often as the law and the policy allow, and return the last outcome."""
        retries: Retries = self._retries
        ends = now() + retries.patience
        limited = 0
        while True:
            outcome = self._attempt(request, retries, progress)
            limited += isinstance(outcome, Answer) and outcome.status == requests.codes.too_many
            allowed = decision_on(outcome).allows_another_try(limited)
            further = retries.after(outcome) if allowed else None
            if further is None or now() + (wait := further.wait(outcome)) > ends:
                return outcome
            with from_outside():
                time.sleep(wait)
            retries = further

    def _attempt(
        self, request: requests.PreparedRequest, retries: Retries, progress: Progress
    ) -> Answer | Lost:
        """Send once, read the whole body, log one line; all in one slot of the pacer.

        Each attempt has an id of its own, so that Fiken's support can tell them apart.
        """
        marked = request.copy()
        marked.headers["X-Request-ID"] = progress.request_id = str(uuid.uuid4())
        marked = checked_headers(self._auth(marked))
        handled = sys.exception()
        try:
            with self._pacer.slot(self._lane) as slot:
                turn: Any = slot
                progress.exchange = Exchange(self._total, getattr(turn, "sent", do_nothing))
                began = now()
                outcome = self._wire.exchange(marked, progress.exchange)
                outcome = masked(outcome, secret_of(marked))
                took = now() - began
                rest = retries.rest(outcome)
                if rest is not None and hasattr(turn, "hold"):
                    turn.hold(rest)
        except BaseException as error:
            # What prints the locals of its frames would print the headers, and the token in them.
            marked.headers.clear()
            without_frames(error, handled)
            # Our own pacers only wait: another exception than theirs came while they did.
            if type(self._pacer) in (Paced, Unpaced) and not isinstance(error, FikenError):
                OUTSIDE.set(id(error))
            raise
        _log(outcome, took)
        return outcome

    @property
    def _lane(self) -> str:
        """The lane of the pacer: a credential on a host. No token is in it, but its digest."""
        _, host, port = self._origin
        return f"{self._auth.credential}@{host}:{port}"

    def _redirect(self, outcome: Answer | Lost, url: str) -> str | None:
        """Give where a read is to go on: on the same host only, or the token would leave it."""
        if not isinstance(outcome, Answer) or outcome.method not in READS:
            return None
        if outcome.status not in REDIRECT_STATI or "Location" not in outcome.headers:
            return None
        target = _absolute(url, outcome.headers["Location"])
        return target if self._is_own(target) else None


def _absolute(url: str, location: str) -> str:
    """Give where a redirect points to; nowhere, when that is no URL."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _body(json: Any, files: Any, data: Any) -> dict[str, Any]:
    """Make the body in memory, so that it can be sent again after a 429."""
    if json is None:
        return {"files": files, "data": data}
    if files or data:
        raise TypeError("a request has either JSON or a form as its body, not both")
    return {"data": dumps(json), "headers": {"Content-Type": "application/json"}}


def _log(outcome: Answer | Lost, took: float) -> None:
    came = type(outcome.error).__name__ if isinstance(outcome, Lost) else outcome.status
    what = (outcome.method, urlsplit(outcome.url).path, came, round(took * 1000))
    try:
        _LOG.debug("%s %s %s %d ms %s", *what, outcome.request_id)
    except Exception:
        if outcome.method in READS:
            raise
        # A handler that fails must not hide what became of a write: told as logging tells it.
        if logging.raiseExceptions and sys.stderr:
            traceback.print_exc()

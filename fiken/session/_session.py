"""The session: one conversation with Fiken."""

import logging
import sys
import time
import traceback
import uuid
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urlsplit

import requests
from requests.models import REDIRECT_STATI

from fiken._clock import now
from fiken.auth import Auth
from fiken.errors import FikenError
from fiken.pacing import Paced, Pacer, Unpaced
from fiken.session._answer import Answer, Lost
from fiken.session._decision import READS, TOO_MANY
from fiken.session._exchange import Exchange, do_nothing
from fiken.session._http import Http
from fiken.session._prepare import body_of, prepared
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
from fiken.session._target import checked_target, without_query
from fiken.session._verdict import decision_on, success, without_frames
from fiken.session._wire import Wire

_LOG = logging.getLogger("fiken")
_MOST_REDIRECTS = 3


class Session:
    """One conversation with Fiken: paced, logged, and sent again only where that is safe.

    Threads may share it. The logger `fiken` gets one line at DEBUG per attempt.

    Every request goes through a `requests.Session`. In one of your own (`http`), whatever is
    mounted, hooked or set takes part: adapters, response hooks, proxies, `verify`, `cert`,
    `trust_env` and headers. It cannot replace the token, the request id or the headers of the body,
    and its `auth`, `params` and cookies are not used; cookies of Fiken are not kept. A plain
    `HTTPAdapter` makes way for the adapter of this library, which repeats nothing. Where an adapter
    of another class is mounted, or where `request`, `send` or `get_adapter` is overridden, every
    failure of a write is an `AmbiguousWriteError`: nobody knows what was sent. A write that has
    left through the adapter of this library is not sent again, whatever a hook or a method of that
    session tries; and no answer that they put in its place can make it count as refused.

    Args:
        auth: The login, such as `fiken.auth.PersonalToken`.
        base_url: The URL of the API: https, or http on this machine.
        timeout: Seconds to wait for the connection and for each piece of the answer, or a pair.
        total: Seconds that one request and its whole answer may take, and also the longest wait
            for a turn. Only looking up the address of the host can take longer. An adapter of
            another class in `http` does not keep to it, but only to `timeout`.
        user_agent: The name of your program, such as ``"acme-sync/1.2"``.
        pacer: What keeps requests apart. By default one request at a time, 250 ms apart.
        http: A session of requests of your own.
        allow_http: Whether the token may be sent unencrypted to an emulator on another machine. It
            never is to Fiken.
        retries: The policy for sending again.
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
        self._target = checked_target(base_url, allow_http=allow_http)
        self.base_url = self._target.base_url
        self._auth = checked("auth", auth, Auth, "such as fiken.auth.PersonalToken")
        self._total = checked_total(total)
        self._headers = {"User-Agent": full_user_agent(user_agent), "Accept": "*/*"}
        self._headers["Accept-Encoding"] = "gzip, deflate"
        self._pacer = checked_pacer(Paced() if pacer is None else pacer, self._total)
        policy = Retries() if retries is None else retries
        self._retries = checked("retries", policy, Retries, "from fiken.session")
        if http is not None:
            checked("session", http, requests.Session, "from requests")
        carrier = Http(http, self.base_url, checked_timeout(timeout))
        self._wire = Wire(carrier, checked_most(max_answer_bytes))

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
        """Send a request, and return the answer of a success.

        Args:
            method: The HTTP method.
            path: A path below `base_url`, or an absolute URL on the same host.
            params: The query.
            json: The body, as JSON.
            files: The files of a multipart body, as requests takes them: name to
                (file name, bytes, content type).
            data: The fields of a form, next to the files.
            creates: Whether the answer must name the id of what was created.

        Raises:
            ConfigurationError: The URL is not on the host of the API; nothing was sent.
            ApiError: Fiken answered with an error.
            MappingError: Only a part of the answer came, or it is larger than allowed.
            PacingError: No turn came in time; nothing was sent.
            TransportError: No answer came, and nothing was done.
            AmbiguousWriteError: A write was sent, and may have been carried out.
            WrittenButNotLoadedError: Fiken carried it out, but `creates` and no id came back.
        """
        body = body_of(json, files, data)
        headers = self._headers | body.pop("headers", {})
        url = self._target.url_of(path)
        request = prepared(
            self._target, method.upper(), url, headers=headers, params=params, **body
        )
        progress = Progress(str(request.method), without_query(str(request.url)))
        OUTSIDE.set(None)  # Python may give the id of an exception that is gone to a new one
        try:
            outcome = self._carry_out(request, progress)
            for _ in range(_MOST_REDIRECTS):
                if (target := self._redirect(outcome, str(request.url))) is None:
                    break
                method = str(request.method)
                request = prepared(self._target, method, target, headers=self._headers)
                outcome = self._carry_out(request, progress)
            return success(outcome, creates=creates)
        except FikenError:
            raise
        except BaseException as error:
            progress.note_on(error)
            raise

    @property
    def last_write(self) -> object:
        """The last write of this thread: an argument for `note_outcome`."""
        return LAST_WRITE.get()

    def note_outcome(self, error: BaseException, since: object) -> None:
        """Add a note to an exception from outside: what became of the write after `since`.

        Args:
            error: The exception, such as that of a signal handler.
            since: The `last_write` before the verb began. Without a write since then, no note is
                added.
        """
        last = LAST_WRITE.get()
        if last is not None and last is not since:
            last.note_on(error)

    def is_from_outside(self, error: BaseException) -> bool:
        """Return whether the exception came in the middle of a request, from a signal handler."""
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

    def _carry_out(self, request: requests.PreparedRequest, progress: Progress) -> Answer | Lost:
        """Send as often as the decision table and the policy allow; return the last outcome."""
        retries: Retries = self._retries
        ends = now() + retries.patience
        limited = 0
        while True:
            outcome = self._attempt(request, retries, progress)
            limited += isinstance(outcome, Answer) and outcome.status == TOO_MANY
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
        """Send once in one slot of the pacer, read the whole body, and log one line.

        Each attempt has its own request id, so that Fiken's support can tell them apart.
        """
        marked = request.copy()
        marked.headers["X-Request-ID"] = progress.request_id = str(uuid.uuid4())
        marked = checked_headers(self._auth(marked))
        handled = sys.exception()
        try:
            with self._pacer.slot(self._target.lane_of(self._auth.credential)) as slot:
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
            # A tool that prints the local variables of frames would print the token.
            marked.headers.clear()
            without_frames(error, handled)
            # Our own pacers raise a FikenError or nothing: any other exception came from outside.
            if type(self._pacer) in (Paced, Unpaced) and not isinstance(error, FikenError):
                OUTSIDE.set(id(error))
            raise
        _log(outcome, took)
        return outcome

    def _redirect(self, outcome: Answer | Lost, url: str) -> str | None:
        """Return where the session follows the redirect of a read; None for everything else."""
        if not isinstance(outcome, Answer) or outcome.method not in READS:
            return None
        if outcome.status not in REDIRECT_STATI or "Location" not in outcome.headers:
            return None
        return self._target.redirected(url, outcome.headers["Location"])


def _log(outcome: Answer | Lost, took: float) -> None:
    """Log the attempt: method, path, status or what was raised, milliseconds, request id."""
    result = type(outcome.error).__name__ if isinstance(outcome, Lost) else outcome.status
    values = (outcome.method, urlsplit(outcome.url).path, result, round(took * 1000))
    try:
        _LOG.debug("%s %s %s %d ms %s", *values, outcome.request_id)
    except Exception:
        if outcome.method in READS:
            raise
        # A handler that fails must not hide what became of a write: print its error, as logging
        # does with those that it catches.
        if logging.raiseExceptions and sys.stderr:
            traceback.print_exc()

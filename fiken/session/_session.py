"""One polite conversation with Fiken."""

import logging
import math
import platform
import time
import uuid
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from types import TracebackType
from typing import Any, NoReturn, Self
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import ProtocolError

from fiken._version import __version__
from fiken.auth import Auth
from fiken.errors import AmbiguousWriteError, ConfigurationError, WrittenButNotLoadedError
from fiken.session._answer import READS, Answer, Lost
from fiken.session._errors import error_of
from fiken.session._json import dumps, loads
from fiken.session._pacing import Paced, Pacer
from fiken.session._retries import Retries
from fiken.session._target import checked_base_url, is_loopback, joined, origin, without_query
from fiken.session._transport import Adapter, root_of

_LOG = logging.getLogger("fiken")
_MOST_REDIRECTS = 3
# A gateway speaks where Fiken has not: the write may have been carried out behind it.
_FROM_A_GATEWAY = frozenset({502, 504})


class Session:
    """One polite conversation with Fiken: paced, tried again where that is safe, and logged.

    Threads may share it. Each attempt is logged at DEBUG by the logger `fiken`.

    Args:
        auth: Who we are, such as `fiken.auth.PersonalToken`.
        base_url: The API: https, or http on this machine.
        timeout: Seconds to wait for the connection and for each piece of the answer, or a pair.
        user_agent: The name of your program, such as ``"acme-sync/1.2"``.
        pacer: What keeps requests apart; by default 250 ms, and never two at once.
        http: A session of requests: its proxies, verify, cert and trust_env are used, and
            nothing else of it.
        allow_http: Lets the token go in clear to an emulator on another machine; never to Fiken.
        retries: The policy for trying again.

    Raises:
        ConfigurationError: One of these cannot work.
    """

    def __init__(
        self,
        auth: Auth,
        *,
        base_url: str = "https://api.fiken.no/api/v2",
        timeout: float | tuple[float, float] = 30.0,
        user_agent: str | None = None,
        pacer: Pacer | None = None,
        http: requests.Session | None = None,
        allow_http: bool = False,
        retries: Retries | None = None,
    ) -> None:
        self.base_url = checked_base_url(base_url, allow_http=allow_http)
        self._origin = origin(self.base_url)
        self._auth = auth
        self._timeout = _checked_timeout(timeout)
        self._headers = {"User-Agent": _user_agent(user_agent), "Accept-Encoding": "gzip, deflate"}
        self._pacer = Paced() if pacer is None else pacer
        self._settings = requests.Session() if http is None else http
        self._retries = Retries() if retries is None else retries
        self._for_reads = Adapter()

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
            TransportError: No answer came, and nothing was done.
            AmbiguousWriteError: A write was sent, and may have been carried out.
            WrittenButNotLoadedError: It was carried out, but `creates` and no id came back.
        """
        body = self._body(json, files, data)
        request = self._prepared(method.upper(), joined(self.base_url, path), params, **body)
        outcome = self._carry_out(request)
        for _ in range(_MOST_REDIRECTS):
            if (url := self._redirect(outcome, str(request.url))) is None:
                break
            request = self._prepared(str(request.method), url)
            outcome = self._carry_out(request)
        return _success(outcome, creates=creates)

    def get(self, path: str, *, params: Mapping[str, str] | None = None) -> Answer:
        """Send a GET; see `request`."""
        return self.request("GET", path, params=params)

    def close(self) -> None:
        """Close the idle connections. Those of the session that was given in are its own."""
        self._for_reads.close()

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
        return f"{type(self).__name__}({self._auth!r}, base_url={self.base_url!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(
            "a Session holds a token and connections and cannot be pickled or copied: make a "
            "new one where it is needed"
        )

    def _body(self, json: Any, files: Any, data: Any) -> dict[str, Any]:
        """Make the body in memory, so that it can be sent again after a 429."""
        if json is None:
            return {"files": files, "data": data}
        if files or data:
            raise TypeError("a request has either JSON or a form as its body, not both")
        return {"data": dumps(json), "headers": {"Content-Type": "application/json"}}

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
        """Make the request, without the token and without anything of ~/.netrc."""
        every = self._headers | dict(headers or {})
        try:
            made = requests.Request(method, url, every, files, data, params).prepare()
            own = (
                origin(str(made.url)) == self._origin and "@" not in urlsplit(str(made.url)).netloc
            )
        except (ValueError, requests.RequestException) as error:
            raise ConfigurationError(f"this is not a URL: {without_query(url)!r}") from error
        if not own:
            raise ConfigurationError(
                f"{without_query(url)!r} is not on the host of the API, {self.base_url}, and "
                "the token goes nowhere else"
            )
        return made

    def _carry_out(self, request: requests.PreparedRequest) -> Answer | Lost:
        """Try as often as the policy lets us, and give what came last."""
        retries: Retries = self._retries
        ends = time.monotonic() + retries.patience
        while True:
            outcome = self._attempt(request)
            further = retries.after(outcome)
            if further is None or time.monotonic() + (wait := further.wait(outcome)) > ends:
                return outcome
            time.sleep(wait)
            retries = further

    def _attempt(self, request: requests.PreparedRequest) -> Answer | Lost:
        """Send once, read the whole body, log one line; all in one slot of the pacer.

        Each attempt has an id of its own, so that Fiken's support can tell them apart.
        """
        marked = request.copy()
        marked.headers["X-Request-ID"] = str(uuid.uuid4())
        marked = self._auth(marked)
        with self._pacer.slot(self._lane):
            began = time.monotonic()
            outcome = self._exchange(marked)
            took = time.monotonic() - began
        _log(outcome, took)
        return outcome

    @property
    def _lane(self) -> str:
        """The lane of the pacer: a credential on a host. No token is in it, but its digest."""
        _, host, port = self._origin
        return f"{self._auth.credential}@{host}:{port}"

    def _exchange(self, request: requests.PreparedRequest) -> Answer | Lost:
        about = _about(request)
        try:
            with self._connections(about["method"]) as connections:
                response = connections.send(request, **self._send_settings(request))
                with closing(response):
                    return _read(response, about)
        except ConfigurationError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, a write may have arrived)
            return Lost(root_of(error), **about)

    @contextmanager
    def _connections(self, method: str) -> Generator[Adapter]:
        """Give reads the connections that are kept, and a write one of its own.

        On a kept one, "closed before it heard us" and "carried out, then closed" look the same.
        """
        if method in READS:
            yield self._for_reads
            return
        with closing(Adapter()) as fresh:
            yield fresh

    def _send_settings(self, request: requests.PreparedRequest) -> dict[str, Any]:
        """Give proxies, verify and cert, of the environment too; but no proxy leads back here."""
        own, host = self._settings, self._origin[1]
        direct = {"no_proxy": host} if is_loopback(host) else {}
        found: Any = own.merge_environment_settings(
            str(request.url), direct, True, own.verify, own.cert
        )
        return {"timeout": self._timeout, **found}

    def _redirect(self, outcome: Answer | Lost, url: str) -> str | None:
        """Give where a read is to go on: on the same host only, or the token would leave it."""
        if not isinstance(outcome, Answer) or outcome.method not in READS:
            return None
        if (
            outcome.status not in requests.models.REDIRECT_STATI
            or "Location" not in outcome.headers
        ):
            return None
        target = urljoin(url, outcome.headers["Location"])
        try:
            return target if origin(target) == self._origin else None
        except ValueError:
            return None


def _about(request: requests.PreparedRequest) -> dict[str, str]:
    return {
        "method": str(request.method),
        "url": without_query(str(request.url)),
        "request_id": request.headers["X-Request-ID"],
    }


def _read(response: requests.Response, about: dict[str, str]) -> Answer | Lost:
    """Read the body, in one go: in the small pieces of requests it takes twice as long."""
    body, error = b"", None
    try:
        if about["method"] in READS:
            body = response.raw.read(decode_content=True)
        else:
            for piece in response.raw.stream(decode_content=True):
                body += piece
    except Exception as lost:  # noqa: BLE001  (the status of a write has said all)
        error = root_of(lost)
    answer = Answer(response.status_code, response.headers, body, complete=error is None, **about)
    if about["method"] in READS and (error := error or _cut(answer)):
        return Lost(error, **about)
    return answer


def _cut(answer: Answer) -> Exception | None:
    """Tell whether an answer that does not say how long it is ends too soon.

    Without Content-Length and chunks, the end of the connection is the end of the body.
    """
    headers = answer.headers
    framed = "Content-Length" in headers or "Transfer-Encoding" in headers
    is_json = "json" in headers.get("Content-Type", "json")
    if framed or not is_json or answer.status != requests.codes.ok or answer.method != "GET":
        return None
    try:
        loads(answer.body)
    except ValueError:
        return ProtocolError("the JSON of the answer ends too soon")
    return None


def _log(outcome: Answer | Lost, took: float) -> None:
    came = type(outcome.error).__name__ if isinstance(outcome, Lost) else outcome.status
    path = urlsplit(outcome.url).path
    milliseconds = round(took * 1000)
    _LOG.debug("%s %s %s %d ms %s", outcome.method, path, came, milliseconds, outcome.request_id)


def _success(outcome: Answer | Lost, *, creates: bool) -> Answer:
    """Give the answer if it is a success; else raise what it means."""
    if isinstance(outcome, Lost):
        raise outcome.as_error() from outcome.error
    if not requests.codes.ok <= outcome.status < requests.codes.multiple_choices:
        raise _failure(outcome)
    if creates and outcome.location_id is None:
        raise WrittenButNotLoadedError(
            None,
            f"its answer ({outcome.status}) does not tell the id (request {outcome.request_id})",
        )
    return outcome


def _failure(answer: Answer) -> Exception:
    """Give the exception; for a write, neither a gateway nor a redirect says what was done."""
    method, url, request_id = answer.method, answer.url, answer.request_id
    error = error_of(answer.status, answer.headers, answer.body, method, url, request_id)
    unsaid = answer.status < requests.codes.bad_request or answer.status in _FROM_A_GATEWAY
    if method in READS or not unsaid:
        return error
    ambiguous = AmbiguousWriteError(method, url, request_id, f"a {answer.status} came instead")
    ambiguous.__cause__ = error
    return ambiguous


def _checked_timeout(timeout: float | tuple[float, float]) -> float | tuple[float, float]:
    pair: Any = timeout if isinstance(timeout, tuple) else (timeout, timeout)
    seconds = all(type(one) in (int, float) and 0 < one < math.inf for one in pair)
    if not seconds or len(pair) != 2:  # noqa: PLR2004
        raise ConfigurationError(
            f"timeout must be seconds above 0, or a pair of them, not {timeout!r}"
        )
    return timeout


def _user_agent(own: str | None) -> str:
    if own is not None and not (own.isascii() and own.isprintable()):
        raise ConfigurationError(f"user_agent must be plain text in one line, not {own!r}")
    ours = f"fiken/{__version__} Python/{platform.python_version()}"
    return f"{own} {ours}" if own else ours

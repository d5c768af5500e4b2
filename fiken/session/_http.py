"""The session of requests that carries each request.

Whatever is mounted, hooked or set in it takes part, and so does what tests patch in requests.
"""

import io
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from requests.exceptions import InvalidSchema
from requests.structures import CaseInsensitiveDict
from urllib3.util import Retry

from fiken.errors import ConfigurationError
from fiken.session._adapter import Adapter, Connections
from fiken.session._decision import READS
from fiken.session._exchange import Exchange
from fiken.session._secrets import checked_headers
from fiken.session._target import is_loopback, without_query

# The headers of the user's session that do not go along: they would log in as somebody else, name
# another host, or contradict the body.
_NOT_THEIRS = frozenset(
    {
        "authorization",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "host",
        "proxy-authorization",
        "transfer-encoding",
    }
)

OnResponse: TypeAlias = Callable[[requests.Response], "Received"]


class Received(requests.Response):
    """An answer whose body was read: what the hooks of the user's session see.

    requests keeps no cookie of it, and follows no redirect. Its request does not show the token.
    """

    def __init__(self, response: requests.Response, body: bytes) -> None:
        read = {"raw": io.BytesIO(body), "_content": body, "_content_consumed": True}
        self.__dict__.update(response.__dict__, **read)
        self._sent = self.__dict__.pop("request", None)

    @property
    def is_redirect(self) -> bool:
        """False: the session itself follows redirects, and only those of reads."""
        return False

    def __getattr__(self, name: str) -> Any:
        """Return the request without the token: it is made when a hook asks for it."""
        if name != "request" or self._sent is None:
            raise AttributeError(name)
        self.request = self._sent.copy()
        self.request.headers.pop("Authorization", None)
        self.request.hooks = {"response": []}  # ours leads to the request with the token
        return self.request


class Http:
    """A session of requests with our adapter in it.

    Args:
        session: The session of the user; None for one of our own.
        base_url: The API.
        timeout: Seconds, as requests takes them.

    Attributes:
        adapter: Our adapter, or the one that another client has mounted in the same session.
    """

    def __init__(self, session: requests.Session | None, base_url: str, timeout: Any) -> None:
        self._session = requests.Session() if session is None else session
        self._is_own = session is None
        self._timeout = timeout
        # Our own emulator on this machine is not behind the proxy of the environment.
        host = urlsplit(base_url).hostname or ""
        self._direct = {"no_proxy": host} if is_loopback(host) else {}
        mounted = self._mounted_for(f"{base_url}/")
        self.adapter = mounted if isinstance(mounted, Adapter) else Adapter()
        self._adapter_for(f"{base_url}/")  # mounts it

    def send(
        self, request: requests.PreparedRequest, exchange: Exchange, on_response: OnResponse
    ) -> requests.Response:
        """Send the request through the session of requests.

        Args:
            request: The request, ready to be sent.
            exchange: Its state. Where something that is not ours takes part, it is marked foreign.
            on_response: Called with the answer as soon as its headers are there, and before the
                hooks of the session, which get what it returns.

        Returns:
            What `on_response` returned, or what a hook, a wrapper or a patch put in its place.

        Raises:
            ConfigurationError: The adapter of the user would send a write again by itself;
                nothing was sent.
        """
        session, url = self._session, str(request.url)
        carry = session.request  # a test may have deleted it, so that nothing can be sent
        adapter = self._adapter_for(url)
        if request.method not in READS:
            _check_that_it_repeats_nothing(adapter)
        exchange.is_foreign = not (isinstance(adapter, Adapter) and self._sends_as_requests_does())
        last_step = _LastStep(request, exchange, on_response)
        if self._is_own and _is_of_requests(carry) and _is_of_requests(session.prepare_request):
            # There is nothing to merge in, so it need not be prepared once more.
            how = session.merge_environment_settings(url, {**self._direct}, True, None, None)
            return session.send(
                last_step(request), timeout=self._timeout, allow_redirects=False, **how
            )
        return carry(
            str(request.method),
            url,
            data=request.body,
            auth=last_step,
            timeout=self._timeout,
            allow_redirects=False,
            proxies={**self._direct},
            stream=True,
            verify=session.verify,
            cert=session.cert,
        )

    def _adapter_for(self, url: str) -> Any:
        """Return the adapter of the session for this URL; mount ours in the place of a plain one.

        A URL can name the host in another way than `base_url`: with its port, or with a dot. A
        plain adapter can be mounted at a longer prefix than the host, or at one in upper case. And
        an overridden `get_adapter` can return a plain one whatever is mounted.
        """
        adapter = self._mounted_for(url)
        if type(adapter) is not HTTPAdapter:
            return adapter
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}/"
        self._session.mount(host, self.adapter)
        adapters = self._session.adapters
        for prefix, other in list(adapters.items()):
            if type(other) is HTTPAdapter and prefix.lower().startswith(host.lower()):
                adapters[prefix] = self.adapter
        return self._mounted_for(url)

    def _mounted_for(self, url: str) -> Any:
        try:
            return self._session.get_adapter(url)
        except InvalidSchema:
            raise ConfigurationError(
                f"no adapter is mounted in your session for {without_query(url)}: "
                "mount a requests.adapters.HTTPAdapter() at https://"
            ) from None

    def _sends_as_requests_does(self) -> bool:
        """Return whether nobody has overridden or patched what sends."""
        session = self._session
        methods = (session.request, session.send, session.get_adapter, Connections.send)
        return all(map(_is_of_requests, methods))


class _LastStep(AuthBase):
    """The last step of preparing: our request goes out, with some headers of the user's session.

    requests calls an `auth` after it merged in what its session holds. This one overrules the
    parameters, the cookies, the login, and the headers that are ours to set.
    """

    def __init__(
        self, request: requests.PreparedRequest, exchange: Exchange, on_response: OnResponse
    ) -> None:
        self._request, self._exchange, self._on_response = request, exchange, on_response

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        ours = self._request
        if r is not ours:
            theirs: CaseInsensitiveDict[Any] = CaseInsensitiveDict(r.headers)
            for name in _NOT_THEIRS:
                theirs.pop(name, None)
            theirs.update(ours.headers)
            r.headers, r.url, r.body = theirs, ours.url, ours.body
            checked_headers(r)
        r.hooks = {"response": [self._receive]}  # those of the session follow
        self._exchange.is_handed_over = True
        return r

    def _receive(self, response: requests.Response, *_: Any, **__: Any) -> Received:
        return self._on_response(response)


def _is_of_requests(method: Any) -> bool:
    """Return whether this is a method of requests itself.

    A wrapper copies its name, but not its code. The wrappers of wrapt show its code too, but they
    are not functions.
    """
    function = method.__func__ if type(method) is MethodType else method
    return type(function) is FunctionType and _file_of(function) in _FILES_OF_REQUESTS


def _file_of(method: Any) -> Any:
    """Return the file that a function was compiled from; None for what is not written in Python."""
    code = getattr(getattr(method, "__func__", method), "__code__", None)
    return getattr(code, "co_filename", None)


# Functions that no tool has a reason to patch: the modules' own `__file__` may be another path.
_FILES_OF_REQUESTS = frozenset(map(_file_of, (requests.Session.mount, HTTPAdapter.build_response)))


def _check_that_it_repeats_nothing(adapter: Any) -> None:
    """Raise `ConfigurationError` for an adapter that would send a write again by itself."""
    retries = getattr(adapter, "max_retries", None)
    times = retries.total if isinstance(retries, Retry) else retries
    if isinstance(retries, (Retry, int)) and times not in (0, False):
        raise ConfigurationError(
            f"the {type(adapter).__name__} in your session has max_retries={retries!r}, and could "
            "send a write twice: mount it with max_retries=0 (the client itself tries again what "
            "is safe to try again: see Fiken(retries=…))"
        )

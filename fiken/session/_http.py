"""The `requests.Session` through which every request is sent.

The user's adapters, hooks and settings in that session take effect, and so do tools that patch
requests in tests.
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
from fiken.session._exchange import Exchange
from fiken.session._secrets import checked_headers
from fiken.session._target import is_loopback, without_query

# The headers of the user's session that are not sent: they would log in as somebody else, name
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
    """The response that is passed to the hooks in the user's `requests.Session`.

    Its body has been read already. Its attribute `request` does not contain the token. The library
    `requests` stores no cookies from this response, and does not follow its redirect.
    """

    def __init__(self, response: requests.Response, body: bytes) -> None:
        read = {"raw": io.BytesIO(body), "_content": body, "_content_consumed": True}
        self.__dict__.update(response.__dict__, **read)
        self._sent = self.__dict__.pop("request", None)

    @property
    def is_redirect(self) -> bool:
        """False, because this library handles redirects, and not the library `requests`."""
        return False

    def __getattr__(self, name: str) -> Any:
        """Return the attribute `request`: a copy of the request without the token.

        The copy is made only when a hook first asks for it. No other attribute is found in this
        way.
        """
        if name != "request" or self._sent is None:
            raise AttributeError(name)
        self.request = self._sent.copy()
        self.request.headers.pop("Authorization", None)
        self.request.hooks = {"response": []}  # ours leads to the request with the token
        return self.request


class Http:
    """A wrapper of a `requests.Session` that sends requests through this library's adapter.

    Args:
        session: The user's `requests.Session`; None to make a new one.
        base_url: The URL of the API.
        timeout: Seconds to wait for a connection and for each piece of an answer; or a pair, with
            one number for each of the two.

    Attributes:
        adapter: This library's adapter. Clients that use one `requests.Session` share it.
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
        """Send the request through the `requests.Session`.

        Args:
            request: The request, ready to be sent.
            exchange: The state of this attempt. This method sets its `is_foreign`: whether code
                outside this library sends the request.
            on_response: A function that is called with the response as soon as its headers have
                arrived. It returns the response for the hooks of the user's session.

        Returns:
            The response that `on_response` returned. A hook, a wrapper or a patch may have replaced
            it.

        Raises:
            ConfigurationError: The session has no adapter for the URL, or its adapter could send a
                write twice. Nothing was sent.
        """
        session, url = self._session, str(request.url)
        carry = session.request  # a test may have deleted it, so that nothing can be sent
        adapter = self._adapter_for(url)
        if not exchange.is_read(str(request.method)):
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
        """Return the session's adapter for this URL. If it is a plain one, mount ours first.

        A plain adapter is an `HTTPAdapter`, and not an object of a subclass. Ours then replaces
        each plain adapter that is mounted for the host or for a part of it, such as
        ``https://api.fiken.no/api/``. Every request is checked, because its URL may write the host
        differently from `base_url`, for instance with a port. If `get_adapter` is overridden, the
        result may still be a plain adapter.

        Raises:
            ConfigurationError: No adapter is mounted for the URL.
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
                f"no adapter is mounted in your session for {without_query(url)}: call "
                f"session.mount('{urlsplit(url).scheme}://', requests.adapters.HTTPAdapter())"
            ) from None

    def _sends_as_requests_does(self) -> bool:
        """Return whether the library `requests` sends with its own methods, and none is patched."""
        session = self._session
        methods = (session.request, session.send, session.get_adapter, Connections.send)
        return all(map(_is_of_requests, methods))


class _LastStep(AuthBase):
    """An `auth` object that restores our request after the user's session has changed it.

    The library `requests` merges the session's parameters, cookies, login and headers into the
    request, and then calls this object. It puts our URL, body and headers back. It removes headers
    of the session that conflict with ours.
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
        r.hooks = {"response": [self._receive]}  # requests adds the hooks of the session after it
        self._exchange.is_handed_over = True
        return r

    def _receive(self, response: requests.Response, *_: Any, **__: Any) -> Received:
        return self._on_response(response)


def _is_of_requests(method: Any) -> bool:
    """Return whether a method is the library `requests`' own, and not a wrapper or an override.

    It must be a plain function or a bound method, and its code must be in a file of `requests`. The
    file alone proves nothing: a wrapper from the library wrapt shows the file of the wrapped
    method.
    """
    function = method.__func__ if type(method) is MethodType else method
    return type(function) is FunctionType and _file_of(function) in _FILES_OF_REQUESTS


def _file_of(method: Any) -> Any:
    """Return the source file of a function; None if it is not written in Python."""
    code = getattr(getattr(method, "__func__", method), "__code__", None)
    return getattr(code, "co_filename", None)


# The files of two functions that no tool has a reason to patch. The `__file__` of a module may
# differ from the path in the compiled code.
_FILES_OF_REQUESTS = frozenset(map(_file_of, (requests.Session.mount, HTTPAdapter.build_response)))


def _check_that_it_repeats_nothing(adapter: Any) -> None:
    """Raise `ConfigurationError` if `max_retries` of the adapter is not 0.

    The adapter could then send a write twice. An adapter without `max_retries` is accepted.
    """
    retries = getattr(adapter, "max_retries", None)
    times = retries.total if isinstance(retries, Retry) else retries
    if isinstance(retries, (Retry, int)) and times not in (0, False):
        raise ConfigurationError(
            f"the {type(adapter).__name__} in your session has max_retries={retries!r}, and could "
            "send a write twice: mount it with max_retries=0 (the client itself sends again what "
            "is safe to send again: see Fiken(retries=…))"
        )

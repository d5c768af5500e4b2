"""Checks of URLs: requests, and with them the token, go only to the host of the API."""

import ipaddress
import re
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import attrs

from fiken._messages import short_repr
from fiken.errors import ConfigurationError

#: Fiken's API, version 2.
API = "https://api.fiken.no/api/v2"
#: The address below which Fiken's `authorize`, `token` and `revoke` are.
OAUTH = "https://fiken.no/oauth"

_PORTS = {"http": 80, "https": 443}
#: How often a server, and a proxy before it, may decode a path.
_MOST_DECODINGS = 3
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NEVER = re.compile(r"[ \\@?#]")


@attrs.frozen
class Target:
    """The address of the API. Requests to any other host are refused.

    Attributes:
        base_url: The URL of the API, without a slash at the end.
        origin: Scheme, host and port of `base_url`: ``("https", "api.fiken.no", 443)``.
    """

    base_url: str
    origin: tuple[str, str, int | None]

    def url_of(self, path: str) -> str:
        """Return the URL of a path below `base_url`; an absolute URL is returned as it is.

        Base URL and path are always joined by a slash. Without it, a path such as ``@example.com``
        would lead to another host.

        Raises:
            ConfigurationError: The path leads out of the API.
        """
        is_url = path.lower().startswith(("https://", "http://"))
        leads_out = path.startswith(("//", "\\\\")) or (not is_url and _SCHEME.match(path))
        if leads_out or has_dots(without_query(path)):
            raise ConfigurationError(
                f"{short_repr(without_query(path))} leads out of the API: give a path below "
                f"{self.base_url}, such as /user, which begins with one slash and has no "
                "segment . or .."
            )
        if is_url:
            return path
        return f"{self.base_url}/{path.lstrip('/')}"

    def is_own(self, url: str) -> bool:
        """Return whether the URL has the scheme, host and port of the API, and no user name."""
        try:
            return origin(url) == self.origin and "@" not in urlsplit(url).netloc
        except ValueError:
            return False

    def redirected(self, url: str, location: str) -> str | None:
        """Return the URL that a redirect leads to; None if it is not on the host of the API.

        Args:
            url: The URL of the request that was redirected.
            location: The header `Location`, which may be a relative URL or not a URL at all.
        """
        try:
            target = urljoin(url, location)
        except ValueError:
            return None
        return target if self.is_own(target) else None

    @property
    def host(self) -> str:
        """The host of the API, such as ``api.fiken.no``; with its port, if it has one."""
        scheme, host, port = self.origin
        return host if port == _PORTS.get(scheme) else f"{host}:{port}"

    def lane_of(self, credential: str) -> str:
        """Return the name of the pacer's queue for this login and the host of the API.

        The pacer has one queue per name, and sends one request at a time from each queue.

        Args:
            credential: The digest that stands for the login, such as a token.
        """
        _, host, port = self.origin
        return f"{credential}@{host}:{port}"


def checked_target(url: str, *, allow_http: bool) -> Target:
    """Return the `Target` for the URL of the API, or raise `ConfigurationError`.

    Args:
        url: The URL of the API.
        allow_http: Whether the token may be sent unencrypted to another machine than this one.

    Raises:
        ConfigurationError: `url` is not a URL with a host, or the token would be sent unencrypted.
    """
    parts = _split(url)
    if not _is_safe(parts, allow_http=allow_http):
        raise ConfigurationError(
            f"base_url must begin with https://, not {parts.scheme}://, because the token would be "
            "sent unencrypted; allow_http=True permits it for an emulator on another machine, but "
            "never for Fiken itself"
        )
    base_url = url.rstrip("/")
    return Target(base_url, origin(base_url))


def is_loopback(host: str) -> bool:
    """Return whether the host is `localhost` or an address of this machine, such as 127.0.0.1."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int | None]:
    """Return scheme, host and port of a URL, such as ``("https", "api.fiken.no", 443)``.

    If the URL names no port, the default port of its scheme is returned.

    Raises:
        ValueError: The port is not a number, or the URL cannot be read at all.
    """
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").rstrip("."), port


def has_dots(path: str) -> bool:
    """Return whether a segment of the path is ``.`` or ``..``, in whatever way it is encoded.

    A server may also resolve ``..;x``, and may take a backslash for a slash.
    """
    for _ in range(_MOST_DECODINGS):
        path = unquote(path)
    return any(part.partition(";")[0] in {".", ".."} for part in re.split(r"[/\\]", path))


def without_query(url: str) -> str:
    """Return the URL without its query, for logs and errors: a query may contain personal data."""
    return url.partition("#")[0].partition("?")[0]


def _split(url: object) -> SplitResult:
    """Return the parts of the base URL, or raise `ConfigurationError`.

    The message does not show the URL, because the URL may contain a password.
    """
    if isinstance(url, str) and url.isprintable() and not _NEVER.search(url):
        try:
            scheme, host, _ = origin(url)
        except ValueError:
            scheme, host = "", ""
        if host and scheme in _PORTS:
            if not host.isascii():
                raise ConfigurationError(_not_ascii(host))
            return urlsplit(url)
    raise ConfigurationError(
        "base_url must be like https://api.fiken.no/api/v2: a scheme, a host and a path, "
        "without a user name, a query or spaces"
    )


def _not_ascii(host: str) -> str:
    """Return the error message for a host with letters such as ø.

    The message advises the user to write the host in its ASCII form, which begins with ``xn--``.
    """
    try:
        remedy = f"write it as {host.encode('idna').decode()}"
    except UnicodeError:
        remedy = "write it in its form that begins with xn--"
    return f"the host of base_url, {host!r}, has letters that are not ASCII: {remedy}"


def _is_safe(parts: SplitResult, *, allow_http: bool) -> bool:
    host = (parts.hostname or "").rstrip(".")
    of_fiken = host == "fiken.no" or host.endswith(".fiken.no")
    return parts.scheme == "https" or is_loopback(host) or (allow_http and not of_fiken)

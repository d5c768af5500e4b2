"""Where requests may go: the token goes to the API's own host alone."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from fiken.errors import ConfigurationError

_PORTS = {"http": 80, "https": 443}
_NEVER = re.compile(r"[ \\@?#]")


def checked_base_url(url: str, *, allow_http: bool) -> str:
    """Give the URL without a slash at its end.

    Raises:
        ConfigurationError: It is no URL of a host, or would show the token on the network.
    """
    parts = _split(url)
    if not _is_safe(parts, allow_http=allow_http):
        raise ConfigurationError(
            f"base_url must begin with https://, not {parts.scheme}://, or the token would go "
            f"over the network in clear; allow_http=True lets it, for an emulator on another "
            f"machine, but never for Fiken itself"
        )
    return url.rstrip("/")


def _split(url: object) -> SplitResult:
    """Take the URL apart; what it holds beside host and path is not shown: it may be secret."""
    if isinstance(url, str) and url.isprintable() and not _NEVER.search(url):
        try:
            scheme, host, _ = origin(url)
        except ValueError:
            scheme, host = "", ""
        if host and scheme in _PORTS:
            if not host.isascii():
                raise ConfigurationError(_idn(host))
            return urlsplit(url)
    raise ConfigurationError(
        "base_url must be like https://api.fiken.no/api/v2: a scheme, a host and a path, "
        "without a user name, a query or spaces"
    )


def _idn(host: str) -> str:
    """Say how a host with other letters than ASCII is written on the wire."""
    try:
        remedy = f"write it as {host.encode('idna').decode()}"
    except UnicodeError:
        remedy = "write it in its form that begins with xn--"
    return f"the host of base_url, {host!r}, has letters that are not ASCII: {remedy}"


def _is_safe(parts: SplitResult, *, allow_http: bool) -> bool:
    host = (parts.hostname or "").rstrip(".")
    of_fiken = host == "fiken.no" or host.endswith(".fiken.no")
    return parts.scheme == "https" or is_loopback(host) or (allow_http and not of_fiken)


def is_loopback(host: str) -> bool:
    """Tell whether the host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin(url: str) -> tuple[str, str, int | None]:
    """Give scheme, host and port; ValueError where the port is no number."""
    parts = urlsplit(url)
    port = parts.port or _PORTS.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").rstrip("."), port


def joined(base_url: str, path: str) -> str:
    """Give the URL of a path, or the absolute URL that was given instead of one.

    The slash between them is always there, or the path `@example.com` would name another host.
    """
    if path.lower().startswith(("https://", "http://")):
        return path
    return f"{base_url}/{path.lstrip('/')}"


def without_query(url: str) -> str:
    """Give the URL as logs and errors show it: a query has names and numbers of people."""
    return url.partition("#")[0].partition("?")[0]

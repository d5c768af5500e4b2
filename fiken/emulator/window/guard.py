"""Which requests may see and use the pages of the window, and the headers that protect them.

A page of another site must not be able to read the window or to drive it, also if it leads its own
name to this machine (DNS rebinding). Forms have a token besides, which `pages` checks.
"""

import ipaddress
import logging
import re
from collections.abc import Callable, Collection
from html import escape
from http import HTTPStatus

from fiken.emulator.store.storage import StorageError
from fiken.emulator.wire.exchange import HttpRequest, HttpResponse, Pages

_logger = logging.getLogger("fiken.emulator")

#: The headers of every answer. `Referrer-Policy` is not `no-referrer`, since browsers would then
#: send `Origin: null` with the forms of these pages.
_HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "{policy}; base-uri 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
]
#: What a page may load and do: only what the emulator serves itself.
_POLICY = (
    "default-src 'none'; connect-src 'self'; form-action 'self'; img-src 'self'; "
    "script-src 'self'; style-src 'self'"
)
_METHODS = ("GET", "HEAD", "POST")
#: A Host header in lower case: a name or an address, and a port.
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::[0-9]+)?")
#: What only the browsers of this machine, or a list of names, may do.
_ELSEWHERE = (
    "The window opens only on the machine of the emulator. To open it from others, start the "
    "emulator with --window-host NAME, or Emulator(window_hosts=[NAME])."
)


def guarded(show: Callable[[HttpRequest], HttpResponse], hosts: Collection[str]) -> Pages:
    """Return a function that refuses what is not allowed, and adds the headers to each answer.

    Args:
        show: the function that answers an allowed request.
        hosts: the names and addresses, in lower case, under which other machines may open the
            pages. If there are any, the address of the client does not matter.
    """

    def respond(request: HttpRequest, peer: str) -> HttpResponse:
        status, headers, body = _refusal(request, peer, hosts) or _shown(show, request)
        # Only a page needs what the policy allows; a viewer of PDF files has rules of its own.
        is_page = any(text.startswith("text/") for name, text in headers if name == "Content-Type")
        policy = _POLICY if is_page else "form-action 'none'"
        ours = [(name, text.format(policy=policy)) for name, text in _HEADERS]
        return HttpResponse(status, [*headers, *ours], body)

    return respond


def _shown(show: Callable[[HttpRequest], HttpResponse], request: HttpRequest) -> HttpResponse:
    """Return the answer to an allowed request. An unexpected exception becomes the answer 500."""
    try:
        return show(request)
    except StorageError as problem:
        # Each page reads the database, that of an error too.
        return _plain(problem.status, f"{problem}.")
    except Exception as problem:
        _logger.exception("fiken.emulator failed to show a page; this is a mistake of its own")
        return _plain(HTTPStatus.INTERNAL_SERVER_ERROR, f"fiken.emulator failed: {problem!r}")


def _refusal(request: HttpRequest, peer: str, hosts: Collection[str]) -> HttpResponse | None:
    """Return the answer to a request that is not allowed, or None."""
    host = request.headers.get("Host") or ""
    name = _name_of(host)
    if not (is_own(name) or name in hosts) or not (hosts or is_own(peer)):
        return _plain(HTTPStatus.FORBIDDEN, _ELSEWHERE)
    if request.method not in _METHODS:
        return _plain(HTTPStatus.METHOD_NOT_ALLOWED, "A page takes GET and POST only.")
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower().partition("://")[2] != host.lower():
        return _plain(HTTPStatus.FORBIDDEN, "The request comes from a page of another site.")
    if _is_sent_elsewhere(request):
        return _plain(HTTPStatus.FORBIDDEN, "The request comes from a page of another site.")
    return None


def _is_sent_elsewhere(request: HttpRequest) -> bool:
    """Return whether a browser says that another site has sent a request.

    A link on another site may open a page in a tab of its own: that reads and changes nothing.
    """
    if (request.headers.get("Sec-Fetch-Site") or "none") in {"none", "same-origin"}:
        return False
    mode, target = (request.headers.get(f"Sec-Fetch-{name}") for name in ("Mode", "Dest"))
    return request.method == "POST" or (mode, target) != ("navigate", "document")


def _name_of(host: str) -> str:
    """Return the name or address of a Host header in lower case, without its port.

    Return "" for anything else, such as two names.
    """
    match = _HOST.fullmatch(host.lower())
    return (match[1] or match[2]) if match else ""


def is_own(name: str) -> bool:
    """Return whether a name or an address is always that of this machine."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    # A socket for both versions shows an IPv4 address as ::ffff:127.0.0.1.
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _plain(status: int, sentence: str) -> HttpResponse:
    page = f"<!doctype html>\n<title>Not here</title>\n<p>{escape(sentence)}</p>\n"
    return HttpResponse(status, [("Content-Type", "text/html; charset=utf-8")], page.encode())

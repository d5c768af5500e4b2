"""The safety switches of a client: one refuses all writes, the other refuses real companies."""

import os
import threading
from collections.abc import Callable
from typing import cast
from urllib.parse import unquote, urlsplit

import attrs

from fiken._messages import short_repr
from fiken.errors import SafetyError
from fiken.session._answer import Answer
from fiken.session._target import has_dots, without_query

_READ_ONLY = (
    "this client only reads (read_only=True); to write, make a client without read_only=True"
)
_REAL = (
    "{} is not a test company in Fiken (company.test_company is {}), and this client works with "
    "test companies only (test_companies_only=True)"
)
_NO_COMPANY = (
    "its URL does not show clearly which company it is about, and this client works with test "
    "companies only (test_companies_only=True)"
)

#: The first segments of the paths that can be read without asking whether a company is a test
#: company: the user, the companies themselves, and files, whose URLs contain only a UUID.
_NOT_BELOW_A_COMPANY = frozenset({"user", "companies", "files"})


class TestCompanies:
    """The companies that are test companies, as far as the client has asked Fiken.

    Only a company for which Fiken answers ``"testCompany": true`` is one. The answer is kept, so
    Fiken is asked once per company. Any other answer is not kept. Threads can share this object.

    Args:
        root: The path of the API on its host, such as ``/api/v2``.
        ask: A function that sends ``GET /companies/{slug}``, without following a redirect.
    """

    def __init__(self, root: str, ask: Callable[[str], Answer]) -> None:
        self._root, self._ask = root.rstrip("/"), ask
        self._known = set[str]()
        self._make_lock()

    def _make_lock(self) -> None:
        # A hook in the user's session may send another request with the same client.
        self._lock, self._process = threading.RLock(), os.getpid()

    def problem_with(self, url: str, *, is_read: bool) -> str:
        """Return why this request must not be sent, or an empty string if it may be sent.

        Args:
            url: The URL that will be sent. Its path is compared as it is.
            is_read: Whether the request changes nothing in Fiken.

        Raises:
            FikenError: Fiken was asked about the company, and the answer was an error.
        """
        segments = _segments(urlsplit(url).path, self._root)
        if is_read and _is_open(segments):
            return ""
        if len(segments) < 2 or segments[0] != "companies":  # noqa: PLR2004
            return _NO_COMPANY
        return self.problem_with_company(segments[1])

    def problem_with_company(self, slug: str) -> str:
        """Return why a request for this company must not be sent, or an empty string."""
        if slug in self._known:
            return ""
        if self._process != os.getpid():  # a lock that another thread held at the fork stays locked
            self._make_lock()
        with self._lock:
            if slug in self._known:
                return ""
            row = self._ask(slug).json()
            row = cast("dict[str, object]", row) if isinstance(row, dict) else {}
            answer = row.get("testCompany")
            if answer is not True:
                return _REAL.format(short_repr(slug), short_repr(answer))
            self._known.add(slug)
        return ""


@attrs.frozen
class Safety:
    """The safety switches of a client.

    Attributes:
        read_only: Whether every write is refused.
        test_companies: The test companies, if every other company is refused; otherwise None.
    """

    read_only: bool
    test_companies: TestCompanies | None

    def check(self, method: str, url: str, *, is_read: bool) -> None:
        """Raise `SafetyError` if a switch forbids the request.

        Args:
            method: The HTTP method.
            url: The URL that will be sent.
            is_read: Whether the request changes nothing in Fiken.

        Raises:
            SafetyError: A switch forbids the request.
            FikenError: Fiken was asked about the company, and the answer was an error.
        """
        problem = _READ_ONLY if self.read_only and not is_read else ""
        if not problem and self.test_companies is not None:
            problem = self.test_companies.problem_with(url, is_read=is_read)
        if problem:
            raise SafetyError(method, without_query(url), problem)

    def check_company(self, slug: str, method: str, url: str) -> None:
        """Raise `SafetyError` if a switch forbids requests for the company with this slug.

        The arguments `method` and `url` are those of the request, for the error.
        """
        problem = self.test_companies.problem_with_company(slug) if self.test_companies else ""
        if problem:
            raise SafetyError(method, without_query(url), problem)


def _segments(path: str, root: str) -> tuple[str, ...]:
    """Return the decoded segments of a path below `root`: ``("companies", "acme-as", "sales")``.

    Return an empty tuple if the path is not below `root`, or if servers may read it in different
    ways: with ``..`` or an empty segment in it, or with a slash or a percent sign in the slug.
    """
    if not path.startswith(f"{root}/") or has_dots(path):
        return ()
    try:
        parts = path.removeprefix(f"{root}/").removesuffix("/").split("/")
        segments = tuple(unquote(part, errors="strict") for part in parts)
    except UnicodeDecodeError:
        return ()
    is_clear = all(segments) and not any(set("/\\%;") & set(part) for part in segments[:2])
    return segments if is_clear else ()


def _is_open(segments: tuple[str, ...]) -> bool:
    """Return whether this path can be read without asking whether a company is a test company."""
    if not segments or segments[0] not in _NOT_BELOW_A_COMPANY:
        return False
    return segments[0] != "companies" or len(segments) <= 2  # noqa: PLR2004

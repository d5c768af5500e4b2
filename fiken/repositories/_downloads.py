"""Downloads: which URL is requested, and whether the answer is the file."""

import re
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from fiken._messages import short_repr, with_article
from fiken.errors import InvalidFileError, MappingError
from fiken.models.attachment import Attachment
from fiken.repositories._kinds import TYPES, ending_of, is_text, kind_by_ending, kind_of
from fiken.repositories._protocols import AnswerProtocol, SessionProtocol
from fiken.repositories._targets import Target, opened

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
#: Characters of the longest URL. No server accepts longer ones: it may be the content of a file.
_LONGEST_URL = 2000


def download(
    session: SessionProtocol, base_url: str, what: str | Attachment, to: Target | None
) -> bytes | None:
    """Download an attachment, or a URL of the API's own host: see `CompanyClient.download`."""
    url = _url_of(what, base_url)
    named = (what.filename or "") if isinstance(what, Attachment) else ""
    ending = ending_of(named) or ending_of(unquote(urlsplit(url).path))
    if to is None:
        return _fetched(session, url, ending)
    with opened(to) as write:
        write(_fetched(session, url, ending))
    return None


def _url_of(what: object, base_url: str) -> str:
    """Return the URL of an attachment, or the URL that was given; refuse anything else."""
    url: object = what.download_url if isinstance(what, Attachment) else what
    if isinstance(what, Attachment) and not url:
        raise InvalidFileError(
            f"{short_repr(what)} has no download_url: load it first, from the list of attachments"
        )
    if not isinstance(url, str) or not url.strip():
        raise InvalidFileError(
            f"give an attachment or its download_url, not {short_repr(what)}; for instance "
            "company.sales.attachments(sale).all() returns the attachments of a sale"
        )
    url = url.strip()
    scheme = _SCHEME.match(url)
    foreign = scheme is not None and scheme[1].lower() not in {"http", "https"}
    if foreign or len(url) > _LONGEST_URL or not url.isprintable():
        raise InvalidFileError(f"{short_repr(url)} is not a URL of the API, nor a path below it")
    root = urlsplit(base_url).path  # a path may begin at the root of the host, like links
    return url.removeprefix(root) if root and url.startswith(f"{root}/") else url


def _fetched(session: SessionProtocol, url: str, ending: str) -> bytes:
    """Request the file and return its content; raise `MappingError` for any other answer."""
    answer = session.request("GET", url)
    unexpected = _unexpected(answer, ending)
    if unexpected:
        promised = kind_by_ending(ending)
        expected = f"a {promised}" if promised else "a file"
        raise MappingError("", "the download", expected, unexpected, answer.request_id)
    return answer.body


def _unexpected(answer: AnswerProtocol, ending: str) -> str:
    """Return what came instead of the file, such as the page of a proxy; empty for the file.

    A file whose content does not fit its name is still the file, where the answer has the content
    type of its name: it was uploaded like that.
    """
    if answer.status != HTTPStatus.OK:
        return f"an answer with status {answer.status}"
    if not answer.body:
        return "nothing"
    content_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    kind = kind_of(answer.body)
    if ending not in TYPES or content_type == TYPES[ending]:
        return ""
    if is_text(kind):
        return with_article(kind)
    is_text_type = content_type.startswith("text/") or content_type.endswith(("json", "xml"))
    return f"an answer of type {content_type}" if not kind and is_text_type else ""

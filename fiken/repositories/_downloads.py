"""Downloads: what is asked for, and whether it is the file that came."""

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
#: Beyond this no server takes a URL: it is rather the content of a file.
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
    """Return the URL to ask for, or refuse what has none."""
    url: object = what.download_url if isinstance(what, Attachment) else what
    if isinstance(what, Attachment) and not url:
        raise InvalidFileError(
            f"{short_repr(what)} has no download_url: load it first, from the list of attachments"
        )
    if not isinstance(url, str) or not url.strip():
        raise InvalidFileError(
            f"give an attachment or its download_url, not {short_repr(what)}; for instance "
            "company.sales.attachments(sale).all() gives the attachments of a sale"
        )
    url = url.strip()
    scheme = _SCHEME.match(url)
    foreign = scheme is not None and scheme[1].lower() not in {"http", "https"}
    if foreign or len(url) > _LONGEST_URL or not url.isprintable():
        raise InvalidFileError(f"{short_repr(url)} is not a URL of the API, and no path of it")
    root = urlsplit(base_url).path  # a path may begin at the root of the host, as links do
    return url.removeprefix(root) if root and url.startswith(f"{root}/") else url


def _fetched(session: SessionProtocol, url: str, ending: str) -> bytes:
    """Return the file; nothing else that came may be written anywhere."""
    answer = session.request("GET", url)
    other = _other_than_the_file(answer, ending)
    if other:
        promised = kind_by_ending(ending)
        expected = f"a {promised}" if promised else "a file"
        raise MappingError("", "the download", expected, other, answer.request_id)
    return answer.body


def _other_than_the_file(answer: AnswerProtocol, ending: str) -> str:
    """Return what came instead of the file, such as the page of a proxy; else nothing.

    A file that is not what its name promises is the file all the same, where it comes with the
    content type of its name: so it was uploaded.
    """
    if answer.status != HTTPStatus.OK:
        return f"an answer with status {answer.status}"
    if not answer.body:
        return "nothing"
    said = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    kind = kind_of(answer.body)
    if ending not in TYPES or said == TYPES[ending]:
        return ""
    if is_text(kind):
        return with_article(kind)
    return f"an answer of type {said}" if not kind and _is_text_type(said) else ""


def _is_text_type(content_type: str) -> bool:
    return content_type.startswith("text/") or content_type.endswith(("json", "xml"))

"""Downloading a file, and checking that the answer really is the file."""

import re
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from fiken._messages import short_repr, with_article
from fiken.errors import InvalidFileError, MappingError
from fiken.models._sales_document import UnbookedDocument
from fiken.models.attachment import Attachment
from fiken.models.credit_note import CreditNote
from fiken.models.invoice import Invoice
from fiken.repositories._kinds import TYPES, ending_of, is_text, kind_by_ending, kind_of
from fiken.repositories._protocols import AnswerProtocol, SessionProtocol
from fiken.repositories._targets import Target, opened

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
#: Characters of the longest URL. No server accepts longer ones: it may be the content of a file.
_LONGEST_URL = 2000


def download(
    session: SessionProtocol,
    base_url: str,
    what: str | Attachment | Invoice | CreditNote,
    to: Target | None,
) -> bytes | None:
    """Download a file from Fiken, such as an attachment, and return it or write it to `to`.

    Args:
        session: The session that sends the request.
        base_url: The URL of the API.
        what: An attachment, an invoice or credit note for its PDF, or the URL of a file on the host
            of the API, or the path of this URL.
        to: A path or an open file to write to; None to return the content.

    Returns:
        The content of the file; None if it was written to `to`.

    Raises:
        InvalidFileError: `what` is neither an attachment with a download URL nor a possible URL, or
            `to` cannot be written.
        ConfigurationError: The URL is on another host.
        MappingError: The answer is not the file, but for example a page of HTML.
    """
    file = _pdf_of(what) if isinstance(what, (Invoice, CreditNote)) else what
    url = _url_of(file, base_url)
    named = (file.filename or "") if isinstance(file, Attachment) else ""
    ending = ending_of(named) or ending_of(unquote(urlsplit(url).path))
    if to is None:
        return _fetched(session, url, ending)
    with opened(to) as write:
        write(_fetched(session, url, ending))
    return None


def _pdf_of(document: Invoice | CreditNote) -> Attachment:
    """Return the PDF of a document.

    Raises:
        InvalidFileError: The document was loaded without its PDF.
    """
    if isinstance(document, Invoice):
        pdf, found = document.invoice_pdf, "invoices.find(invoice)"
    else:
        pdf, found = document.credit_note_pdf, "credit_notes.find(credit_note)"
    if pdf is None:
        raise InvalidFileError(f"{short_repr(document)} has no PDF: load it first, with {found}")
    return pdf


def _url_of(what: object, base_url: str) -> str:
    """Return the URL to download from. `what` is an attachment, or a URL or path on the API's host.

    If `what` is a path that begins with the path of `base_url`, the result is the rest of it.

    Raises:
        InvalidFileError: `what` cannot be a URL or a path, or the attachment has no download URL.
    """
    url: object = what.download_url if isinstance(what, Attachment) else what
    if isinstance(what, Attachment) and not url:
        raise InvalidFileError(
            f"{short_repr(what)} has no download_url: load it first, from the list of attachments"
        )
    if isinstance(what, UnbookedDocument):
        name = type(what).__name__
        raise InvalidFileError(
            f"Fiken's API has no PDF of {with_article(name)}: {short_repr(what)}"
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
    """Request a file and return its content.

    Args:
        session: The session that sends the request.
        url: The URL of the file.
        ending: The extension of the file's name, such as ``.pdf``; may be empty.

    Raises:
        MappingError: The answer is not the file, but for example a page of HTML.
    """
    answer = session.request("GET", url)
    unexpected = _unexpected(answer, ending)
    if unexpected:
        promised = kind_by_ending(ending)
        expected = f"a {promised}" if promised else "a file"
        raise MappingError("", "the download", expected, unexpected, answer.request_id)
    return answer.body


def _unexpected(answer: AnswerProtocol, ending: str) -> str:
    """Return a description of what came instead of the file, such as "a page of HTML".

    Return "" if the answer seems to be the file. A user may have uploaded a file with a wrong
    extension. So if the content type of the answer fits the extension, any content is accepted. Any
    content is accepted too if the extension is not one of those that Fiken accepts.

    Args:
        answer: The answer to the request for the file.
        ending: The extension of the file's name, such as ``.pdf``; may be empty.
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

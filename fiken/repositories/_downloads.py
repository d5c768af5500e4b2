"""Downloading a file, and checking that the answer really is the file."""

import re
from http import HTTPStatus
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from fiken._messages import short_repr, with_article
from fiken.errors import InvalidFileError, MappingError
from fiken.models.attachment import Attachment
from fiken.models.credit_note import CreditNote
from fiken.models.ehf_document import EhfDocument
from fiken.models.inbox import InboxDocument
from fiken.models.invoice import Invoice
from fiken.repositories._kinds import TYPES, ending_of, is_text, kind_by_ending, kind_of
from fiken.repositories._protocols import AnswerProtocol, SessionProtocol
from fiken.repositories._targets import Target, opened

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
#: Characters of the longest URL. No server accepts longer ones: it may be the content of a file.
_LONGEST_URL = 2000
#: The extension of the raw document of an e-invoice, which cannot be uploaded.
_XML = ".xml"

#: What can be downloaded.
Downloadable: TypeAlias = str | Attachment | InboxDocument | EhfDocument | Invoice | CreditNote


def download(
    session: SessionProtocol, base_url: str, what: Downloadable, to: Target | None
) -> bytes | None:
    """Download a file from Fiken, such as an attachment, and return it or write it to `to`.

    Args:
        session: The session that sends the request.
        base_url: The URL of the API.
        what: An attachment, a document in the inbox, an invoice, a credit note or an EHF document
            for its PDF, or the URL of a file on the host of the API, or the path of this URL.
        to: A path or an open file to write to; None to return the content.

    Returns:
        The content of the file; None if it was written to `to`.

    Raises:
        InvalidFileError: `what` is neither an entity with a download URL nor a possible URL, or
            `to` cannot be written.
        ConfigurationError: The URL is on another host.
        MappingError: The answer is not the file, but for example a page of HTML.
    """
    file: object = _pdf_of(what) if isinstance(what, (Invoice, CreditNote)) else what
    url, name = _source_of(file)
    url = _checked_url(url, base_url, what)
    return _delivered(session, url, ending_of(name) or ending_of(unquote(urlsplit(url).path)), to)


def download_xml(
    session: SessionProtocol, document: EhfDocument, to: Target | None
) -> bytes | None:
    """Download the XML of a received e-invoice, and return it or write it to `to`.

    The arguments and errors are those of `download`.
    """
    url = document.xml_url
    if not url:
        raise InvalidFileError(_NO_URL.format(short_repr(document), "xml_url", _EHF))
    return _delivered(session, _checked_url(url, "", document), _XML, to)


def _delivered(session: SessionProtocol, url: str, ending: str, to: Target | None) -> bytes | None:
    """Request a file, and return its content or write it to `to`, which is checked before."""
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


def _source_of(what: object) -> tuple[object, str]:
    """Return the URL of a file and its name, which may be empty.

    If `what` is neither an attachment nor a document, it is returned as the URL.

    Raises:
        InvalidFileError: The attachment or document has no download URL.
    """
    if isinstance(what, Attachment):
        url, name, field = what.download_url, what.filename, "download_url"
        source = "from the list of attachments"
    elif isinstance(what, InboxDocument):
        url, name, field = what.document_url, what.filename, "document_url"
        source = "with inbox.find(document)"
    elif isinstance(what, EhfDocument):
        url, name, field, source = what.document_url, "", "document_url", _EHF
    else:
        return what, ""
    if not url:
        raise InvalidFileError(_NO_URL.format(short_repr(what), field, source))
    return url, name or ""


_NO_URL = "{} has no {}: load it first, {}"
_EHF = "with ehf_documents.find(document)"


def _checked_url(url: object, base_url: str, what: object) -> str:
    """Check the URL or path of a file on the host of the API, and return it.

    If it is a path that begins with the path of `base_url`, the result is the rest of it.

    Args:
        url: The URL or path.
        base_url: The URL of the API.
        what: What the caller wants to download, for error messages.

    Raises:
        InvalidFileError: `url` cannot be a URL or a path.
    """
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
        promised = "document of XML" if ending == _XML else kind_by_ending(ending)
        expected = f"a {promised}" if promised else "a file"
        raise MappingError("", "the download", expected, unexpected, answer.request_id)
    return answer.body


def _unexpected(answer: AnswerProtocol, ending: str) -> str:
    """Return a description of what came instead of the file, such as "a page of HTML".

    Return "" if the answer seems to be the file. A user may have uploaded a file with a wrong
    extension. So if the content type of the answer fits the extension, any content is accepted. Any
    content is accepted too if the extension is not one of those that Fiken accepts. For the XML of
    an e-invoice, every other known kind of content is refused.

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
    if ending == _XML:
        return "" if kind in {"", "document of XML"} else with_article(kind)
    if ending not in TYPES or content_type == TYPES[ending]:
        return ""
    if is_text(kind):
        return with_article(kind)
    is_text_type = content_type.startswith("text/") or content_type.endswith(("json", "xml"))
    return f"an answer of type {content_type}" if not kind and is_text_type else ""

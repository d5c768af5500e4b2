"""The fields that all requests to send a document to the customer share."""

from collections.abc import Sequence

from fiken import types as t
from fiken.models._base import Model, model


@model
class Sending(Model):
    """The request to send a document to the customer (utsendelse)."""

    method: Sequence[t.SendMethod]
    """The ways to send it, the first choice first."""
    include_document_attachments: bool = True
    """Whether the attachments of the document are sent too."""
    recipient_name: str | None = None
    """The name of the recipient of an e-mail. None: the name of the customer."""
    recipient_email: str | None = None
    """The address that an e-mail is sent to. None: the address of the customer."""
    message: str | None = None
    """A text for the recipient. None: the usual text of the company."""
    email_send_option: t.EmailSendOption | None = None
    """Whether an e-mail has a link or a file. None: as the settings in Fiken say."""
    merge_invoice_and_attachments: bool | None = None
    """Whether the document and its attachments become one PDF file. None: they do not."""
    organization_number: str | None = None
    """The organization number for an electronic invoice (EHF). None: that of the customer."""
    mobile_number: str | None = None
    """The phone number for a text message. None: that of the customer."""

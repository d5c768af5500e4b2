"""Attachments (vedlegg): files on contacts, sales, purchases, drafts and journal entries."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Attachment(Model):
    """A file (vedlegg) on a contact, a sale, a purchase, a draft or a journal entry.

    An attachment cannot be changed.
    """

    uuid: t.Identity[str] = t.UNSET
    """The UUID of the file: 36 characters."""
    filename: t.ReadOnly[str | None] = None
    identifier: t.ReadOnly[str | None] = None
    """A number or name given by users, such as that of a receipt. It is not unique."""
    download_url: t.ReadOnly[str | None] = None
    """The URL for programs with a token: `CompanyClient.download` uses it."""
    download_url_with_fiken_normal_user_credentials: t.ReadOnly[str | None] = None
    """The URL for a browser that is logged in to Fiken."""
    comment: t.ReadOnly[str | None] = None
    type: t.ReadOnly[t.AttachmentType] = t.UNSET
    """The kind of document that the file is: an invoice, a reminder and so on."""

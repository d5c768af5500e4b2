"""Attachments (vedlegg): the files on a contact, a sale, a purchase, a draft, a journal entry."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class Attachment(Model):
    """A file that hangs on something. It cannot be changed."""

    uuid: t.Identity[str] = t.UNSET
    filename: t.ReadOnly[str | None] = None
    #: Written by users, and not unique.
    identifier: t.ReadOnly[str | None] = None
    #: For the token of the API.
    download_url: t.ReadOnly[str | None] = None
    #: For a browser that is logged in to Fiken.
    download_url_with_fiken_normal_user_credentials: t.ReadOnly[str | None] = None
    comment: t.ReadOnly[str | None] = None
    type: t.ReadOnly[t.AttachmentType] = t.UNSET

"""The documents in the inbox (innboks)."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class InboxDocument(Model):
    """A file in the inbox (innboks) that waits to be attached to something, or was attached.

    ``inbox.add`` uploads one. A document cannot be changed.
    """

    document_id: t.Identity[int] = t.UNSET
    name: t.ReadOnly[str] = t.UNSET
    """The name that the inbox shows. It is usually the name of the file."""
    description: t.ReadOnly[str | None] = None
    filename: t.ReadOnly[str | None] = None
    status: t.ReadOnly[bool] = t.UNSET
    """Whether the document was used: attached to a sale, a purchase or a journal entry.

    The filter `status` of the list is a word instead, such as "unused".

    Observed: docs/observed.md#5-lists
    """
    created_at: t.ReadOnly[t.DateTime] = t.UNSET
    """The moment at which the document came into the inbox."""
    document_url: t.ReadOnly[str | None] = None
    """The URL for programs with a token: `CompanyClient.download` uses it."""
    document_url_with_fiken_normal_user_credentials: t.ReadOnly[str | None] = None
    """The URL for a browser that is logged in to Fiken."""

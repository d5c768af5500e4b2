"""Projects (prosjekter)."""

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.contact import Contact


@model
class Project(Model):
    """What sales, purchases, entries and hours can be booked on. The module must be bought."""

    project_id: t.Identity[int] = t.UNSET
    #: Your own; it cannot be changed.
    number: t.CreateOnly[str] = t.UNSET
    name: str = t.UNSET
    description: str | None = None
    start_date: t.Date = t.UNSET
    #: The last day, inclusive.
    end_date: t.Date | None = None
    contact_id: int | None = None
    contact: t.ReadOnly[Contact | None] = None
    completed: bool = t.UNSET

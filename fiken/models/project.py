"""Projects (prosjekter)."""

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.contact import Contact


@model
class Project(Model):
    """A project (prosjekt), to which sales, purchases, journal entries and hours can belong.

    The company must have bought Fiken's module for projects.
    """

    project_id: t.Identity[int] = t.UNSET
    number: t.CreateOnly[str] = t.UNSET
    """Your own number of the project. It cannot be changed."""
    name: str = t.UNSET
    description: str | None = None
    start_date: t.Date = t.UNSET
    """The first day."""
    end_date: t.Date | None = None
    """The last day, inclusive."""
    contact_id: int | None = None
    """The customer of the project."""
    contact: t.ReadOnly[Contact | None] = None
    completed: bool = t.UNSET

"""Activities (aktiviteter): the kinds of work that hours are registered for."""

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.product import Product
from fiken.models.project import Project


@model
class Activity(Model):
    """A kind of work (aktivitet), such as development. Each `TimeEntry` belongs to one.

    The company must have bought Fiken's module for time tracking.

    >>> Activity(name="Development", hourly_rate=t.kroner("1250"), billable=True)
    Activity(name='Development', hourly_rate=125000, billable=True)
    """

    activity_id: t.Identity[int] = t.UNSET
    name: str = t.UNSET
    """The name. No other activity of the company can have the same name."""
    hourly_rate: t.Amount | None = None
    """Øre: the price of one hour."""
    product_id: int | None = None
    """The id of the product that is invoiced for hours of this activity."""
    product: t.ReadOnly[Product | None] = None
    billable: bool = t.UNSET
    """Whether hours of this activity are normally invoiced."""
    description: str | None = None
    project_id: int | None = None
    """The id of the project that the activity belongs to."""
    project: t.ReadOnly[Project | None] = None
    archived: t.ReadOnly[bool] = t.UNSET
    """Whether the activity was deleted while it was in use. It is no longer offered to users."""

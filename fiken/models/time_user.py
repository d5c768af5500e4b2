"""Time users (timeførere): the persons who can register hours."""

from fiken import types as t
from fiken.models._base import Model, model


@model
class TimeUser(Model):
    """A person who can register hours (timefører). The API cannot create or change one.

    The company must have bought Fiken's module for time tracking.
    """

    time_user_id: t.Identity[int] = t.UNSET
    name: t.ReadOnly[str] = t.UNSET
    email: t.ReadOnly[str] = t.UNSET
    created_date: t.ReadOnly[t.DateTime] = t.UNSET
    """The moment at which the person was added."""
    last_modified_date: t.ReadOnly[t.DateTime] = t.UNSET
    """The moment of the last change."""

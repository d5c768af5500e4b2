"""The user whose token it is."""

from fiken.models._base import Model, model


@model
class User(Model):
    """Who you are to Fiken (GET /user)."""

    name: str | None = None
    email: str | None = None

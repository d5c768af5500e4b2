"""The user to whom the token belongs."""

from fiken.models._base import Model, model


@model
class User(Model):
    """The user to whom the token belongs (GET /user)."""

    name: str | None = None
    email: str | None = None

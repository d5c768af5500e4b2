"""The tokens of one login, and the mapper by which stores keep them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from types import MappingProxyType
from typing import Any, NoReturn, Self

from fiken.auth._secret import HIDDEN, Secret, error_about, problem_of
from fiken.errors import InvalidAttributeError
from fiken.mappers import Mapper
from fiken.models import Model, model
from fiken.models._evolve import Evolve
from fiken.models._fields import fields_of
from fiken.types import DateTime, rule_of


@model
class Tokens(Model):
    """The tokens of one login, and the time when the access token expires.

    Only the attributes and `dump_secrets` return the tokens. A repr and a text hide them, and a
    pickle is refused. Comparing takes the same time for every wrong token.

    >>> Tokens(access_token="made.up")
    Tokens(access_token='…')

    Attributes:
        access_token: The token that is sent with every request.
        refresh_token: The token that gets a new access token; None if there is none.
        expires_at: When the access token expires, with a time zone. None: it never does, as a
            personal token, or Fiken did not say when.

    Raises:
        InvalidAttributeError: A value cannot be a token, or the time has no time zone. The error
            does not contain a token.
    """

    access_token: Secret
    refresh_token: Secret | None = None
    expires_at: DateTime | None = None

    def __init__(
        self,
        *,
        access_token: str,
        refresh_token: str | None = None,
        expires_at: datetime | None = None,
    ) -> None:
        problem = _invalid(access_token, refresh_token, expires_at)
        if problem is not None:
            del access_token, refresh_token  # no frame of the error may hold them
            raise problem
        initialize: Any = getattr(self, "__attrs_init__")  # noqa: B009 - attrs adds it
        initialize(access_token=access_token, refresh_token=refresh_token, expires_at=expires_at)

    def __replace__(self, **changes: Any) -> Self:
        """Return a copy of the tokens with these changes: ``tokens.evolve(refresh_token="…")``.

        Raises:
            InvalidAttributeError: A value is not valid; the error does not contain a token.
            TypeError: The tokens do not have an attribute with this name.
        """
        values = {name: getattr(self, name) for name in fields_of(type(self))} | changes
        del changes
        try:
            return type(self)(**values)
        finally:
            del values  # no frame of an error may hold them

    evolve = Evolve(__replace__)

    def expires_within(self, seconds: float, now: datetime | None = None) -> bool:
        """Return whether the access token has expired, or will do so within these seconds.

        Args:
            seconds: The number of seconds; 0 to ask whether it has expired.
            now: The time to count from, with a time zone; None for the clock of this machine.
        """
        if self.expires_at is None:
            return False
        moment = datetime.now(UTC) if now is None else now
        return self.expires_at - moment <= timedelta(seconds=seconds)

    def dump_secrets(self) -> dict[str, str]:
        """Return the tokens as a dict that a store can write as JSON. Keep the result secret.

        A value that is None is left out. The time is in ISO format, with its time zone.

        >>> Tokens(access_token="made.up").dump_secrets()
        {'access_token': 'made.up'}
        """
        return TokensMapper().dump(self)

    @classmethod
    def load_secrets(cls, data: Mapping[str, Any]) -> Self:
        """Return the tokens that `dump_secrets` has turned into plain values.

        Args:
            data: The plain values, by name. Unknown names are ignored.

        Raises:
            InvalidAttributeError: A value is missing or not valid. The error contains no token.
        """
        values: dict[str, Any] = {name: data.get(name) for name in fields_of(cls)}
        del data
        moment = values["expires_at"]
        if isinstance(moment, str):
            values["expires_at"] = _moment(moment)
        try:
            return cls(**values)
        finally:
            del values  # no frame of an error may hold them

    def as_dict(self) -> NoReturn:
        """Raise TypeError: `dump_secrets` returns the tokens, and its name says so."""
        raise TypeError(f"as_dict would show the tokens: {_INSTEAD}")

    def as_json(self, *, indent: int | None = None) -> NoReturn:  # noqa: ARG002
        """Raise TypeError: `dump_secrets` returns the tokens, and its name says so."""
        raise TypeError(f"as_json would show the tokens: {_INSTEAD}")

    def as_text(self) -> str:
        """Return which tokens there are, as lines of text for people. The tokens are hidden."""
        shown = self._shown()
        width = max(map(len, shown))
        return "\n".join(["Tokens", *(f"  {name:{width}}  {shown[name]}" for name in shown)])

    def __repr__(self) -> str:
        shown = {n: repr(v) if v == HIDDEN else f"'{v}'" for n, v in self._shown().items()}
        return f"{type(self).__name__}({', '.join(f'{n}={v}' for n, v in shown.items())})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tokens):
            return NotImplemented
        equal = [
            compare_digest(self.access_token, other.access_token),
            compare_digest(self.refresh_token or "", other.refresh_token or ""),
            self.expires_at == other.expires_at,
        ]
        return all(equal)

    def __hash__(self) -> int:
        return hash((self.access_token, self.refresh_token, self.expires_at))

    def __copy__(self) -> Self:
        return self  # it cannot be changed

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Raise TypeError. A pickle would contain the tokens."""
        raise TypeError(f"a pickle would contain the tokens: {_INSTEAD}")

    def _shown(self) -> dict[str, str]:
        """Return a text for each value that is not None; it hides a token."""
        shown: dict[str, str] = {"access_token": HIDDEN}
        # A debugger may ask for the repr before the values are there.
        if getattr(self, "refresh_token", None) is not None:
            shown["refresh_token"] = HIDDEN
        if (moment := getattr(self, "expires_at", None)) is not None:
            shown["expires_at"] = moment.isoformat()
        return shown


_INSTEAD = "take dump_secrets(), and keep its result secret"


class TokensMapper(Mapper[Tokens]):
    """The mapper of tokens in stores, where each value has the name of its attribute."""

    model = Tokens
    keys = MappingProxyType({name: name for name in fields_of(Tokens)})


def _invalid(
    access_token: object, refresh_token: object, expires_at: object
) -> InvalidAttributeError | None:
    """Return the error for the first value that is not valid; None if all are.

    It is returned and not raised: its traceback would lead to the tokens.
    """
    secrets = {"access_token": access_token, "refresh_token": refresh_token}
    if refresh_token is None:
        del secrets["refresh_token"]
    for name, secret in secrets.items():
        if problem := problem_of(secret):
            return error_about("Tokens", name, problem)
    rule = rule_of(DateTime, nullable=True)
    if not rule.holds(expires_at):
        hint = rule.hint(expires_at)
        return InvalidAttributeError("Tokens", "expires_at", expires_at, rule.says, hint)
    return None


def _moment(text: str) -> object:
    """Return a time in ISO format as a datetime; return the text itself if it is not one."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text

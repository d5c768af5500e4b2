"""Enumerations that are open on reading and closed on writing."""

from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Self, cast

from fiken._messages import short_repr

_LONGEST = 100  # characters: no member is longer, and comparing long texts takes time


class OpenEnum(StrEnum):
    """An enumeration that is closed for values that users give and open for those of Fiken.

    ``VatType("X")`` raises a ValueError, like any other enumeration. A value from Fiken that this
    version does not know is loaded as a member of its own: it equals its text, its `is_known` is
    False, and it is sent back unchanged. A plain text that equals a member is accepted wherever the
    enumeration is asked for.
    """

    @property
    def is_known(self) -> bool:
        """Whether this version of the library has a member for the value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> None:
        near_miss, known = _near_miss(cls, value), known_values(cls)
        advice = f"{near_miss} ({known})" if near_miss else known
        raise ValueError(f"{short_repr(value)} is not a valid {cls.__name__}: {advice}")

    @classmethod
    def load(cls, value: str) -> Self:
        """Return the member, or for an unknown value a new object of this class that holds it."""
        known = cls._value2member_map_.get(value)
        return cast("Self", known) if known is not None else cls._standing_for(value)

    @classmethod
    def _standing_for(cls, value: object) -> Self:
        if not isinstance(value, str):
            raise TypeError(f"{cls.__name__} must be text, not {short_repr(value)}")
        # The text alone: the value can be a member of another enumeration, which is a text too.
        text = str.__str__(value)
        unknown = str.__new__(cls, text)
        unknown._name_ = unknown._value_ = text
        return unknown

    @classmethod
    def converted(cls, value: Any) -> Any:
        """Return the member for a plain string that equals one, and any other value unchanged."""
        return cls._value2member_map_.get(value, value) if type(value) is str else value

    @classmethod
    def advice(cls, value: object) -> str:
        """Return what to write instead of a refused value; empty where nothing is close to it."""
        return _near_miss(cls, value)

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        # By value through `load`: the way of Enum would refuse an unknown value.
        return type(self).load, (self._value_,)

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __copy__(self) -> Self:
        return self


class OpenText(OpenEnum):
    """An open enumeration whose values the contract does not list.

    The contract says only that the value is text, so users can create unknown values with `other`.
    """

    @classmethod
    def other(cls, value: str) -> Self:
        """Return a value that this version does not know, or the member that equals it."""
        return cls.load(value)

    @classmethod
    def advice(cls, value: object) -> str:
        """Return what to write instead of a refused value, or how to create a new one of it."""
        if type(value) is not str or len(value) > _LONGEST:
            return ""
        creating = f"for a value that this version does not know, write {cls.__name__}.other"
        return _near_miss(cls, value) or f"{creating}({value!r})"


def known_values(enum: type[OpenEnum]) -> str:
    """Return a phrase that lists the members."""
    return f"the known values are {', '.join(enum)}"


def _near_miss(enum: type[OpenEnum], value: object) -> str:
    """Return a question that names the member closest to a text; empty where none is close."""
    if type(value) is not str or len(value) > _LONGEST:
        return ""
    members = {member.upper(): str(member) for member in enum}
    close = get_close_matches(value.upper(), members, 1, 0.5)
    return f"did you mean {members[close[0]]}?" if close else ""

"""Enumerations that accept unknown values from Fiken, but not from the user."""

from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Self, cast

from fiken._messages import short_repr

_LONGEST = 100  # characters: no member is longer, and comparing long texts takes time


class OpenEnum(StrEnum):
    """An enumeration that accepts unknown values from Fiken, but not from the user.

    Fiken may add values that this version of the library lacks, such as ``"NEW"`` for `VatType`. A
    loaded model then holds an object that equals ``"NEW"``. Its `is_known` is False, and the object
    is sent back unchanged. But ``VatType("NEW")`` in a program raises ValueError: it may be a
    typing error.

    Models accept a plain string that equals a member: ``"HIGH"`` becomes ``VatType.HIGH``.
    """

    @property
    def is_known(self) -> bool:
        """Whether the value is a member.

        False for a value that this version of the library lacks.
        """
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> None:
        near_miss, known = _near_miss(cls, value), known_values(cls)
        advice = f"{near_miss} ({known})" if near_miss else known
        raise ValueError(f"{short_repr(value)} is not a valid {cls.__name__}: {advice}")

    @classmethod
    def load(cls, value: str) -> Self:
        """Return the member that equals a value from Fiken.

        If no member equals the value, return a new object that holds it.

        Raises:
            TypeError: The value is not a string.
        """
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
        """Return the member for a plain string: ``VatType.HIGH`` for ``"HIGH"``.

        Any other value is returned unchanged, also a string that equals no member.
        """
        return cls._value2member_map_.get(value, value) if type(value) is str else value

    @classmethod
    def advice(cls, value: object) -> str:
        """Return a suggestion for a refused value, such as "did you mean HIGH?" for "HIHG".

        The suggestion is an empty string if no member is similar to the value.
        """
        return _near_miss(cls, value)

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        # Enum's own method would refuse an unknown value.
        return type(self).load, (self._value_,)

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __copy__(self) -> Self:
        return self


class OpenText(OpenEnum):
    """An enumeration that accepts unknown values from Fiken and, through `other`, from the user.

    It is for fields that Fiken's documentation declares as plain text, without a list of values.
    The user writes ``VatType.other("NEW")`` for a value that this version of the library lacks.
    """

    @classmethod
    def other(cls, value: str) -> Self:
        """Return an object for a value that this version of the library lacks.

        ``VatType.other("NEW")`` can be sent to Fiken like a member. If a member equals the value,
        return that member.

        Raises:
            TypeError: The value is not a string.
        """
        return cls.load(value)

    @classmethod
    def advice(cls, value: object) -> str:
        """Return a suggestion for a refused value, such as "did you mean HIGH?" for "HIHG".

        If no member is similar to the value, the suggestion is to call `other`. For a value that is
        not a plain string, or has more than 100 characters, it is an empty string.
        """
        if type(value) is not str or len(value) > _LONGEST:
            return ""
        creating = f"for a value that this version does not know, write {cls.__name__}.other"
        return _near_miss(cls, value) or f"{creating}({value!r})"


def known_values(enum: type[OpenEnum]) -> str:
    """Return the phrase "the known values are invoice, reminder, …" with all members.

    The phrase is part of error messages.
    """
    return f"the known values are {', '.join(enum)}"


def _near_miss(enum: type[OpenEnum], value: object) -> str:
    """Return "did you mean HIGH?" for "HIHG", or an empty string if no member is similar."""
    if type(value) is not str or len(value) > _LONGEST:
        return ""
    members = {member.upper(): str(member) for member in enum}
    close = get_close_matches(value.upper(), members, 1, 0.5)
    return f"did you mean {members[close[0]]}?" if close else ""

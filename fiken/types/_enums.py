"""Enumerations that are open on reading and closed on writing."""

from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Self, cast

from fiken._messages import short_repr

_LONGEST = 100  # characters: no member is as long, and comparing texts takes time


class OpenEnum(StrEnum):
    """A closed set for who writes, an open one for who reads.

    ``VatType("X")`` raises, as of any enum. What Fiken sends and this version does not know loads
    as itself: it equals its string, `is_known` is False, and it is sent back unchanged. A plain
    string that equals a member is taken wherever the enum is asked for.
    """

    @property
    def is_known(self) -> bool:
        """Whether this version of the library has a member for the value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> None:
        remedy = cls._meant(value) or f"it has {', '.join(cls)}"
        raise ValueError(f"{short_repr(value)} is not a valid {cls.__name__}: {remedy}")

    @classmethod
    def load(cls, value: str) -> Self:
        """Give the member, or for an unknown value one that stands for itself."""
        known = cls._value2member_map_.get(value)
        return cast("Self", known) if known is not None else cls._standing_for(value)

    @classmethod
    def _standing_for(cls, value: object) -> Self:
        if not isinstance(value, str):
            raise TypeError(f"{cls.__name__} is a text, not {short_repr(value)}")
        # The text alone: of a subclass, such as a member of another enumeration, it is the same.
        text = str.__str__(value)
        made = str.__new__(cls, text)
        made._name_ = made._value_ = text
        return made

    @classmethod
    def converted(cls, value: Any) -> Any:
        """Give the member for a plain string that equals one; anything else as it is."""
        return cls._value2member_map_.get(value, value) if type(value) is str else value

    @classmethod
    def advice(cls, value: object) -> str:
        """Say what was probably meant."""
        return cls._meant(value)

    @classmethod
    def _meant(cls, value: object) -> str:
        if type(value) is not str or len(value) > _LONGEST:
            return ""
        meant = get_close_matches(value.upper(), [m.upper() for m in cls], 1, 0.5)
        return f"did you mean {next(m for m in cls if m.upper() == meant[0])!s}?" if meant else ""

    def __reduce_ex__(self, _: object) -> tuple[Any, ...]:
        # By value through `load`: Enum's own way would refuse an unknown value.
        return type(self).load, (self._value_,)

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __copy__(self) -> Self:
        return self


class OpenText(OpenEnum):
    """An open enum for which the contract has only a string: an unknown one can be made."""

    @classmethod
    def other(cls, value: str) -> Self:
        """Make, on purpose, a value that this version does not know."""
        return cls.load(value)

    @classmethod
    def advice(cls, value: object) -> str:
        """Say what was probably meant, or how to insist."""
        meant = super().advice(value)
        return meant or (
            f"{cls.__name__}.other({short_repr(value)}) insists" if type(value) is str else ""
        )

"""The rule engine: what an annotation says of a value, read once for checking and for mapping."""

import collections.abc
import types as python
import typing
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin

import attrs

from fiken._messages import short_repr, with_article
from fiken.errors import InvalidAttributeError
from fiken.types._enums import OpenEnum
from fiken.types.dates import Real, is_date, real_class, real_date, real_datetime

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def cached(function: F) -> F:
    """`functools.cache`, keeping the signature: type checkers see classes as unhashable there."""
    return cast("F", cache(function))


#: What a field holds until Fiken fills it: None at run time, so that a loaded value needs no `if`.
UNSET: Any = None


class Access(Enum):
    """In which direction a field travels. Without a mark: both ways, at any time."""

    READ_ONLY = "Fiken sets it"
    WRITE_ONLY = "it can be sent, and Fiken may not give it back"
    CREATE_ONLY = "it can be given on creation, and not changed"
    UPDATE_ONLY = "it can be changed, and not given on creation"


class _Key:
    """Marks the field that identifies the entity."""


KEY = _Key()

#: Stands in answers only: never sent.
ReadOnly = Annotated[T, Access.READ_ONLY]
#: Stands in requests; Fiken may not return it.
WriteOnly = Annotated[T, Access.WRITE_ONLY]
#: Can be given once, not changed.
CreateOnly = Annotated[T, Access.CREATE_ONLY]
#: Can be changed, not given on creation.
UpdateOnly = Annotated[T, Access.UPDATE_ONLY]
#: The key of the entity, which Fiken gives.
Identity = Annotated[T, Access.READ_ONLY, KEY]


def _no_hint(_: object) -> str:
    return ""


def _as_is(value: Any) -> Any:
    return value


_LINE = 200  # characters


@attrs.frozen
class Rule:
    """A sentence and a predicate: what a value must be. It is the attrs validator of its field.

    Args:
        says: What the value must be, as a phrase after "must be".
        holds: Whether a value is so.
        hint: From a value that is not, what to write instead; empty where nothing helps.
        convert: What is done to a value before it is looked at.
    """

    says: str
    holds: Callable[[Any], bool]
    hint: Callable[[Any], str] = _no_hint
    convert: Callable[[Any], Any] = _as_is

    @property
    def converter(self) -> Callable[[Any], Any] | None:
        """What attrs is to call before it checks; None where nothing is converted."""
        return None if self.convert is _as_is else self.convert

    def __call__(self, instance: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        self.check(type(instance).__name__, attribute.name, value)

    def check(self, model: str, attribute: str, value: Any) -> None:
        """Raise `InvalidAttributeError` unless the rule holds."""
        if not self.holds(value):
            raise InvalidAttributeError(model, attribute, value, self.says, self._advice(value))

    def _advice(self, value: Any) -> str:
        """Return the hint; none where it would quote more than a line, or cannot be written."""
        try:
            hint = self.hint(value)
        except ValueError:  # a whole number of 5,000 digits cannot be written
            return ""
        return hint if len(hint) <= _LINE else ""

    def converted(self, model: str, attribute: str, value: Any) -> Any:
        """Give the value as the field would hold it, or raise `InvalidAttributeError`."""
        converted = self.convert(value)
        self.check(model, attribute, converted)
        return converted


@attrs.frozen
class Hint:
    """What one annotation says: the class at its core, and what stands around it.

    Args:
        core: int, str, bool, date, datetime, Decimal, an `OpenEnum`, a model, a Literal or Any.
        many: It is a sequence of those.
        optional: None may be given.
        access: The direction, None for both.
        key: It identifies the entity.
        rule: The rule written beside the core, if any.
    """

    core: Any
    many: bool = False
    optional: bool = False
    access: Access | None = None
    key: bool = False
    rule: Rule | None = None


@cached
def hint_of(annotation: Any) -> Hint:
    """Read an annotation: ``CreateOnly[Sequence[Text200] | None]`` and the like."""
    if get_origin(annotation) is Annotated:
        return _marked(annotation)
    if get_origin(annotation) in (typing.Union, python.UnionType):
        return _united(get_args(annotation))
    if get_origin(annotation) is collections.abc.Sequence:
        return attrs.evolve(hint_of(get_args(annotation)[0]), many=True)
    return Hint(real_class(annotation))


def _marked(annotation: Any) -> Hint:
    core, *marks = get_args(annotation)
    hint = hint_of(core)
    for mark in marks:
        if isinstance(mark, Rule):
            hint = attrs.evolve(hint, rule=mark)
        elif isinstance(mark, Access):
            hint = attrs.evolve(hint, access=mark)
        elif mark is KEY:
            hint = attrs.evolve(hint, key=True)
    return hint


def _united(members: tuple[Any, ...]) -> Hint:
    some = tuple(member for member in members if member is not type(None))
    if Decimal in some:  # Decimal | int: one kind of value, which arrives as a number
        return Hint(Decimal, optional=len(some) < len(members))
    (one,) = some
    return attrs.evolve(hint_of(one), optional=len(some) < len(members))


@cached
def rule_of(annotation: Any, *, nullable: bool = False) -> Rule:
    """Give the rule of an annotation; `nullable` where the default is None."""
    hint = hint_of(annotation)
    one = hint.rule or _derived(hint.core)
    rule = _many(one) if hint.many else one
    return _or_none(rule) if hint.optional or nullable else rule


def _derived(core: Any) -> Rule:
    if core in _EXACT:
        return _EXACT[core]
    if core is Any:
        return Rule("anything", lambda _: True)
    if get_origin(core) is Literal:
        return _one_of(get_args(core))
    if issubclass(core, OpenEnum):
        return _member(core)

    def holds(value: object) -> bool:
        return isinstance(value, core)

    return Rule(with_article(core.__name__), holds)


def _one_of(values: tuple[Any, ...]) -> Rule:
    listed = ", ".join(map(repr, values))
    return Rule(f"one of {listed}", lambda value: isinstance(value, str) and value in values)


def _member(enum: type[OpenEnum]) -> Rule:
    says = with_article(enum.__name__) + (f" ({', '.join(enum)})" if len(enum) < _MANY else "")

    def holds(value: object) -> bool:
        return isinstance(value, enum) and can_be_sent(value)

    return Rule(says, holds, enum.advice, enum.converted)


_MANY = 10  # from here on an error does not list the members


def _many(one: Rule) -> Rule:
    def convert(value: Any) -> Any:
        return tuple(map(one.convert, _items(value))) if _is_sequence(value) else value

    def holds(value: Any) -> bool:
        return isinstance(value, tuple) and all(map(one.holds, _items(value)))

    def hint(value: Any) -> str:
        if not isinstance(value, tuple):
            return "() empties it" if value is None else "put it into a list"
        place, wrong = next((n, v) for n, v in enumerate(_items(value)) if not one.holds(v))
        return f"[{place}] is {short_repr(wrong)}. {one.hint(wrong)}".rstrip()

    return Rule(f"a sequence, each {one.says}", holds, hint, convert)


def _is_sequence(value: object) -> bool:
    return isinstance(value, list | tuple)


def _items(value: Any) -> "tuple[Any, ...]":
    return tuple(value)


def _or_none(rule: Rule) -> Rule:
    def holds(value: object) -> bool:
        return value is None or rule.holds(value)

    def convert(value: object) -> Any:
        return None if value is None else rule.convert(value)

    return Rule(f"{rule.says}, or None", holds, rule.hint, convert if rule.converter else _as_is)


def _whole(value: object) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


def _whole32(value: object) -> bool:
    return type(value) is int and -(2**31) <= value < 2**31


def _text(value: object) -> bool:
    return isinstance(value, str) and can_be_sent(value)


def can_be_sent(text: str) -> bool:
    """Whether the text is Unicode; half a surrogate pair, as of a broken file name, is not."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _whole_hint(value: object) -> str:
    if isinstance(value, str) and value.isdecimal():
        return f"write {value}"
    fields = getattr(type(value), "__attrs_attrs__", ())
    return f"give its {fields[0].name}" if fields else ""


def _flag(value: object) -> bool:
    return type(value) is bool


def _decimal(value: object) -> bool:
    return isinstance(value, Decimal)


def _day_hint(value: object) -> str:
    if isinstance(value, Real.datetime):
        return _norwegian_day_hint(value) or "take its .date()"
    return 'date.fromisoformat("2026-01-31") makes one of a text' if isinstance(value, str) else ""


def _norwegian_day_hint(moment: Any) -> str:
    """Return how to get the Norwegian day of an aware datetime; empty for a naive one.

    Its own .date() is a day of another time zone: for an hour or two after midnight in Norway, UTC
    is still in the old year.
    """
    day = ""
    # There may be no data on time zones (Windows without the package tzdata), and a datetime at
    # the end of the calendar or of another library (NaT of pandas) raises errors of its own.
    with suppress(Exception):
        if moment.utcoffset() is None:
            return ""
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - it would slow down every import of fiken

        day = f": {moment.astimezone(ZoneInfo('Europe/Oslo')).date().isoformat()}"
    return f'take its Norwegian day, .astimezone(ZoneInfo("Europe/Oslo")).date(){day}'


def _aware(value: object) -> bool:
    return isinstance(value, Real.datetime) and value.utcoffset() is not None


# bool is an int and datetime is a date to isinstance, and neither is meant.
_EXACT: dict[Any, Rule] = {
    int: Rule("a whole number of at most 64 bits", _whole, _whole_hint),
    str: Rule("text", _text),
    bool: Rule("True or False", _flag),
    Real.date: Rule("a date", is_date, _day_hint, real_date),
    Real.datetime: Rule("a datetime with a time zone", _aware, convert=real_datetime),
    Decimal: Rule("a Decimal", _decimal),
}

#: A whole number where Fiken's contract says int32, such as a number of days.
Int32 = Annotated[int, Rule("a whole number of at most 32 bits", _whole32, _whole_hint)]

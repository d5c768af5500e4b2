"""The parser of field annotations, such as ``CreateOnly[Sequence[Text200] | None]``.

Models use the result to check values, and mappers use it to convert values to and from JSON.
"""

import collections.abc
import types as python
import typing
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args, get_origin

import attrs

from fiken._messages import short_repr, with_article
from fiken.types._enums import OpenEnum, known_values
from fiken.types._exact import EXACT
from fiken.types._marks import KEY, Access, cached
from fiken.types._rule import Rule, can_be_sent
from fiken.types.dates import real_class


@attrs.frozen
class Hint:
    """The parsed type annotation of a field.

    For ``ReadOnly[Sequence[Note]]``, `value_type` is Note, `many` is True, and `access` is
    `Access.READ_ONLY`.

    Args:
        value_type: The type of a single value: int, str, bool, date, datetime, Decimal, an
            `OpenEnum`, a model, a Literal or Any.
        many: Whether the field holds a sequence of such values.
        optional: Whether the field can hold None.
        access: The restriction on sending the field, such as `Access.READ_ONLY`. None if there is
            no restriction.
        key: Whether the field is the id of the entity.
        rule: The check of the values, for a type such as `Text200`. None for a plain type such as
            str.
    """

    value_type: Any
    many: bool = False
    optional: bool = False
    access: Access | None = None
    key: bool = False
    rule: Rule | None = None


@cached
def hint_of(annotation: Any) -> Hint:
    """Return the parsed annotation of a field: ``Hint(int, many=True)`` for ``Sequence[int]``.

    Raises:
        TypeError: It is a text, or a union of types such as ``int | str``.
    """
    if isinstance(annotation, str):
        raise TypeError(
            f"the annotation {annotation!r} of a model is a text, and not a type: write it without "
            "quotes, and the module without `from __future__ import annotations`"
        )
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        hint = hint_of(inner)
        for mark in marks:
            if isinstance(mark, Rule):
                hint = attrs.evolve(hint, rule=mark)
            elif isinstance(mark, Access):
                hint = attrs.evolve(hint, access=mark)
            elif mark is KEY:
                hint = attrs.evolve(hint, key=True)
        return hint
    if get_origin(annotation) in (typing.Union, python.UnionType):
        return _hint_of_union(get_args(annotation))
    if get_origin(annotation) is collections.abc.Sequence:
        return attrs.evolve(hint_of(get_args(annotation)[0]), many=True)
    return Hint(real_class(annotation))


def _hint_of_union(members: tuple[Any, ...]) -> Hint:
    some = tuple(member for member in members if member is not type(None))
    if Decimal in some:  # Decimal | int: one kind of value, which JSON has as a number
        return Hint(Decimal, optional=len(some) < len(members))
    if len(some) != 1:
        raise TypeError(f"a field of a model has one type, or Any, and not {some}")
    (one,) = some
    return attrs.evolve(hint_of(one), optional=len(some) < len(members))


@cached
def rule_of(annotation: Any, *, nullable: bool = False) -> Rule:
    """Return the `Rule` that checks the values of a field, from the annotation of the field.

    Args:
        annotation: The annotation, such as ``Text200 | None``.
        nullable: Whether to accept None, even without ``| None`` in the annotation.
    """
    hint = hint_of(annotation)
    one = hint.rule or _rule_of_type(hint.value_type)
    rule = _sequence_of(one) if hint.many else one
    return _or_none(rule) if hint.optional or nullable else rule


def _rule_of_type(value_type: Any) -> Rule:
    if value_type in EXACT:
        return EXACT[value_type]
    if value_type is Any:
        return Rule("anything", lambda _: True)
    if get_origin(value_type) is Literal:
        values = get_args(value_type)
        listed = ", ".join(map(repr, values))
        return Rule(f"one of {listed}", lambda value: isinstance(value, str) and value in values)
    if issubclass(value_type, OpenEnum):
        return _member_of(value_type)

    def holds(value: object) -> bool:
        return isinstance(value, value_type)

    def hint(value: object) -> str:
        """Return the advice of the class, such as how to make a line of a draft from another."""
        advice = getattr(value_type, "_advice", None)
        return "" if advice is None else str(advice(value))

    return Rule(with_article(value_type.__name__), holds, hint)


# The classes of the lines that `from_line` takes.
_ISSUED = {"InvoiceLine"}
_MANY = 10  # members: a longer list is put at the end of a message


def _member_of(enum: type[OpenEnum]) -> Rule:
    def holds(value: object) -> bool:
        return isinstance(value, enum) and can_be_sent(value)

    says = with_article(enum.__name__)
    if len(enum) < _MANY:
        return Rule(f"{says} ({', '.join(enum)})", holds, enum.advice, enum.converted)
    return Rule(says, holds, enum.advice, enum.converted, known_values(enum))


def _sequence_of(one: Rule) -> Rule:
    def convert(value: Any) -> Any:
        return tuple(map(one.convert, _items(value))) if _is_sequence(value) else value

    def holds(value: Any) -> bool:
        return isinstance(value, tuple) and all(map(one.holds, _items(value)))

    def hint(value: Any) -> str:
        if not isinstance(value, tuple):
            return "() empties it" if value is None else "put it into a list"
        place, wrong = next((n, v) for n, v in enumerate(_items(value)) if not one.holds(v))
        return f"[{place}] is {short_repr(wrong)}. {one.hint(wrong)}".rstrip()

    return Rule(f"a sequence, each {one.says}", holds, hint, convert, one.choices)


def _is_sequence(value: object) -> bool:
    return isinstance(value, list | tuple)


def _items(value: Any) -> "tuple[Any, ...]":
    return tuple(value)


def _or_none(rule: Rule) -> Rule:
    def holds(value: object) -> bool:
        return value is None or rule.holds(value)

    def convert(value: object) -> Any:
        return None if value is None else rule.convert(value)

    says = f"{rule.says}, or None"
    if rule.converter is None:
        return attrs.evolve(rule, says=says, holds=holds)
    return attrs.evolve(rule, says=says, holds=holds, convert=convert)

"""Annotations, read once for checking and for mapping: ``CreateOnly[Sequence[Text200] | None]``."""

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
    """The meaning of one annotation.

    Args:
        core: The class of one value: int, str, bool, date, datetime, Decimal, an `OpenEnum`, a
            model, a Literal or Any.
        many: Whether the field holds a sequence of such values.
        optional: Whether the field can hold None.
        access: The direction in which the field travels; None for both.
        key: Whether the field identifies the entity.
        rule: The rule that the annotation names; None where it follows from the core.
    """

    core: Any
    many: bool = False
    optional: bool = False
    access: Access | None = None
    key: bool = False
    rule: Rule | None = None


@cached
def hint_of(annotation: Any) -> Hint:
    """Return the meaning of an annotation."""
    if get_origin(annotation) is Annotated:
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
    if get_origin(annotation) in (typing.Union, python.UnionType):
        return _hint_of_union(get_args(annotation))
    if get_origin(annotation) is collections.abc.Sequence:
        return attrs.evolve(hint_of(get_args(annotation)[0]), many=True)
    return Hint(real_class(annotation))


def _hint_of_union(members: tuple[Any, ...]) -> Hint:
    some = tuple(member for member in members if member is not type(None))
    if Decimal in some:  # Decimal | int: one kind of value, which JSON has as a number
        return Hint(Decimal, optional=len(some) < len(members))
    (one,) = some
    return attrs.evolve(hint_of(one), optional=len(some) < len(members))


@cached
def rule_of(annotation: Any, *, nullable: bool = False) -> Rule:
    """Return the rule of an annotation. With `nullable`, None satisfies it in any case."""
    hint = hint_of(annotation)
    one = hint.rule or _rule_of_core(hint.core)
    rule = _sequence_of(one) if hint.many else one
    return _or_none(rule) if hint.optional or nullable else rule


def _rule_of_core(core: Any) -> Rule:
    if core in EXACT:
        return EXACT[core]
    if core is Any:
        return Rule("anything", lambda _: True)
    if get_origin(core) is Literal:
        values = get_args(core)
        listed = ", ".join(map(repr, values))
        return Rule(f"one of {listed}", lambda value: isinstance(value, str) and value in values)
    if issubclass(core, OpenEnum):
        return _member_of(core)

    def holds(value: object) -> bool:
        return isinstance(value, core)

    return Rule(with_article(core.__name__), holds)


_MANY = 10  # members: more than that stand at the end of a message


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

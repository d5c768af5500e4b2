"""Random bodies of answers for any model: right ones, nearly right ones and wrong ones.

They are written as text and not as objects, because most of what may go wrong is in the text: keys
that come twice, escapes, long numbers, bytes that are not UTF-8.
"""

import json
from decimal import Decimal
from random import Random
from typing import Any, get_args

from fiken.mappers._declaration import mapper_of
from fiken.mappers._fields import MappedField
from fiken.models import Model
from fiken.models._base import is_model
from fiken.types import OpenEnum, Real

#: A byte that is not UTF-8, in a text that is encoded with "surrogateescape".
NOT_UTF8 = "\udcff"

_TEXTS = ['"Kaffe"', '"Bønner og brygg"', '""', '" "', '"☕\U0001f600"', '"\\ud83d\\ude00"']
_TEXTS += ['"a\\"b\\\\c\\/d\\b\\f\\n\\r\\t"', '"\\u0041\\u00e5\\u0000"', '"null"', '"2026-06-15"']
_NUMBERS = ["0", "-0", "1", "-1", "100", "125000", "2147483648", "9007199254740993"]
_NUMBERS += ["9223372036854775807", "-9223372036854775808"]
_WHOLE_FLOATS = ["100.0", "0.0", "-0.0", "-5.0", "1e2", "1E+2", "9007199254740991.0"]
_LONG_NUMBERS = ["9223372036854775808", "18446744073709551615", "18446744073709551616"]
_LONG_NUMBERS += [
    "12345678901234567890",
    "-9223372036854775809",
    "123456789012345678901",
    "9" * 300,
]
_DECIMALS = ["2.50", "2.5", "0.1", "-0.0", "1e-7", "1E22", "12.345678901234567", "1e-400", "5e-324"]
_DAYS = ['"2026-06-15"', '"0001-01-01"', '"2024-02-29"', '"9999-12-31"', '"2026-06-15"']
_OTHER_DAYS = ['"20260615"', '"2026-W25-1"', '"2026W251"', '"2026-06-15T00:00:00"', '"2026-6-5"']
_OTHER_DAYS += [
    '"2026-02-30"',
    '""',
    '"2026-06-15 "',
    '"\u0662\u0660\u0662\u0666-06-15"',
    '"15.06.2026"',
    '"2026-06"',
]
_MOMENTS = [
    '"2026-06-15T12:00:00Z"',
    '"2026-06-15T12:00:00+02:00"',
    '"2026-06-15T12:00:00.123456Z"',
]
_MOMENTS += ['"2026-06-15T12:00:00"', '"2026-06-15T12:00:00.5-00:30"', '"2026-06-15"']
_MOMENTS += ['"20260615T120000Z"', '"2026-W25-1T12:00"', '"2026-06-15 12:00"', '"2026-06-15T12"']
_OTHER_MOMENTS = ['"noon"', '""', '"2026-06-15T25:00:00Z"', '"2026-06-15T12:00:00+25:00"']
_DEEP = ["[" * deep + "]" * deep for deep in (3, 99, 101, 400, 1100, 5000)]
_DEEP += ['{"a":' * deep + "1" + "}" * deep for deep in (3, 99, 101, 1100)]
_BROKEN = [
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "-1e999",
    "9" * 400,
    "01",
    "1.",
    ".5",
    "+1",
    "'a'",
]
_BROKEN += [
    "tru",
    "",
    f'"{NOT_UTF8}"',
    '"\x01"',
    '"\\x"',
    '"\\ud8"',
    "[1,]",
    '{"a":1,}',
    '{"a"}',
    "{1:2}",
]
_HALVES = ['"\\ud800"', '"a\\udc00b"', '"\\udc00\\ud800"', '"\\ud83d\\u0041"']
_ANYTHING = [*_TEXTS, *_NUMBERS, *_WHOLE_FLOATS, *_LONG_NUMBERS, *_DECIMALS, *_DAYS, *_MOMENTS]
_ANYTHING += [
    "true",
    "false",
    "null",
    "[]",
    "{}",
    "[null]",
    '{"":{}}',
    "[[1],[true]]",
    '{"a":1,"a":[2]}',
]
_UNKNOWN = ["planet", "_origin", "unknown0", "x" * 101, "", "a b", "å", 'a\\"b', "\\n", "\\ud800"]


class Bodies:
    """Makes bodies of answers.

    Args:
        random: Decides everything, so that the same seed gives the same bodies.
        wrong: How likely it is that a value is not one of its type, from 0 to 1.
        unknown: How likely it is that an object has an unknown key.
    """

    def __init__(self, random: Random, wrong: float = 0.0, unknown: float = 0.0) -> None:
        self._random = random
        self._wrong, self._unknown = wrong, unknown

    def page(self, cls: type[Model], rows: int) -> bytes:
        """Return the JSON of a list of objects."""
        return self._encoded(self._list([self.object(cls) for _ in range(rows)]))

    def one(self, cls: type[Model]) -> bytes:
        """Return the JSON of one object."""
        return self._encoded(self.object(cls))

    def object(self, cls: type[Model]) -> str:
        """Return the text of an object: with all keys, with few, or with some twice."""
        fields = list(mapper_of(cls).fields.values())
        share = self._random.choice((1.0, 1.0, 0.7, 0.2))
        if share < 1:
            fields = [field for field in fields if self._random.random() < share]
            self._random.shuffle(fields)
        members = [f'"{self._key(field.key)}":{self._field(field)}' for field in fields]
        if self._chance(self._unknown):
            for key in self._random.sample(_UNKNOWN, self._random.choice((1, 1, 2, 5))):
                if self._chance(self._wrong):
                    members.append(f'"{key}":{self._odd()}')
                members.append(f'"{key}":{self._any_value()}')
        if self._chance(self._wrong) and members:
            members.append(self._random.choice(members).partition(":")[0] + f":{self._odd()}")
        return self._random.choice(("{%s}", "{%s}", "{ %s }", "\n{%s}\t")) % ",".join(members)

    def _key(self, key: str) -> str:
        if not self._chance(self._wrong):
            return key
        written = "".join(f"\\u{ord(letter):04x}" for letter in key)
        return self._random.choice((written, key.upper(), key[:-1], f"{key} ", key))

    def _field(self, field: MappedField) -> str:
        if self._random.random() < 0.1:
            return "null"
        if self._chance(self._wrong):
            return self._odd()
        if not field.hint.many:
            return self._value(field.hint.value_type)
        return self._list([self._value(field.hint.value_type) for _ in range(self._few())])

    def _few(self) -> int:
        return self._random.choice((0, 1, 1, 2))

    def _list(self, items: list[str]) -> str:
        if items and self._chance(self._wrong):
            items[self._random.randrange(len(items))] = self._odd()
        return f"[{', '.join(items)}]"

    def _value(self, core: Any) -> str:
        """Return the text of a value of a type; with some chance, an unusual one."""
        if is_model(core):
            return self.object(core)
        usual, others = _tokens_of(core)
        return self._random.choice(others if others and self._chance(self._wrong) else usual)

    def _any_value(self) -> str:
        """Return the text of a value that an unknown key may have."""
        chance = self._random.random()
        if chance < 0.1:
            return self._random.choice(_DEEP)
        if chance < 0.2:
            items = [self._any_value() for _ in range(self._few())]
            return f"[{','.join(items)}]"
        if chance < 0.3:
            first = f'"b":{self._odd()},' if self._chance(self._wrong) else ""
            return f'{{{first}"b":{self._any_value()},"{self._random.choice(_UNKNOWN)}":1}}'
        return self._random.choice(_ANYTHING)

    def _odd(self) -> str:
        """Return the text of a value that hardly any field can have, or that is no JSON at all."""
        chance = self._random.random()
        if chance < 0.04:
            return self._random.choice(_BROKEN)
        if chance < 0.05:
            return "9" * 400
        return self._random.choice(_HALVES) if chance < 0.1 else self._any_value()

    def _encoded(self, text: str) -> bytes:
        """Return the text in UTF-8; with some chance, spoiled as a whole."""
        body = text.encode(errors="surrogateescape")
        if not self._chance(self._wrong / 4):
            return body
        place = self._random.randrange(len(body) + 1)
        return self._random.choice(
            (
                b"\xef\xbb\xbf" + body,
                body[:place],
                body[:place] + self._random.choice((b"\x00", b"}", b'"', b"\xff")) + body[place:],
                body + b"[]",
                b" \r\n" + body + b"\n",
                b"{}" if body.lstrip().startswith(b"[") else b"[%b]" % body,
                text.encode("utf-16", "replace"),
            )
        )

    def _chance(self, likely: float) -> bool:
        return likely > 0 and self._random.random() < likely


def _tokens_of(core: Any) -> tuple[list[str], list[str]]:
    """Return the texts of usual values of a type, and those of unusual values, right or wrong."""
    if core in _TOKENS:
        return _TOKENS[core]
    values = get_args(core) or list(core)
    members = [json.dumps(str(value)) for value in values]
    is_open = isinstance(core, type) and issubclass(core, OpenEnum)
    return members + (['"NEW"', '""'] if is_open else []), _TEXTS


_TOKENS: dict[Any, tuple[list[str], list[str]]] = {
    str: (_TEXTS, _HALVES),
    int: (_NUMBERS, _WHOLE_FLOATS + _LONG_NUMBERS + _DECIMALS),
    bool: (["true", "false"], ["0", "1", '"true"', "1.0"]),
    Decimal: (_NUMBERS + _WHOLE_FLOATS + _DECIMALS, _LONG_NUMBERS),
    Real.date: (_DAYS, _OTHER_DAYS),
    Real.datetime: (_MOMENTS, _OTHER_MOMENTS),
    Any: ([text for text in _ANYTHING if text not in _LONG_NUMBERS], _LONG_NUMBERS + _DEEP),
}

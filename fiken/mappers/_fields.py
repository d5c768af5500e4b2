"""The place of one field in JSON."""

from typing import Any

import attrs

from fiken.mappers._leaves import Leaf
from fiken.types import Hint


@attrs.frozen
class MappedField:
    """One field of a model and its place in JSON.

    Args:
        name: Its name in Python.
        key: Its name in JSON.
        hint: What its annotation says.
        leaf: How one value of it is mapped.
    """

    name: str
    key: str
    hint: Hint
    leaf: Leaf

    @property
    def empty(self) -> str:
        """The expression for a field that Fiken left out or sent as null."""
        return "()" if self.hint.many else "None"

    def written(self, value: Any) -> Any:
        """Return one value of the field as JSON has it: None is null, and ``()`` is ``[]``."""
        if value is None:
            return None
        write = self.leaf.writes()
        return [write(item) for item in value] if self.hint.many else write(value)


def camel(name: str) -> str:
    """Return a snake_case name in camelCase."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)

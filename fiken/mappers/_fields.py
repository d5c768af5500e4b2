"""One field of a model, with its name and its conversion in JSON."""

from typing import Any

import attrs

from fiken.mappers._leaves import Leaf
from fiken.types import Hint


@attrs.frozen
class MappedField:
    """One field of a model, with its name and its conversion in JSON.

    Args:
        name: The name in Python, such as ``contact_id``.
        key: The name in JSON, such as ``contactId``.
        hint: The type and access of the field, from its annotation.
        leaf: The code that reads and writes one value of the field.
    """

    name: str
    key: str
    hint: Hint
    leaf: Leaf

    @property
    def empty(self) -> str:
        """The source code of the field's value if an answer lacks it: ``None`` or ``()``."""
        return "()" if self.hint.many else "None"

    def written(self, value: Any) -> Any:
        """Return a value of the field as JSON. None stays None, and ``()`` becomes ``[]``."""
        if value is None:
            return None
        write = self.leaf.writes()
        return [write(item) for item in value] if self.hint.many else write(value)


def camel(name: str) -> str:
    """Return a snake_case name in camelCase: ``camel("contact_id")`` is ``"contactId"``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)

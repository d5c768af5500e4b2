"""One field of a model, with its name and its conversion in JSON."""

from typing import Any

import attrs

from fiken.mappers._leaves import Leaf
from fiken.types import Hint


@attrs.frozen
class MappedField:
    """One field of a model, with its JSON name and the code that converts its values.

    Args:
        name: The name in Python, such as ``contact_id``.
        key: The name in JSON, such as ``contactId``.
        hint: The parsed annotation of the field: its type, and when it can be sent.
        leaf: The code that reads and writes one value of the field.
    """

    name: str
    key: str
    hint: Hint
    leaf: Leaf

    @property
    def empty(self) -> str:
        """The value of the field if an answer lacks it, as source code: ``None`` or ``()``."""
        return "()" if self.hint.many else "None"

    def written(self, value: Any) -> Any:
        """Convert a value of the field to JSON. None stays None, and ``()`` becomes ``[]``."""
        if value is None:
            return None
        write = self.leaf.writes()
        return [write(item) for item in value] if self.hint.many else write(value)


def camel(name: str) -> str:
    """Return a snake_case name in camelCase: ``camel("contact_id")`` is ``"contactId"``."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)

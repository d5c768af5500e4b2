"""An index that finds the template of a path with one look-up per segment of the path."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Routes(Generic[T]):
    """An index that finds a value by path, such as the operations at `/companies/x/contacts`.

    Its keys are path templates: `/companies/{companySlug}/contacts` fits the contacts of every
    company. A literal segment wins over a parameter: `/invoices/send` fits `/invoices/send`, not
    `/invoices/{invoiceId}`.

    Args:
        values: maps a path template to its value.
    """

    def __init__(self, values: Mapping[str, T]) -> None:
        self._root = _Node[T]()
        for template, value in values.items():
            self._root.add(_segments(template), value)

    def find(self, path: str) -> tuple[T, dict[str, str]] | None:
        """Return the value for a path, and the parameters in the path.

        For `/companies/x/contacts`, the parameters are `{"companySlug": "x"}`. Return None if no
        path template fits.
        """
        segments = _segments(path)
        node = self._root.find(segments, 0)
        if node is None or node.value is None:
            return None
        return node.value, {name: segments[index] for index, name in node.parameters}


class _Node(Generic[T]):
    """A node in the tree of path templates. Its children are the segments that can follow.

    `value` is None if no template ends at this node.
    """

    def __init__(self) -> None:
        self._literals: dict[str, _Node[T]] = {}
        self._parameter: _Node[T] | None = None
        self.value: T | None = None
        #: Position and name of each parameter of the template that ends here.
        self.parameters: Sequence[tuple[int, str]] = ()

    def add(self, segments: Sequence[str], value: T) -> None:
        """Add a template below this node, segment by segment, and set `value` at the last node."""
        node = self
        for segment in segments:
            node = node._child(segment)
        node.value = value
        node.parameters = [
            (index, segment[1:-1])
            for index, segment in enumerate(segments)
            if _is_parameter(segment)
        ]

    def find(self, segments: Sequence[str], start: int) -> "_Node[T] | None":
        """Return the node below this one at which a template for `segments[start:]` ends.

        Return None if no template fits.
        """
        if start == len(segments):
            return self if self.value is not None else None
        literal = self._literals.get(segments[start])
        found = None if literal is None else literal.find(segments, start + 1)
        if found is None and self._parameter is not None:
            found = self._parameter.find(segments, start + 1)
        return found

    def _child(self, segment: str) -> "_Node[T]":
        if not _is_parameter(segment):
            return self._literals.setdefault(segment, _Node())
        if self._parameter is None:
            self._parameter = _Node()
        return self._parameter


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/")


def _is_parameter(segment: str) -> bool:
    return segment.startswith("{")

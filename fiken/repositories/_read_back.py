"""The read-back policy: what a saved model keeps of what was sent, and which changes Fiken dropped.

After a write, the entity is loaded again. Values that Fiken does not return are taken over from the
model that was sent. The caller is warned of each change that comes back different. Where equality
does not tell whether Fiken kept a change, the repository of the family declares a comparison.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from fiken.models._base import EMPTY, Model, as_loaded, hints_of
from fiken.types import Access

M = TypeVar("M", bound=Model)

#: Takes the value that was sent and the model that was loaded, and returns whether they agree.
Comparison: TypeAlias = Callable[[Any, Any], bool]
#: The comparisons of fields that are not compared by equality, per model: the entity of the
#: repository, or one inside it, such as the lines of a sale.
Comparisons: TypeAlias = Mapping[type[Model], Mapping[str, Comparison]]

_NEVER_COMPARED = {Access.READ_ONLY, Access.WRITE_ONLY}


def rewritten(sent: Any, loaded: Any) -> bool:  # noqa: ARG001 - a Comparison
    """Return True. It is the comparison of a field whose text or lines Fiken writes anew."""
    return True


def with_write_only_values(loaded: M, sent: M) -> M:
    """Return the loaded model with the write-only values that were sent: Fiken has them too."""
    values = {
        name: getattr(sent, name)
        for name, hint in hints_of(type(loaded)).items()
        if hint.access is Access.WRITE_ONLY and getattr(loaded, name) in EMPTY
    }
    return as_loaded(loaded, **values)


def unkept_changes(
    changes: Mapping[str, Any], loaded: Model, comparisons: Comparisons
) -> list[str]:
    """Return the names of the changes that came back different."""
    hints = hints_of(type(loaded))
    return [
        name
        for name, value in changes.items()
        if hints[name].access not in _NEVER_COMPARED
        and not _is_kept(name, value, loaded, comparisons)
    ]


def _is_kept(name: str, sent: Any, loaded: Model, comparisons: Comparisons) -> bool:
    """Return whether a field of the loaded model agrees with the value that was sent."""
    for cls in type(loaded).__mro__:
        comparison = comparisons.get(cls, {}).get(name)
        if comparison is not None:
            return comparison(sent, loaded)
    return _came_back(sent, getattr(loaded, name), comparisons)


def _came_back(sent: Any, back: Any, comparisons: Comparisons) -> bool:
    """Return whether a value that came back is the one that was sent.

    Sequences are compared item by item and models field by field. Fiken may fill in the fields
    that a new model inside another one left open, and may return an empty string as null.
    """
    if isinstance(sent, tuple) and isinstance(back, tuple):
        items, items_back = _items(sent), _items(back)
        pairs = zip(items, items_back, strict=False)
        return len(items) == len(items_back) and all(
            _came_back(*pair, comparisons) for pair in pairs
        )
    if not isinstance(sent, Model) or not isinstance(back, Model):
        return bool(sent == back) or (sent == "" and back is None)
    names = hints_of(type(back))
    return all(
        _is_kept(name, getattr(sent, name), back, comparisons)
        for name, hint in hints_of(type(sent)).items()
        if name in names and hint.access not in _NEVER_COMPARED
        if not (sent.is_new and getattr(sent, name) in EMPTY)
    )


def _items(value: Any) -> tuple[Any, ...]:
    return tuple(value)

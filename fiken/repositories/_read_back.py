"""Comparing a saved entity, loaded again from Fiken, with the model that was sent.

After `save`, the entity is loaded again. Values that Fiken does not return are copied from the
model that was sent. The caller is warned of each changed field that Fiken returns with another
value. Some fields cannot be compared by equality: their repository declares a comparison function.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from fiken._messages import short_repr, warn_user
from fiken.errors import ChangeNotKeptWarning
from fiken.models._base import EMPTY, Model, as_loaded
from fiken.models._fields import hints_of
from fiken.types import Access

M = TypeVar("M", bound=Model)

#: Takes the value that was sent and the model that was loaded, and returns whether they agree.
Comparison: TypeAlias = Callable[[Any, Any], bool]
#: The comparisons of fields that are not compared by equality, per model: the entity of the
#: repository, or one inside it, such as the lines of a sale.
Comparisons: TypeAlias = Mapping[type[Model], Mapping[str, Comparison]]

_NEVER_COMPARED = {Access.READ_ONLY, Access.WRITE_ONLY}


def rewritten(sent: Any, loaded: Any) -> bool:  # noqa: ARG001 - a Comparison
    """Return True, so that any value that Fiken returned for a field is accepted.

    A repository puts this function into `comparisons` for a field that Fiken rewrites. Without it,
    `save` would warn that the returned value differs from the value that was sent.
    """
    return True


def with_write_only_values(loaded: M, sent: M) -> M:
    """Return the loaded model, completed with values that Fiken stores but does not return.

    These are the values of the write-only fields. They are taken from the model that was sent. If
    the loaded model has a value in such a field, it keeps this value.
    """
    values = {
        name: getattr(sent, name)
        for name, hint in hints_of(type(loaded)).items()
        if hint.access is Access.WRITE_ONLY and getattr(loaded, name) in EMPTY
    }
    return as_loaded(loaded, **values)


def unkept_changes(
    changes: Mapping[str, Any], loaded: Model, comparisons: Comparisons
) -> list[str]:
    """Return the names of the changed fields that Fiken returned with another value.

    Read-only and write-only fields are not compared.

    Args:
        changes: The changed fields, with the values that were sent.
        loaded: The model as it was loaded after the write.
        comparisons: The functions for fields that cannot be compared by equality.
    """
    hints = hints_of(type(loaded))
    return [
        name
        for name, value in changes.items()
        if hints[name].access not in _NEVER_COMPARED
        and not _is_kept(name, value, loaded, comparisons)
    ]


def warn_of_unkept(owner: str, path: str, sent: Any, back: Any, comparisons: Comparisons) -> None:
    """Warn the user if Fiken returned another value than was sent.

    Args:
        owner: The name of the class that has the field, such as ``RecurringInvoice``.
        path: The name of the field.
        sent: The value that was sent.
        back: The value that Fiken returned.
        comparisons: The functions for fields that cannot be compared by equality.
    """
    if not came_back(sent, back, comparisons):
        warn_of_difference(owner, path, sent, back, comparisons)


def warn_of_difference(
    owner: str, path: str, sent: Any, back: Any, comparisons: Comparisons
) -> None:
    """Warn the user that Fiken did not keep a value. `warn_of_unkept` explains the arguments."""
    path, *pair = difference(path, sent, back, comparisons)
    was, is_now = map(short_repr, pair)
    message = f"{owner}.{path} was sent as {was} and came back as {is_now}: Fiken did not keep it"
    warn_user(message, ChangeNotKeptWarning)


def _is_kept(name: str, sent: Any, loaded: Model, comparisons: Comparisons) -> bool:
    """Return whether a field of the loaded model has the value that was sent.

    If `comparisons` has a function for this field, this function decides. Otherwise the two values
    must be equal.
    """
    for cls in type(loaded).__mro__:
        comparison = comparisons.get(cls, {}).get(name)
        if comparison is not None:
            return comparison(sent, loaded)
    return came_back(sent, getattr(loaded, name), comparisons)


def came_back(sent: Any, back: Any, comparisons: Comparisons) -> bool:
    """Return whether Fiken returned the value that was sent.

    Two tuples are compared item by item, and two models, such as lines of a sale, field by field.
    A field that was left empty in a new model is not compared. If an empty string was sent, null is
    accepted.

    Args:
        sent: The value that was sent.
        back: The value that Fiken returned.
        comparisons: The functions for fields that cannot be compared by equality.
    """
    if isinstance(sent, tuple) and isinstance(back, tuple):
        items, items_back = _items(sent), _items(back)
        pairs = zip(items, items_back, strict=False)
        return len(items) == len(items_back) and all(
            came_back(*pair, comparisons) for pair in pairs
        )
    if not isinstance(sent, Model) or not isinstance(back, Model):
        return bool(sent == back) or (sent == "" and back is None)
    return all(
        _is_kept(name, getattr(sent, name), back, comparisons) for name in _compared(sent, back)
    )


def _compared(sent: Model, back: Model) -> list[str]:
    """Return the names of the fields that are compared of two models, such as lines of a sale."""
    names = hints_of(type(back))
    return [
        name
        for name, hint in hints_of(type(sent)).items()
        if name in names and hint.access not in _NEVER_COMPARED
        if not (sent.is_new and getattr(sent, name) in EMPTY)
    ]


def difference(path: str, sent: Any, back: Any, comparisons: Comparisons) -> tuple[str, Any, Any]:
    """Return the first difference inside a value that Fiken did not keep: its path and both values.

    Args:
        path: The name of the field, such as ``lines``. The result may be ``lines[0].price``.
        sent: The value that was sent.
        back: The value that Fiken returned.
        comparisons: The functions for fields that cannot be compared by equality.
    """
    found: tuple[str, Any, Any] = (path, sent, back)
    if isinstance(sent, tuple) and isinstance(back, tuple):
        items, items_back = _items(sent), _items(back)
        if len(items) != len(items_back):
            return found
        for place, pair in enumerate(zip(items, items_back, strict=True)):
            if not came_back(*pair, comparisons):
                return difference(f"{path}[{place}]", *pair, comparisons)
    elif isinstance(sent, Model) and isinstance(back, Model):
        for name in _compared(sent, back):
            value = getattr(sent, name)
            if not _is_kept(name, value, back, comparisons):
                return difference(f"{path}.{name}", value, getattr(back, name), comparisons)
    return found


def _items(value: Any) -> tuple[Any, ...]:
    return tuple(value)

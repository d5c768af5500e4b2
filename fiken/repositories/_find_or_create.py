"""Finding an entity by keys that the user chooses, and creating or updating it.

A key is a field whose value identifies an entity for the user, such as the e-mail of a contact. A
repository declares its keys::

    _keys = {"email": Key(str.casefold), "organization_number": Key(compact, spellings=spellings)}
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, ClassVar, TypeVar, cast

import attrs

from fiken.errors import InvalidAttributeError, InvalidModelError, NotUniqueError
from fiken.models._base import EMPTY, Model
from fiken.models._fields import fields_of, hints_of
from fiken.repositories._key_locks import LockName, locked
from fiken.repositories._listing import Lists
from fiken.repositories._read_back import Comparisons, unkept_changes
from fiken.repositories._saving import Saves
from fiken.types import Access

M = TypeVar("M", bound=Model)


def itself(value: Any) -> Any:
    """Return the value unchanged: two values are the same key only if they are equal."""
    return value


def only(value: Any) -> tuple[Any, ...]:
    """Return a tuple with only this value, for a key that has one form in Fiken."""
    return (value,)


@attrs.frozen
class Key:
    """The way in which the values of a key are compared and looked for.

    Args:
        normalized: A function that takes a value, and returns the same for two values that are the
            same key.
        spellings: A function that returns the forms that a value may have in Fiken. The list is
            requested once per form, with the form as the filter.
        is_common: Whether unrelated entities often have the same value, as two people have the
            same name. Calls that look for another key then do not wait for each other.
    """

    normalized: Callable[[Any], Any] = itself
    spellings: Callable[[Any], Iterable[Any]] = only
    is_common: bool = False


class FindsOrCreates(Lists[M], Saves[M]):
    """A repository that can look for an entity by a key before it creates the entity.

    Attributes:
        _keys: The fields that can be keys. The list has a filter with the name of each of them.
        _key_filters: The `TypedDict` class that declares the filters of the list.
        _key_hints: The advice in the error message for a field that cannot be a key, by name.
        _given_comparisons: Functions that tell whether Fiken has a value that was given to
            `upsert`, for fields that cannot be compared by equality. They are like `comparisons`.
    """

    _keys: ClassVar[Mapping[str, Key]]
    _key_filters: ClassVar[type]
    _key_hints: ClassVar[Mapping[str, str]] = {}
    _given_comparisons: ClassVar[Comparisons] = {}

    def _find_or_create(
        self,
        model: M,
        by: Sequence[str],
        *,
        update: bool = False,
        idempotency_key: str | None = None,
    ) -> M:
        """Return the entity with the keys of a new model; if there is none, create it.

        Args:
            model: The new model.
            by: The names of the keys.
            update: Whether an entity that is found gets the values of the new model.
            idempotency_key: The key under which a new entity is created once; None for no key.
        """
        names = self._checked_keys("upsert" if update else "find_or_create", model, by)

        def act() -> M:
            found = self._match(model, names)
            if found is None:
                return self.save(model, idempotency_key=idempotency_key)
            return self._updated(found, model, names) if update else found

        return locked(self._lock_names(model, names), act)

    def _updated(self, found: M, model: M, names: Sequence[str]) -> M:
        """Save the entity with the values of a new model, unless it has them already."""
        complete = self._completed(found, model)
        changes = self._changes(complete, model, names)
        if not changes:
            return complete
        evolved: Any = complete.evolve(**changes)
        return self.save(evolved)

    def _completed(self, found: M, model: M) -> M:  # noqa: ARG002
        """Return the entity that was found, with parts that the list may lack.

        Args:
            found: The entity.
            model: The new model that was given to `upsert`.
        """
        return found

    def _changes(self, found: M, model: M, names: Sequence[str]) -> dict[str, Any]:
        """Return the values of a new model that the entity does not have, by field name.

        A write-only field that Fiken does not return cannot be compared. Its value is sent together
        with another change. Alone it causes none.

        Args:
            found: The entity.
            model: The new model. A field that has its default, or only blank texts, was not given:
                an empty cell of a CSV file would otherwise erase what Fiken has.
            names: The names of the keys, which do not change.
        """
        hints = hints_of(type(model))
        given = {
            name: value
            for name, value in model.changes.items()
            if (name not in names or hints[name].access is Access.WRITE_ONLY)
            and not _is_blank(value)
        }
        unkept = unkept_changes(given, found, self._given_comparisons)
        differing, hidden = dict[str, Any](), dict[str, Any]()
        for name, value in given.items():
            current = getattr(found, name)
            is_write_only = hints[name].access is Access.WRITE_ONLY
            if is_write_only and current in EMPTY:
                hidden[name] = value
            elif value != current if is_write_only else name in unkept:
                differing[name] = value
        return differing | hidden if differing else {}

    def _match(self, model: M, names: Sequence[str]) -> M | None:
        """Return the entity that has the same keys as a new model, or None.

        Active entities win over inactive ones.

        Raises:
            NotUniqueError: Several entities have these keys.
        """
        wanted = {name: getattr(model, name) for name in names}
        spellings = [dict.fromkeys(self._keys[name].spellings(wanted[name])) for name in names]
        found: dict[Any, M] = {}
        for values in product(*spellings):
            query = dict(zip(names, values, strict=True))
            for row in self._all(self._key_filters, query):
                if self._has_keys(row, wanted):
                    found[self._id_of(row)] = row
        active = {key: row for key, row in found.items() if not getattr(row, "inactive", False)}
        rows = active or found
        if len(rows) > 1:
            raise NotUniqueError(type(model).__name__, wanted, tuple(rows))
        return next(iter(rows.values()), None)

    def _has_keys(self, row: M, wanted: Mapping[str, Any]) -> bool:
        """Return whether an entity has these keys. Fiken may list others, too.

        A write-only field that Fiken does not return cannot be compared. The filter of the list
        decides about it.
        """
        for name, value in wanted.items():
            current, normalized = getattr(row, name), self._keys[name].normalized
            if current is None and hints_of(type(row))[name].access is Access.WRITE_ONLY:
                continue
            if current is None or normalized(current) != normalized(value):
                return False
        return True

    def _checked_keys(self, method: str, model: M, by: Sequence[str]) -> list[str]:
        """Check the arguments of a method, and return the names of the keys.

        Raises:
            InvalidAttributeError: `by` is not a tuple of keys, or the model was loaded.
            InvalidModelError: The model cannot be created, or has no usable value of a key.
            NotLoadedError: The id of the model was typed in.
        """
        where = f"{type(self).__name__}.{method}"
        names = self._names(where, by)
        self._require_savable(model)
        if not model.is_new:
            what = type(model).__name__.casefold()
            raise InvalidAttributeError(where, what, model, "a new model", _LOADED)
        self.payload(model)
        problems = {
            name: problem
            for name in names
            if (problem := self._problem(name, getattr(model, name))) is not None
        }
        if problems:
            raise InvalidModelError(model, problems)
        return names

    def _names(self, where: str, by: Any) -> list[str]:
        """Return the names of the keys, each once. Raise `InvalidAttributeError` if one is wrong.

        Args:
            where: The name of the method, for the error message.
            by: The argument of the user.
        """
        allowed = f"a tuple of one or more of the names {', '.join(self._keys)}"
        if isinstance(by, str):
            raise InvalidAttributeError(where, "by", by, allowed, f"write by=({by!r},)")
        given = list(cast("Iterable[object]", by)) if isinstance(by, list | tuple) else []
        if not given:
            raise InvalidAttributeError(where, "by", cast("object", by), allowed)
        names = [name for name in self._keys if name in given]
        for name in given:
            if name not in names:
                hint = self._key_hints.get(name, "") if isinstance(name, str) else ""
                raise InvalidAttributeError(where, "by", name, allowed, hint)
        return names

    def _problem(self, name: str, value: Any) -> str | None:
        """Return why a value cannot be looked for, or None if it can."""
        if _is_blank(value):
            return "must have a value, since it is named in by=: every entity could match None"
        normalized = self._keys[name].normalized
        if isinstance(value, str) and normalized(value) != normalized(value.strip()):
            return "must not begin or end with a space, since it is named in by=: strip() it"
        return None

    def _lock_names(self, model: M, names: Sequence[str]) -> list[LockName]:
        """Return the names of the locks: one per value by which the model may be looked for.

        Other keys than those in `names` are among them: another call may look for the same entity
        by them, and create it at the same time.
        """
        fields = [name for name, key in self._keys.items() if name in names or not key.is_common]
        values = {name: getattr(model, name) for name in fields}
        return [
            (self._url.casefold(), name, "".join(str(value).split()).casefold())
            for name, value in values.items()
            if not _is_blank(value)
        ]


def _is_blank(value: Any) -> bool:
    """Return whether a value has nothing but blank texts, as an address without a line has."""
    if isinstance(value, Model):
        return all(_is_blank(getattr(value, name)) for name in fields_of(type(value)))
    return value in EMPTY or (isinstance(value, str) and not value.strip())


_LOADED = "it was loaded from Fiken, and save() sends its changes"

"""Fiken may send null for any field. Such models can be changed, sent and shown."""

import copy
import warnings
from typing import Any

import attrs
import pytest

from fiken import FikenError
from fiken.mappers._base import Mapper
from fiken.mappers._declaration import mapper_of
from fiken.models import Model
from fiken.repositories._read_back import unkept_changes, with_write_only_values
from tests.catalogue import all_comparisons, all_samples
from tests.samples._sample import Sample

COMPARISONS = all_comparisons()
LOADED = [sample for sample in all_samples() if sample.answer is not None]


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Yield the path of every value in an answer, at any depth."""
    items: list[Any] = list(data.items() if isinstance(data, dict) else enumerate(data))
    here = [(*path, key) for key, value in items if not isinstance(data, list) or not value]
    deeper = [p for k, v in items if isinstance(v, dict | list) for p in paths(v, (*path, k))]
    return here + deeper


# Items of a list are not replaced by null themselves: null in a list is an error.
CASES = [(sample, path) for sample in LOADED for path in paths(sample.answer)]


def nulled(answer: Any, path: tuple[Any, ...]) -> Any:
    """Return the answer with null at the path."""
    copied = place = copy.deepcopy(answer)
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = None
    return copied


def changes_of(mapper: Mapper[Any], model: Model) -> list[dict[str, Any]]:
    """Return the changes that a user could make: each field to the value of the whole answer."""
    return [{name: getattr(model, name)} for name in mapper.fields]


def named(value: object) -> str:
    return value.model.__name__ if isinstance(value, Sample) else ".".join(map(str, value))  # type: ignore[call-overload]


@pytest.mark.parametrize(("sample", "path"), CASES, ids=named)
def test_every_check_accepts_a_null(sample: Sample, path: tuple[Any, ...]) -> None:
    """Loading, changing and copying such a model returns a payload or raises a FikenError."""
    check(sample, nulled(sample.answer, path))


@pytest.mark.parametrize("sample", LOADED, ids=named)
def test_every_check_accepts_nulls_throughout(sample: Sample) -> None:
    for answer in ({}, dict.fromkeys(sample.answer or {}), emptied(sample.answer)):
        check(sample, answer)


def emptied(data: Any) -> Any:
    """Return the answer with null in every place that holds neither an object nor a list."""
    if isinstance(data, dict):
        return {key: emptied(value) for key, value in data.items()}
    if isinstance(data, list):
        return [emptied(value) for value in data if isinstance(value, dict)]
    return None


def check(sample: Sample, answer: Any) -> None:
    mapper: Mapper[Any] = mapper_of(sample.model)
    whole, loaded = mapper.load(sample.answer), mapper.load(answer)
    assert repr(loaded)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for change in changes_of(mapper, whole):
            attempt(lambda change=change: mapper.update(loaded.evolve(**change)))
            attempt(lambda change=change: mapper.update(whole.evolve(**nothing(loaded, change))))
        attempt(lambda: mapper.create(sample.model(**sendable(mapper, loaded))))
        changes = whole.evolve().changes | changed(mapper, whole)
        assert isinstance(unkept_changes(changes, loaded, COMPARISONS), list)
        assert with_write_only_values(loaded, whole) is not None


def attempt(do: Any) -> None:
    """Call the function, and accept the TypeError of a constructor for a missing field."""
    try:
        do()
    except FikenError:
        pass
    except TypeError as error:
        if "missing" not in str(error):
            raise


def nothing(loaded: Any, change: dict[str, Any]) -> dict[str, Any]:
    """Return the change back to the loaded value: the null, or what contains it."""
    return {name: getattr(loaded, name) for name in change}


def sendable(mapper: Mapper[Any], loaded: Any) -> dict[str, Any]:
    """Return the values that a user would copy into a new model."""
    taken = {field.alias for field in attrs.fields(mapper.model) if field.init}
    free = (field.name for field in mapper.writable(set(), None) if field.hint.access is None)
    fields = (name for name in free if name in taken)
    values = {name: getattr(loaded, name) for name in fields}
    return {name: value for name, value in values.items() if value is not None}


def changed(mapper: Mapper[Any], whole: Any) -> dict[str, Any]:
    return {name: getattr(whole, name) for name in mapper.fields}

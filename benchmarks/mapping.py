"""The times of loading and dumping pages of a family, in fiken and in its rivals."""

import gc
import json
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import orjson

from benchmarks import with_aliases, with_cattrs, with_fiken, with_msgspec, with_pydantic
from benchmarks.clock import Job, best_of
from benchmarks.contestant import Contestant
from benchmarks.pages import ANSWERS, REQUESTS
from fiken.models import Model

FAMILIES = tuple(ANSWERS)

_RIVALS: Mapping[str, Mapping[str, Contestant]] = {
    "pydantic": with_pydantic.FAMILIES,
    "msgspec": with_msgspec.FAMILIES,
    "pydantic with aliases": with_aliases.FAMILIES,
    "cattrs": with_cattrs.FAMILIES,
}


def loads(family: str, page: str, rounds: int) -> dict[str, float]:
    """Return the seconds that each takes from JSON to its models, and orjson to dicts."""
    answer, ours = ANSWERS[family][page], with_fiken.FAMILIES[family]
    ours.load(answer), ours.load(answer)  # the first page teaches the unknown keys
    jobs: dict[str, Job] = {"fiken": partial(ours.load, answer)}
    for name, rivals in _RIVALS.items():
        _assert_same(ours.load(answer), rivals[family].load(answer))
        jobs[name] = partial(rivals[family].load, answer)
    return best_of(jobs | {"orjson": partial(orjson.loads, answer)}, rounds)


def dumps(family: str, page: str, rounds: int) -> dict[str, float]:
    """Return the seconds that each takes to write the loaded models of a page, one by one.

    fiken writes only what can be sent, the rivals all fields: they do not know the difference.
    """
    answer, ours = ANSWERS[family][page], with_fiken.FAMILIES[family]
    loaded = ours.load(answer)
    jobs: dict[str, Job] = {"fiken": partial(_each, ours.dump, loaded)}
    for name, rivals in _RIVALS.items():
        jobs[name] = partial(_each, rivals[family].dump, rivals[family].load(answer))
    sent = _sent(ours.dump, loaded)
    return best_of(jobs | {"orjson": partial(_each, orjson.dumps, sent)}, rounds, warm=True)


def creations(family: str, page: str, rounds: int) -> dict[str, float]:
    """Return the seconds that each takes to write the same JSON, which creates the entities."""
    request, ours = REQUESTS[family][page], with_fiken.FAMILIES[family]
    models = ours.requests(request)
    sent = _sent(ours.dump_requests, models)
    jobs: dict[str, Job] = {"fiken": partial(_each, ours.dump_requests, models)}
    for name, rivals in _RIVALS.items():
        requests = rivals[family].requests(request)
        assert sent == _sent(rivals[family].dump_requests, requests), name
        jobs[name] = partial(_each, rivals[family].dump_requests, requests)
    return best_of(jobs | {"orjson": partial(_each, orjson.dumps, sent)}, rounds, warm=True)


def _each(dump: Callable[[Any], bytes], models: Sequence[Any]) -> list[bytes]:
    return [dump(model) for model in models]


def _sent(dump: Callable[[Any], bytes], models: Sequence[Any]) -> list[Any]:
    return [json.loads(body) for body in _each(dump, models)]


def retained(family: str, page: str) -> float:
    """Return the bytes that one loaded entity keeps, without what all of them share."""
    load, answer = with_fiken.FAMILIES[family].load, ANSWERS[family][page]
    load(answer)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        models = load(answer)
        gc.collect()
        return (tracemalloc.get_traced_memory()[0] - before) / len(models)
    finally:
        tracemalloc.stop()


def _assert_same(mine: Any, theirs: Any) -> None:
    """Compare field by field, with nested models; None and an empty list count as equal."""
    if isinstance(mine, Model):
        for field in mine.__attrs_attrs__:
            _assert_same(getattr(mine, field.name), _value(theirs, field.name))
    elif type(mine) in {list, tuple}:
        for one, other in zip(mine, theirs or (), strict=True):
            _assert_same(one, other)
    else:
        assert mine == theirs, f"{mine!r} is not {theirs!r}"


_OBJECTS = {"customer_id": "customer", "project_id": "project", "contact_id": "contact"}
_IDS = {"customer_id": "contact_id"}


def _value(theirs: Any, name: str) -> Any:
    """Return a field of a rival's model, and None for a field of requests, which it lacks.

    fiken also has the ids of the customer, the project and the contact. Here they are read from
    the objects of the rival.
    """
    if hasattr(theirs, name):
        return getattr(theirs, name)
    return getattr(getattr(theirs, _OBJECTS.get(name, ""), None), _IDS.get(name, name), None)

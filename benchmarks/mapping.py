"""The times of loading and dumping pages of contacts, in fiken and in its rivals."""

import json
from functools import partial
from typing import Any

import orjson

from benchmarks import with_fiken, with_msgspec, with_pydantic
from benchmarks.clock import Job, best_of
from fiken.models import Model

RIVALS = {"pydantic": with_pydantic, "msgspec": with_msgspec}


def loads(page: bytes, rounds: int) -> dict[str, float]:
    """Return the seconds that each takes from JSON to its models, and orjson to dicts."""
    jobs: dict[str, Job] = {"fiken": partial(with_fiken.load, page)}
    for name, rival in RIVALS.items():
        _assert_same(with_fiken.load(page), rival.load(page))
        jobs[name] = partial(rival.load, page)
    return best_of(jobs | {"orjson": partial(orjson.loads, page)}, rounds)


def dumps(page: bytes, rounds: int) -> dict[str, float]:
    """Return the seconds that each takes from its models to JSON.

    fiken writes only what can be sent. The rivals write all fields of the same models, and then the
    same JSON as fiken, from models that have no other fields.
    """
    ours, sent = with_fiken.load(page), json.loads(with_fiken.dump(with_fiken.load(page)))
    jobs: dict[str, Job] = {"fiken": partial(with_fiken.dump, ours)}
    for name, rival in RIVALS.items():
        whole, requests = rival.load(page), rival.requests(page)
        assert rival.requests(rival.dump(whole)) == requests
        assert sent == json.loads(rival.dump_requests(requests))
        jobs[name] = partial(rival.dump, whole)
        jobs[f"{name}, same JSON"] = partial(rival.dump_requests, requests)
    return best_of(jobs | {"orjson": partial(orjson.dumps, sent)}, rounds)


def _assert_same(mine: Any, theirs: Any) -> None:
    """Compare field by field, with nested models; None and an empty list count as equal."""
    if isinstance(mine, Model):
        for field in mine.__attrs_attrs__:
            _assert_same(getattr(mine, field.name), getattr(theirs, field.name))
    elif type(mine) in {list, tuple}:
        for one, other in zip(mine, theirs or (), strict=True):
            _assert_same(one, other)
    else:
        assert mine == theirs, f"{mine!r} is not {theirs!r}"

"""Both ways of reading an answer agree: equal models with equal unknown fields, or equal errors.

The fast way is that of the twins, which msgspec fills. The other way is that of the generated
readers. The bodies are random (see `tests.json_bodies`), those of the samples, and (in
`tests/conftest.py`) all that the emulators answer in a run.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies as st

import fiken.models
from fiken import types as t
from fiken.mappers import ContactMapper, Mapper
from fiken.mappers._declaration import mapper_of
from fiken.mappers._fast import FastReader
from fiken.mappers._unknown_keys import MET
from fiken.models import Attachment, Model
from fiken.models._base import is_model, model
from fiken.types import VatType
from tests.catalogue import all_samples
from tests.contract.models import CONTRACT
from tests.json_bodies import Bodies
from tests.two_ways import Differences, content, outcome, slowly

pytest.importorskip("msgspec")


@model
class Box(Model):
    """A model of a user, with the kinds of fields that no model of the library has."""

    anything: Any = None
    things: Sequence[Any] = ()
    colour: Literal["red", "green"] | None = None
    colours: Sequence[Literal["red", "green"]] = ()
    flags: Sequence[bool] = ()
    days: Sequence[t.Date] = ()
    moments: Sequence[t.DateTime] = ()
    shares: Sequence[t.Percent] = ()
    vat_types: Sequence[VatType] = ()
    attachments: Sequence[Attachment] = ()


class BoxMapper(Mapper[Box]):
    """The mapper of a user, with keys unlike those of Fiken."""

    model = Box
    keys = {"colour": "færge", "flags": "the flags", "days": ""}  # noqa: RUF012 - as the base class declares it


_NAMED = (getattr(fiken.models, name) for name in fiken.models.__all__)
MODELS = [Box, *(one for one in _NAMED if is_model(one) and one is not Model)]

#: How likely a wrong value and an unknown key are, and how many bodies an example has of each.
KINDS = {"right": (0.0, 0.0), "new": (0.0, 0.2), "nearly": (0.02, 0.05), "wrong": (0.3, 0.3)}
BODIES, EXAMPLES = 40, 5


@pytest.fixture(autouse=True)
def _met_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget the unknown keys that other tests have met, and then those of this test."""
    monkeypatch.setattr(MET, "_keys", {})
    monkeypatch.setattr(MET, "_seen", {})
    MET.version += 1
    yield
    MET.version += 1


def test_at_least_50_000_bodies_are_compared() -> None:
    assert len(MODELS) * EXAMPLES * len(KINDS) * BODIES >= 50_000


@pytest.mark.parametrize("cls", MODELS, ids=lambda cls: cls.__name__)
def test_both_ways_agree(cls: type[Model]) -> None:
    """The fast way reads all right bodies, and most of those with new keys, by itself."""
    mapper, compared, fast = mapper_of(cls), Counter[str](), Counter[str]()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],  # a smaller seed is not a smaller body
    )
    @given(st.integers(0, 2**64))
    def compare(seed: int) -> None:
        for kind, (wrong, unknown) in KINDS.items():
            bodies = Bodies(Random(seed), wrong, unknown)
            for number in range(BODIES):
                compared[kind] += 1
                fast[kind] += agree(mapper, bodies, rows=number % 4)

    compare()
    assert dict.fromkeys(KINDS, EXAMPLES * BODIES) == compared
    assert compared["right"] == fast["right"]
    assert fast["new"] > compared["new"] / 6


def agree(mapper: Mapper[Any], bodies: Bodies, rows: int) -> bool:
    """Compare both ways of one body, of a page or of one object. Return whether the fast one did.

    Args:
        mapper: The mapper of the model.
        bodies: Makes the body.
        rows: The number of rows of a page; 3 for one object, as `find` loads.
    """
    page = rows < 3
    body = bodies.page(mapper.model, rows) if page else bodies.one(mapper.model)
    reader = mapper._fast or FastReader(mapper.model)
    reader._failed = reader._rest = 0  # so that it tries each body
    expected = outcome(lambda: slowly(mapper, body, page=page))
    assert expected == outcome(lambda: (mapper.load_page if page else mapper.load_body)(body)), body
    return reader._functions.page is not None and reader._failed == 0


@pytest.mark.parametrize("place", ['"anything":%b', '"anything":[%b]', '"things":[1,%b]'])
@pytest.mark.parametrize("number", [b"18446744073709551616", b"-9223372036854775809", b"9" * 300])
def test_a_long_number_of_any_type_is_a_float(place: str, number: bytes) -> None:
    """Msgspec would read it as an integer where a field may hold anything."""
    body = b"[{%b}]" % (place.encode() % number)
    read = content(BoxMapper().load_page(body))
    assert content(slowly(BoxMapper(), body, page=True)) == read
    assert repr(float(number)) in repr(read)


@pytest.mark.parametrize("sample", all_samples(), ids=lambda sample: sample.model.__name__)
def test_samples_are_read_alike(sample: Any) -> None:
    """The fast way reads them, and the models are those that were typed by hand."""
    if sample.answer is None:
        pytest.skip("Fiken does not answer it")
    mapper: Mapper[Any] = mapper_of(sample.model)
    body = json.dumps([sample.answer] * 2).encode()
    FastReader(sample.model).page(body)
    read = FastReader(sample.model).page(body)
    assert (sample.loaded, sample.loaded) == read
    assert content(slowly(mapper, body, page=True)) == content(read)
    assert [hash(sample.loaded)] * 2 == [hash(one) for one in read]


class Forgetful(ContactMapper):
    """A mapper whose fast way forgets the last row."""

    def load_page(self, body: bytes, decoded: Any = None) -> tuple[Any, ...]:
        return super().load_page(body, decoded)[:-1]


def test_a_difference_in_an_answer_is_found() -> None:
    """Each distinct answer is compared once."""
    contacts = next(one for one in CONTRACT.operations if one.name == "getContacts")
    differences, body = Differences(), b'[{"contactId": 1}]'
    assert [] == differences.of(contacts, 200, body)
    assert [] == differences.of(contacts, 404, b"[{}]") + differences.of(None, 200, b"[{}]")
    assert 1 == differences.compared
    differences.mappers[str(contacts.result)] = [Forgetful()]
    assert [] == differences.of(contacts, 200, body)
    (sentence,) = differences.of(contacts, 200, b'[{"contactId": 2}]')
    assert sentence.startswith("Forgetful reads it in the fast way as another thing")

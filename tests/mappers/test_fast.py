"""The fast way of reading: when it is tried, what it learns, and when it rests.

That it reads the same as the other way is for `tests/mappers/test_two_ways.py`.
"""

import datetime
import gc
import json
import linecache
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

from fiken import CompanyClient, MappingError, Outcome
from fiken.emulator import CannedAnswer, Emulator
from fiken.mappers import ContactMapper, Mapper, _unknown_keys
from fiken.mappers._fast import FastReader, fast_reader
from fiken.mappers._unknown_keys import MET, origin_of
from fiken.models import Contact, Model
from fiken.models._base import model
from fiken.models._origin import EMBEDDED, Origin
from fiken.session import Answer

pytest.importorskip("msgspec")

ROW: dict[str, Any] = {
    "contactId": 7,
    "name": "Nelly",
    "customer": True,
    "createdDate": "2026-06-15",
    "address": {"city": "Oslo", "country": "Norge"},
}


@pytest.fixture(autouse=True)
def _met_nothing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget the unknown keys that other tests have met, and then those of this test."""
    monkeypatch.setattr(MET, "_keys", {})
    monkeypatch.setattr(MET, "_seen", {})
    MET.version += 1
    yield
    MET.version += 1


def body(*rows: Any) -> bytes:
    return json.dumps(list(rows)).encode()


def test_a_page_is_read_at_once() -> None:
    reader = FastReader(Contact)
    read = reader.page(body(ROW, {**ROW, "contactId": 8}))
    assert (ContactMapper().load(ROW), 8) == (read and read[0], read and read[1].contact_id)
    assert ContactMapper().load(ROW) == reader.one(json.dumps(ROW).encode())


def test_mappers_read_in_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """They decode nothing for the other way."""

    def fault(_: Any) -> Any:
        raise AssertionError("it was decoded for the other way")

    monkeypatch.setattr("fiken.mappers._base.json_in", fault)
    fast_reader(Contact)._rest = 0
    mapper = ContactMapper()
    assert [7] == [one.contact_id for one in mapper.load_page(body(ROW))]
    assert 7 == mapper.load_body(json.dumps(ROW).encode()).contact_id


def test_long_numbers_in_text_are_read_fast() -> None:
    """Such as in a KID. They matter only beside values of any type."""
    read = FastReader(Contact).page(body({**ROW, "name": "7" * 25}))
    assert ["7" * 25] == [one.name for one in read or ()]


def test_an_unknown_key_is_learned() -> None:
    """It is learned when a second object has it. Then the fast way reads it."""
    row = {**ROW, "planet": [1, None], "address": {"country": "N", "moon": "x"}}
    mapper, reader = ContactMapper(), FastReader(Contact)
    first = mapper.load_page(body(row))
    assert None is reader.page(body(row))
    second = mapper.load_page(body(row, row))
    read = reader.page(body(row, row)) or ()
    assert (first * 2, second) == (read, read)
    for one in [*first, *read]:
        assert {"planet": [1, None]} == one.unknown_fields
        assert {"moon": "x"} == (one.address or one).unknown_fields
    assert second == FastReader(Contact).page(body(row, row))


def test_the_unknown_key_may_be_missing_again() -> None:
    """Or be null, or have a value of another type."""
    mapper, reader = ContactMapper(), FastReader(Contact)
    mapper.load_page(body(*[{**ROW, "planet": 1}] * 2))
    values: list[Any] = [None, "x", 2.5, True, -1]
    read = reader.page(body(ROW, *({**ROW, "planet": value} for value in values))) or ()
    assert [{}, *({"planet": value} for value in values)] == [one.unknown_fields for one in read]
    assert None is reader.page(body({"planet": []}))
    mapper.load_page(body({"planet": []}))
    values += [{"a": []}, [None]]
    read = reader.page(body(ROW, *({**ROW, "planet": value} for value in values))) or ()
    assert [{}, *({"planet": value} for value in values)] == [one.unknown_fields for one in read]
    assert {"planet": 2**64 - 1} == (mapper.load({**ROW, "planet": 2**64 - 1})).unknown_fields
    assert None is reader.page(b'[{"planet": 18446744073709551616}]')


def test_facts_of_an_answer_are_frozen() -> None:
    """However they are built."""
    built = origin_of(EMBEDDED, {"planet": 1})
    assert Origin(embedded=True, unknown={"planet": 1}) == built
    assert Origin is type(built)
    assert built == pickle.loads(pickle.dumps(built))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        built.embedded = False  # type: ignore[misc]


def test_a_deep_value_is_refused_in_words() -> None:
    """Also one of a key that was learned, which msgspec reads."""
    mapper, deep = ContactMapper(), b'[{"planet": %b}]' % (b"[" * 200 + b"]" * 200)
    for _ in range(3):
        mapper.load_page(body({**ROW, "planet": [1]}))
    assert {"planet": True} == MET.of(Contact)
    with pytest.raises(MappingError, match=r"^\$\[0\]\.planet of a Contact should be nested less"):
        mapper.load_page(deep)


TWICE = [
    ("1", '"planet": 1, "planet": LARGE'),
    ("1", '"planet": LARGE, "planet": 1'),
    ("[1]", '"planet": LARGE, "planet": [1]'),
    ("[1]", '"planet": [{"a": LARGE, "a": 1}]'),
]


@pytest.mark.parametrize(("value", "members"), TWICE, ids=lambda text: text[:40])
def test_a_number_that_is_replaced_is_checked(value: str, members: str) -> None:
    """It is too large, even where the key comes again."""
    mapper = ContactMapper()
    for _ in range(3):
        mapper.load_page(b'[{"planet": %b}]' % value.encode())
    for large in ("9" * 400, "1e400"):
        with pytest.raises(MappingError, match=r"^\$ should be JSON"):
            mapper.load_page(f"[{{{members.replace('LARGE', large)}}}]".encode())


STRANGE = ['a"b', "a\\b", "a\nb", "", "å", "a b", "\ud800", "x" * 101, "__class__", "unknown0", "7"]


@pytest.mark.parametrize("key", STRANGE, ids=ascii)
def test_a_strange_key_stops_nothing(key: str) -> None:
    """Later pages are read in the fast way. A Struct of msgspec cannot have every key."""
    row = {**ROW, key: 1}
    mapper, reader = ContactMapper(), FastReader(Contact)
    for _ in range(3):
        assert {key: 1} == mapper.load_page(body(row))[0].unknown_fields
    assert (mapper.load(ROW),) == reader.page(body(ROW))


def test_ever_new_keys_are_not_learned_for_ever() -> None:
    """An object with such keys is a dictionary, and there is nothing to learn."""
    mapper, before = ContactMapper(), MET.version
    for number in range(2 * _unknown_keys._MOST_SEEN):
        key = f"key{number}"
        assert {key: number} == mapper.load_page(body({**ROW, key: number}))[0].unknown_fields
    assert ({}, before) == (MET.of(Contact), MET.version)
    assert len(MET._seen[Contact]) <= _unknown_keys._MOST_SEEN


def test_one_object_with_many_keys_is_soon_forgotten() -> None:
    """Its keys are not kept until the next object with unknown keys."""
    ContactMapper().load({f"key{number}": 1 for number in range(1000)})
    assert len(MET._seen[Contact]) <= _unknown_keys._MOST_SEEN


def test_functions_of_fewer_keys_are_forgotten() -> None:
    """With their source code, and without more classes: a user's base class may count those."""
    mapper = ContactMapper()
    mapper.load_page(body(ROW))

    def sources() -> int:
        gc.collect()
        return sum(name.startswith("<fiken Contact ") for name in linecache.cache)

    before, classes = sources(), Contact.__subclasses__()
    for number in range(20):
        for _ in range(3):
            mapper.load_page(body({**ROW, f"key{number}": 1}))
    assert (20, before) == (len(MET.of(Contact)), sources())
    assert classes == Contact.__subclasses__()


def test_only_some_keys_are_learned() -> None:
    """Each costs a little for every object."""
    row = {**ROW, **{f"key{number}": number for number in range(100)}}
    for _ in range(4):
        (read,) = ContactMapper().load_page(body(row))
        assert 100 == len(read.unknown_fields)
    assert _unknown_keys._MOST == len(MET.of(Contact))


def test_a_change_of_another_class_generates_nothing() -> None:
    reader = FastReader(Contact)
    reader.page(body(ROW))
    page = reader._functions.page
    MET.meet(Model, {"planet": 1})
    MET.meet(Model, {"planet": 1})
    assert {"planet": False} == MET.of(Model)
    assert reader.page(body(ROW))
    assert page is reader._functions.page


def tried(reader: FastReader[Any], page: bytes, times: int) -> int:
    """Return how often a reader has tried to read a page that is not for the fast way."""
    tries = 0
    for _ in range(times):
        failed = reader._failed
        assert None is reader.page(page)
        tries += reader._failed > failed
    return tries


def test_a_class_rests_after_failures() -> None:
    """Longer and longer, up to 64 answers. A success ends it."""
    reader, floats = FastReader(Contact), body({**ROW, "contactId": 7.0})
    assert [1, 1, 1] == [tried(reader, floats, rest + 1) for rest in (0, 1, 2)]
    assert 1 + 4 == tried(reader, floats, 4 + 8 + 16 + 32 + 64 + 5)
    reader._rest = 0
    assert reader.page(body(ROW))
    assert 2 == tried(reader, floats, 3)


def test_the_rest_ends_whatever_threads_do() -> None:
    """Threads that count it down at once may count below zero."""
    reader = FastReader(Contact)
    reader.page(body(ROW))
    reader._rest = -1
    assert reader.page(body(ROW))


def test_an_empty_body_is_no_failure() -> None:
    """Such as that of a write which an earlier call has carried out."""
    reader = FastReader(Contact)
    assert (None, None, 0) == (reader.page(b""), reader.one(b""), reader._failed)


def test_threads_read_and_learn_at_once() -> None:
    """Each gets its models with all unknown fields."""
    start, wrong = threading.Barrier(6), list[Any]()

    def read(thread: int) -> None:
        start.wait()
        for number in range(40):
            key = f"planet{thread}_{number % 4}"
            (one,) = ContactMapper().load_page(body({**ROW, key: number}))
            if dict(one.unknown_fields) != {key: number} or one.contact_id != 7:
                wrong.append(one)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ([], 24) == (wrong, len(MET.of(Contact)))


FORKED = """
import os, warnings
from fiken.mappers import ContactMapper, _unknown
from fiken.mappers._unknown_keys import MET
with MET._lock, _unknown._warning:
    child = os.fork()
    if not child:
        for _ in range(3):
            (nelly,) = ContactMapper().load_page(b'[{"contactId": 7, "name": "N", "planet": 1}]')
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            ContactMapper().update(nelly.evolve(name="O"))
        print(dict(nelly.unknown_fields), len(caught), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_child_process_waits_for_no_thread() -> None:
    """A thread of the parent that held a lock does not exist in the child."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKED],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "{'planet': 1} 1" == done.stdout.strip()


class Shouting(ContactMapper):
    """A mapper of a user that reads in its own way."""

    def load(self, data: Any) -> Contact:
        return ContactMapper().load({**data, "name": data["name"].upper()})


def test_a_mapper_that_overrides_load_is_asked() -> None:
    assert ["NELLY"] == [one.name for one in Shouting().load_page(body(ROW))]
    assert "NELLY" == Shouting().load_body(json.dumps(ROW).encode()).name


def test_a_load_of_one_mapper_is_asked() -> None:
    """It was replaced in this mapper alone, as a user's test may do it."""
    mapper = ContactMapper()
    mapper.load = Shouting().load
    assert "NELLY" == mapper.load_body(json.dumps(ROW).encode()).name
    assert ["NELLY"] == [one.name for one in mapper.load_page(body(ROW))]


@model
class Quoted(Model):
    """A model whose name in JSON has a quote, which a Struct cannot have."""

    name: str | None = None
    unknown0: str | None = None


class QuotedMapper(Mapper[Quoted]):
    """The mapper of `Quoted`."""

    model = Quoted
    keys = {"name": 'the "name"'}  # noqa: RUF012 - as the base class declares it


@model
class Clash(Model):
    """A model with a field that is named as the twins name unknown keys."""

    unknown0: str | None = None


class ClashMapper(Mapper[Clash]):
    """The mapper of `Clash`."""

    model = Clash


def test_what_no_twin_can_be_is_read() -> None:
    rows = body({'the "name"': "N"})
    assert ("N",) == tuple(one.name for one in QuotedMapper().load_page(rows))
    for _ in range(3):
        (read,) = ClashMapper().load_page(body({"unknown0": "a", "planet": "b"}))
        assert ("a", {"planet": "b"}) == (read.unknown0, dict(read.unknown_fields))
    assert None is FastReader(Clash).page(body({"planet": "b"}))


def test_an_error_names_the_row_and_request(acme: CompanyClient, emulator: Emulator) -> None:
    """As it does without the fast way."""
    rows = body(ROW, {**ROW, "address": {"country": 5}})
    emulator.fail_next(CannedAnswer(200, {"Content-Type": "application/json"}, rows))
    with pytest.raises(MappingError, match=r"^\$\[1\]\.address\.country of an Address") as caught:
        acme.contacts.all().first()
    assert emulator.requests[-1].request_id == caught.value.request_id


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_an_incomplete_answer_is_not_read(method: str, acme: CompanyClient) -> None:
    """Even if what has arrived is a whole object. After a write, the error says that it is done."""
    whole = json.dumps(ROW).encode()
    answer = Answer(200, {}, whole, method, "https://x/y", "an id", fault="the whole answer")
    with pytest.raises(MappingError, match=r"^\$ should be JSON, but Fiken sent .*an id") as caught:
        acme.contacts._loaded(answer)
    expected = Outcome.REFUSED if method == "GET" else Outcome.DONE
    assert expected is caught.value.outcome


def test_a_frozen_clock_changes_no_date() -> None:
    """The values are of the real classes, which can be pickled."""
    freezegun = pytest.importorskip("freezegun")
    with freezegun.freeze_time("2020-01-01"):
        read = FastReader(Contact).page(body({**ROW, "createdDate": "2031-07-08"}))
    assert [datetime.date] == [type(one.created_date) for one in read or ()]


HOOKED = """
import json
from fiken.mappers import ContactMapper, converter
from fiken.models import Address, Contact
def read(data, _):
    return Address(city=data["city"].upper(), country="Norge")
converter.register_structure_hook(Address, read)
row = json.dumps({"contactId": 7, "name": "N", "address": {"city": "Oslo"}}).encode()
for _ in range(3):
    nelly = ContactMapper().load_body(row)
    (ned,) = ContactMapper().load_page(b"[%b]" % row)
    print(nelly.address.city, ned.address.city, ned.is_new)
"""


def test_a_users_hook_wins_inside_models() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HOOKED], capture_output=True, text=True, check=True
    )
    assert ["OSLO OSLO False"] * 3 == done.stdout.splitlines()


WITHOUT = """
import sys
sys.modules["msgspec"] = None
from fiken.mappers import ContactMapper
page = b'[{"contactId": 7, "name": "N", "planet": 1}]'
for _ in range(2):
    (nelly,) = ContactMapper().load_page(page)
    print(nelly.contact_id, dict(nelly.unknown_fields), ContactMapper().load_body(page[1:-1]).name)
"""


def test_without_msgspec_all_is_read() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    assert ["7 {'planet': 1} N"] * 2 == done.stdout.splitlines()

"""What a field costs that Fiken adds, before this version of fiken knows it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks import with_fiken
from benchmarks.clock import Job, best_of
from benchmarks.pages import ANSWERS
from fiken._json import loads
from fiken.mappers import ContactMapper, InvoiceMapper, Mapper

_READERS: dict[str, Mapper[Any]] = {"contacts": ContactMapper(), "invoices": InvoiceMapper()}
_IDS = {"contacts": "contactId", "invoices": "invoiceId"}

#: A class rests for up to 64 answers after one that is not for the fast way.
_CYCLE = 65

WITHOUT, TEXT, OBJECT = "no new field", "a text", "an object"
EVER_NEW, FLOAT, READERS = "ever new keys", "a float as id", "the other way"


def news(family: str, page: str, rounds: int) -> dict[str, float]:
    """Return the seconds that a page takes as it is, and with something new in each row.

    With ever new keys, and with a float where a whole number belongs, the fast way does not help.
    The last time is that of the generated readers alone for the page with ever new keys.
    """
    answer = ANSWERS[family][page]
    number = _IDS[family]
    new: dict[str, Callable[[dict[str, Any], int], Any]] = {
        WITHOUT: lambda row, _: row,
        TEXT: lambda row, _: row | {"planet": "Earth"},
        OBJECT: lambda row, _: row | {"moon": {"name": "Luna", "phases": [1, 2.5, None]}},
        EVER_NEW: lambda row, place: row | {f"key{place}": place},
        FLOAT: lambda row, _: row | {number: float(row[number] or 0)},
    }
    load, mapper = with_fiken.FAMILIES[family].load, _READERS[family]
    rows = json.loads(answer)
    pages = {
        name: json.dumps([change(row, n) for n, row in enumerate(rows)]).encode()
        for name, change in new.items()
    }
    quick: dict[str, Job] = {n: partial(load, pages[n]) for n in (WITHOUT, TEXT, OBJECT)}
    for job in quick.values():
        job(), job()
    seconds = best_of(quick, rounds)
    slow: dict[str, Job] = {n: partial(_cycle, load, pages[n]) for n in (EVER_NEW, FLOAT)}
    slow[READERS] = partial(_cycle, partial(_by_readers, mapper), pages[EVER_NEW])
    cycles = best_of(slow, 2 + rounds // 50)
    return seconds | {name: each / _CYCLE for name, each in cycles.items()}


def _cycle(load: Callable[[bytes], Any], page: bytes) -> None:
    for _ in range(_CYCLE):
        load(page)


def _by_readers(mapper: Mapper[Any], page: bytes) -> list[Any]:
    return [mapper.load(row) for row in loads(page)]

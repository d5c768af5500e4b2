"""How fast fiken is: ``make bench``, or ``python -m benchmarks``.

What is measured, all in one run on one core, so that the ratios mean something:

- **load**: a page of 100 contacts, from the bytes of JSON to typed models. Against pydantic v2,
  msgspec, and orjson alone, which makes nothing but dicts: the floor, since fiken stands on it.
- **dump**: from those models to JSON. The rivals write all that they loaded; fiken, as always,
  what can be sent of it, ten fields fewer. That is what comes of either by default, and what the
  bar is about. The rows *same JSON* are of models that hold no more than what fiken sends.
- **import**: ``import fiken`` against ``import requests``, without which it cannot be, each in a
  fresh interpreter, whose own start is not in it.

- **lists**: the embedded Fiken's last page of 100,000 rows against its first, and how many
  entities are alive while the client walks 10,000 of them.

There are three pages. *full*: every one of the 26 fields is there, with two persons, three
addresses, a note and a document a contact. *lean*: eight fields are there, and no other key.
*empty*: all keys are there, and every value is null. The data are made up, the same each time.

A ratio is fiken's time as a multiple of the other's: below 1, fiken is faster. The bar is for the
full page on CPython 3.12; ``--check`` makes a missed one the exit status. Absolute times are of
your machine, and no test looks at any.

To be fair: the rivals have the same fields, and before the clock starts their values are compared
with fiken's, one by one. They do less than fiken, which loads as it always does: their numbers
are floats, their enumerations closed, and what they do not know they drop. All meet the same page
again and again, so the days, numbers and enumerations that fiken remembers are remembered. They
take turns; the garbage collector waits outside; and the best of many rounds counts.

`pages` makes the data, `with_fiken`, `with_pydantic` and `with_msgspec` are the contestants,
`mapping`, `imports` and `lists` what they are asked to do, `clock` takes the time, `report` prints.
"""

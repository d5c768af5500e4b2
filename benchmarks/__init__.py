"""How fast fiken is: ``make bench``, or ``python -m benchmarks``.

All of it is measured in one run on one core, so that the ratios mean something:

- **load**: a page of 100 contacts or invoices, from the bytes of JSON to typed models, beside
  pydantic v2, msgspec, stock cattrs, and orjson alone, which makes only dicts. *pydantic with
  aliases* is the way of another client of Fiken: one class per schema with an alias per field,
  built from the dicts of `json.loads`.
- **dump**: from those models to JSON, one by one, as each is a request of its own. The rivals write
  all that they loaded; fiken writes what can be sent, which is ten fields less of a contact.
- **create**: from new models to the JSON that creates them, one by one. All write the same JSON.
- **new**: a page with a field in each row that this version of fiken does not know. Where the keys
  are new in each row, or an id is a float, msgspec does not help: *the other way* is the time of
  the generated readers alone for the page with ever new keys.
- **memory**: what a loaded entity keeps, without what all of them share.
- **import**: ``import fiken`` beside ``import requests``, which it needs, each in a new
  interpreter whose own start is not counted.
- **lists**: the embedded Fiken's last page of 100,000 rows beside its first, and how many
  entities are alive while the client walks through 10,000 of them.
- **emulator**: to start and stop the embedded Fiken, and to create and read a contact in it
  through the real client over a socket, beside moto's threaded server (S3 put and get through
  boto3).

There are three pages per family. *full* has all fields: 26 of a contact, which contains seven
objects, and 34 of an invoice, which contains 37. Among them are the customer, the lines, the sale
with its lines and payments, the project and the files. *lean* has the most common fields and no
other key: eight of a contact, and eleven of an invoice, which contains four objects. *empty* has
all keys, and every value is null. A new invoice has 16 fields and three lines, or six fields and
one line, or nothing. The data are made up, and the same each time.

A ratio is fiken's time as a multiple of the other's: below 1, fiken is faster. The bars are for
the full pages, if they name no other, on CPython 3.12; with ``--check``, a missed bar makes the
exit status 1. Absolute times depend on the machine, and no test looks at any.

To be fair: the rivals have the same fields, and before the clock starts their values are compared
with fiken's, one by one. They do less than fiken, which loads as it always does: their numbers
are floats, their enumerations closed, and unknown keys are dropped. All of them get the same page
again and again, so fiken finds the days, numbers and enumerations in its caches. They take turns,
the garbage collector is off meanwhile, and the best of many rounds counts. Models that are written
are warm, as those that a program has just made.

`pages` makes the data; `with_fiken`, `with_pydantic`, `with_msgspec`, `with_aliases` and
`with_cattrs` are the contestants, each with the functions of a `contestant`; `derived` makes the
models of the last two; `mapping`, `news`, `imports`, `lists` and `emulator` are the jobs; `clock`
takes the time; `report` prints.
"""

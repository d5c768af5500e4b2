"""The rows of a file as requests: all are checked before anything is sent."""

import hashlib
import json
import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs
import click

from fiken.cli._families import Family, named_in
from fiken.cli._output import note
from fiken.cli._writing._files import COMMAND_LINE, Row, Table
from fiken.cli._writing._given import given, is_known
from fiken.cli._writing._parts import Part, built, missing, never_created, rule_problems
from fiken.errors import InvalidModelError
from fiken.models import Model
from fiken.repositories import Saves

#: The number of problems, and of warnings, that are shown.
MOST_SHOWN = 20

_LONGEST_KEY = 255  # characters
_LONGEST_NAME = 40


@attrs.frozen
class Prepared:
    """A row that can be sent.

    Args:
        row: The row.
        model: The model.
        method: The HTTP method.
        path: The path below the URL of the API.
        payload: The JSON.
        key: The idempotency key; empty if there is none.
        loaded: The model as Fiken has it; None for a new one.
    """

    row: Row
    model: Model
    method: str
    path: str
    payload: Mapping[str, Any]
    key: str = ""
    loaded: Model | None = None


class Problems:
    """What is wrong with the rows of a file, as far as it was looked at.

    Args:
        name: The name of the file.
    """

    def __init__(self, name: str) -> None:
        self.name, self._lines = name, list[str]()
        self._warnings: list[str] = []

    def add(self, row: Row, path: str, sentence: str) -> None:
        """Add a problem of a value.

        Args:
            row: The row.
            path: The path of the value, such as ``lines[0].net``.
            sentence: The end of a sentence that begins with the path: ``is missing``.
        """
        self._lines.append(f"{row.label}{path} {sentence}")

    def warn(self, row: Row, warning: object) -> None:
        """Add a warning about a row, which is sent nevertheless."""
        text = re.sub(r"\bevolve\((\w+=…)\)", r"\1", str(warning))  # words of the library
        self._warnings.append(f"{row.label}{text}")

    def raise_any(self) -> None:
        """Show the warnings. Show the problems and raise an error, if there are any.

        Raises:
            ClickException: There are problems.
        """
        _show(self._lines or self._warnings, "warning: " if not self._lines else "")
        if self._lines:
            number = len(self._lines)
            what = "1 problem" if number == 1 else f"{number} problems"
            where = "" if self.name == COMMAND_LINE else f" in {self.name}"
            raise click.ClickException(f"{what}{where}, so nothing was sent")


def ignored_names(names: str, table: Table, model: type[Model]) -> list[str]:
    """Return the names of ``--ignore``: fields of the model, or headings of the file.

    Raises:
        UsageError: A name is neither.
    """
    given_names = [name.strip() for name in names.split(",") if name.strip()]
    headings = {named_in(heading)[0] for row in table.rows for heading in row.values}
    for name in given_names:
        if not is_known(model, name) and name not in headings:
            raise click.UsageError(f"--ignore {name}: there is no such column")
    return given_names


def _show(lines: Sequence[str], before: str) -> None:
    for line in lines[:MOST_SHOWN]:
        note(f"{before}{line}")
    if len(lines) > MOST_SHOWN:
        note(f"{before}… and {len(lines) - MOST_SHOWN} more")


def prepared(
    repository: Saves[Any],
    table: Table,
    ignored: Collection[str],
    keys: "Keys",
) -> list[Prepared]:
    """Return the requests that create an entity for each row.

    Args:
        repository: The repository.
        table: The rows.
        ignored: The names that are left out, such as ``contact_id``.
        keys: How the idempotency keys are made.

    Raises:
        ClickException: A row cannot be sent. All problems have been shown.
    """
    problems, model = Problems(table.name), repository.mapper.model
    rows, refused = list[Prepared](), dict[str, None]()
    for row in table.rows:
        read = given(model, row, ignored, is_new=True)
        refused |= dict.fromkeys(never_created(read.part))
        found = [*read.problems, *rule_problems(read.part)]
        named = {path for path, _ in found}
        lacking = missing(read.part, repository.mapper.required)
        found += [(path, "is missing") for path in lacking if path not in named]
        for path, sentence in found:
            problems.add(row, path, sentence)
        if not found and not refused:
            rows += _prepared(repository, row, read.part, keys, problems)
    _refuse_never_created(table, list(refused), keys.family.word)
    keys.raise_doubles(problems)
    problems.raise_any()
    return rows


def _prepared(
    repository: Saves[Any], row: Row, part: Part, keys: "Keys", problems: Problems
) -> Iterator[Prepared]:
    """Yield the request of a row, or add its problems."""
    with warnings.catch_warnings(record=True) as unlikely:
        warnings.simplefilter("always")
        try:
            model = built(part)
            method, path, payload = repository.request_for(model)
        except InvalidModelError as error:
            for where, sentence in error.problems.items():
                problems.add(row, where, sentence)
            return
    for warning in unlikely:
        problems.warn(row, warning.message)
    yield Prepared(row, model, method, path, payload, keys.of(row, part, path, payload, problems))


def _refuse_never_created(table: Table, names: Sequence[str], singular: str) -> None:
    if names:
        raise click.ClickException(
            f"{table.name} has values that Fiken sets itself, so that a new {singular} cannot have "
            f"them: leave them out, or add --ignore {','.join(names)}"
        )


class Keys:
    """How the idempotency keys of rows are made.

    The key of a row is that of its value in a column, which no other row may have. Without a
    column, it is made of the content of the row, and of its number among the rows that are equal to
    it. So the same file has the same keys when it is sent again.

    Args:
        family: The family.
        column: The name of the column; None if the content decides.
        again: A name for this time, to create once more what was created; empty for the first time.

    Raises:
        UsageError: The name is too long, or not printable.
    """

    def __init__(self, family: Family, column: str | None, again: str) -> None:
        self.family, self.column = family, column
        if len(again) > _LONGEST_NAME or not again.isprintable():
            raise click.UsageError("--again takes a short name, such as 2")
        self._end = f" again {again}" if again else ""
        self._rows: dict[str, list[Row]] = {}

    def of(
        self, row: Row, part: Part, path: str, payload: Mapping[str, Any], problems: Problems
    ) -> str:
        """Return the key of a row.

        Args:
            row: The row.
            part: Its values.
            path: The path of the request.
            payload: The JSON of the request.
            problems: Where a row without a key is added.
        """
        if self.column is not None:
            value = _value_at(part, self.column)
            value = value.strip() if isinstance(value, str) else value
            if value in (None, ""):
                problems.add(row, self.column, "is empty: --key needs a value in each row")
            else:
                self._rows.setdefault(str(value), []).append(row)
            below = path.split("/", 3)[-1]  # such as contacts, or sales/7/payments
            key = f"{below} {self.column} {value}{self._end}"
            is_short = key.isprintable() and len(key) <= _LONGEST_KEY
            return key if is_short else f"{self.family.name} {_digest(key)}"
        digest = _digest(json.dumps([path, payload], sort_keys=True))
        equal = self._rows.setdefault(digest, [])
        equal.append(row)
        return f"{self.family.name} {digest} {len(equal)}{self._end}"

    def raise_doubles(self, problems: Problems) -> None:
        """Add a problem for each value of the column that two rows have; warn of equal rows."""
        for value, rows in self._rows.items():
            for row in rows[1:]:
                first = rows[0].number
                if self.column is not None:
                    problems.add(row, self.column, f"is {value!r}, as in row {first}")
                else:
                    problems.warn(row, f"it is equal to row {first}, and both are created")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _value_at(part: Part, path: str) -> Any:
    value: Any = part
    for name in path.split("."):
        value = value.values.get(name) if isinstance(value, Part) else None
    return value

"""`fiken update`: changes of entities that are in Fiken, from values or from a file of rows."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import click

from fiken.cli._connection import Connection
from fiken.cli._families import Family, FamilyGroup, parents_in
from fiken.cli._output import note
from fiken.cli._progress import bar
from fiken.cli._writing import _options as options
from fiken.cli._writing._changes import changes_of, differences, evolved, missing_inside
from fiken.cli._writing._files import Row, Table, table_of
from fiken.cli._writing._given import given
from fiken.cli._writing._importing import Course, carry_out
from fiken.cli._writing._parts import Part, fields_of, rule_problems
from fiken.cli._writing._prepared import (
    MOST_SHOWN,
    Prepared,
    Problems,
    ignored_names,
)
from fiken.cli._writing._target import Target, as_json_line, target
from fiken.errors import (
    InvalidAttributeError,
    InvalidModelError,
    NotFoundError,
    NotUpdatableError,
)
from fiken.models import Model
from fiken.types import Access


def _updates(family: Family) -> bool:
    """Return whether Fiken can change the entities of a family."""
    return options.has("save")(family) and bool(family.repository_class.mapper.updatable)


def _command(family: Family) -> click.Command:
    def run(connection: Connection, values: tuple[str, ...], file: str | None, **more: Any) -> None:
        table, parents = _table(family, values, file), parents_in(more, family)
        with target(connection, family, parents) as where:
            ignored = ignored_names(more["ignore"], table, where.repository.mapper.model)
            rows = _prepared(family, where.repository, table, ignored)
            _show_changes(where, family, table, rows)
            if more["dry_run"]:
                for row in rows:
                    click.echo(as_json_line(row))
            elif rows:
                _update(where, family, table, rows, more)

    mapper = family.repository_class.mapper
    excluded = (Access.READ_ONLY, Access.CREATE_ONLY)
    fields = options.fields_help(mapper.model, excluded, only=mapper.updatable)
    text = (
        f"Change {family.words}: one, or those whose ids are in the column {family.key} of a file."
    )
    return options.command_of(family, run, _PARAMS, text, fields)


_PARAMS = (
    click.Argument(["values"], nargs=-1, metavar="[ID NAME=VALUE...]"),
    options.from_option,
    options.ignore_option,
    options.dry_run_option,
    options.continue_option,
    options.rejected_option,
)


def _table(family: Family, values: tuple[str, ...], file: str | None) -> Table:
    """Return the rows that a person gives, with their ids.

    Raises:
        UsageError: There is neither a file nor an id with values.
        ClickException: The file cannot be read, or has no ids.
    """
    key = family.key or ""
    if file is not None:
        table = table_of(values, file)
        without = next((row for row in table.rows if row.values.get(key) in (None, "")), None)
        if without is not None:
            raise click.ClickException(f"{table.name}: {without.label}{key} is missing")
        return table
    if not values or "=" in values[0]:
        raise click.UsageError(f"give an id and values, such as 123 {_example(family)}, or --from")
    if len(values) == 1:
        raise click.UsageError(f"give what to change, such as {_example(family)}")
    table = table_of(values[1:], None)
    row = table.rows[0]
    if key in row.values:
        raise click.UsageError(f"{key} is given twice: it is {values[0]} already")
    return Table(table.name, [attrs.evolve(row, values={key: values[0], **row.values})])


def _example(family: Family) -> str:
    return f"{next(iter(family.repository_class.mapper.updatable))}=…"


@attrs.frozen
class _Reading:
    """The loading of entities, and what rows change of them."""

    family: Family
    repository: Any
    ignored: Sequence[str]
    problems: Problems
    seen: dict[object, Row] = attrs.Factory(dict[object, Row])

    def rows(self, row: Row) -> Iterator[Prepared]:
        """Yield the request of a row; nothing if it changes nothing, or has problems."""
        key, name = str(row.values[self.family.key or ""]), self.family.key or ""
        try:
            number = self.family.id_of(key)
            first = self.seen.setdefault(number, row)
            if first is not row:
                self.problems.add(row, name, f"is {key}, as in row {first.number}")
                return
            loaded = self.repository.find(number)
        except ValueError as error:
            self.problems.add(row, name, str(error))
        except NotFoundError:
            self.problems.add(row, name, f"is {key}, and Fiken has no such {self.family.word}")
        else:
            yield from self._changed(row, loaded)

    def _changed(self, row: Row, loaded: Model) -> Iterator[Prepared]:
        read = given(type(loaded), row, self.ignored)
        changes = changes_of(loaded, read.part)
        found = [*read.problems, *changes.problems, *rule_problems(changes.part)]
        found += [(path, "is missing") for path in missing_inside(loaded, changes.part)]
        found += _unseen(row, loaded, read.part)
        if not found and changes.part.values:
            with warnings.catch_warnings(record=True) as unlikely:
                warnings.simplefilter("always")
                try:
                    model = evolved(loaded, changes.part)
                    method, path, payload = self.repository.request_for(model)
                    yield Prepared(row, model, method, path, payload, loaded=loaded)
                except InvalidAttributeError as error:
                    why = error.hint or f"it must be {error.rule}"
                    found.append((error.attribute, f"cannot be emptied: {why}"))
                except InvalidModelError as error:
                    found += error.problems.items()
                except NotUpdatableError as error:
                    found.append((", ".join(error.fields), f"cannot be changed: {error.hint}"))
            for warning in unlikely:
                self.problems.warn(row, warning.message)
        for path, sentence in found:
            self.problems.add(row, path, sentence)


def _unseen(row: Row, loaded: Model, part: Part) -> Iterator[tuple[str, str]]:
    """Yield each field that a person empties, and of which Fiken does not show whether it is empty.

    In a file, an empty one is what `fiken list` writes for such a field.
    """
    hints = fields_of(type(loaded))
    for name, value in part.values.items():
        is_empty = value in (None, ()) and getattr(loaded, name) in (None, ())
        if is_empty and not row.number and hints[name].access is Access.WRITE_ONLY:
            yield name, "is not shown by Fiken, so it cannot be emptied here: use fiken request"


def _prepared(
    family: Family, repository: Any, table: Table, ignored: Sequence[str]
) -> list[Prepared]:
    """Load the entity of each row, and return the requests for those that change.

    Raises:
        ClickException: A row cannot be sent. All problems have been shown.
    """
    problems, rows = Problems(table.name), list[Prepared]()
    reading = _Reading(family, repository, ignored, problems)
    with bar(table.rows, f"reading {family.words}", len(table.rows)) as moving:
        for row in moving:
            rows += reading.rows(row)
    problems.raise_any()
    return rows


def _show_changes(where: Target, family: Family, table: Table, rows: Sequence[Prepared]) -> None:
    if not rows:
        note(f"nothing to change: Fiken has these values already, for {where.name}")
        return
    what = family.counted(len(rows))
    same = len(table.rows) - len(rows)
    unchanged = f", and {same} are as in Fiken" if same else ""
    note(f"{what} to change{unchanged}, for {where.name}")
    for row in rows[:MOST_SHOWN]:
        changes = "; ".join(differences(row.loaded or row.model, row.model))
        note(f"{row.method} {row.path}: {changes}")
    if len(rows) > MOST_SHOWN:
        note(f"… and {len(rows) - MOST_SHOWN} more, which --dry-run shows")


def _update(
    where: Target,
    family: Family,
    table: Table,
    rows: Sequence[Prepared],
    more: Mapping[str, Any],
) -> None:
    where.ask(f"change {family.counted(len(rows))}", yes=more["yes"])

    def send(row: Prepared) -> bool:
        saved = where.repository.save(row.model, fresh=True)
        click.echo(str(getattr(saved, family.key or "")))
        return False

    course = Course(family, "changed", len(rows))
    carry_out(rows, send, course, table, goes_on=more["goes_on"], rejected=more["rejected"])


update = FamilyGroup(
    _command,
    _updates,
    name="update",
    help="Change contacts, drafts or any other family. Without a family, list the families.",
)

"""Every family that Fiken can create, change, delete or send has the command for it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from fiken import CompanyClient
from fiken.cli._families import Family, families
from fiken.cli._program import program
from fiken.emulator import Emulator
from fiken.models import Model
from tests.catalogue import ENTITIES, Entity
from tests.cli.writing.conftest import Writing

#: How many families have each command. A change here means that one has come or gone.
NUMBERS = {"create": 20, "update": 13, "delete": 19, "send": 3}

CREATED = [entity for entity in ENTITIES if entity.new is not None]
CHANGED = [entity for entity in CREATED if entity.change]


def family_of(repository: Any) -> tuple[Family, list[str]]:
    """Return the family of a repository, with the option for its parent."""
    for family in families().values():
        if type(repository) is family.repository_class and not family.parents:
            return family, []
        for name, parent in family.parents.items():
            *_, path, key, _ = repr(repository).split("/")  # …/sales/7/payments>
            is_same = type(repository) is parent.repository_class
            if is_same and path == parent.family.repository_class.path:
                return family, [f"--{name}", key]
    raise AssertionError(repository)


def given(model: Model) -> dict[str, Any]:
    """Return the values of a new model as JSON, without those that it does not have."""
    return {name: value for name, value in json.loads(model.as_json()).items() if _has(value)}


def _has(value: Any) -> bool:
    return value not in (None, [])


def cells(values: Any) -> dict[str, str]:
    """Return values as the cells of a CSV file."""
    found: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            found |= {f"{name}.{inner}": text for inner, text in cells(value).items()}
        elif _has(value):
            found[name] = value if isinstance(value, str) else json.dumps(value)
    return found


def test_no_command_disappears() -> None:
    with program.make_context("fiken", ["--help"], resilient_parsing=True) as context:
        groups: Any = {name: program.get_command(context, name) for name in NUMBERS}
        assert NUMBERS == {name: len(groups[name].list_commands(context)) for name in NUMBERS}


@pytest.mark.parametrize("entity", CREATED, ids=str)
def test_json_and_csv_make_the_same_request(
    entity: Entity, fiken: Writing, acme: CompanyClient, tmp_path: Path
) -> None:
    """It is the one that the library sends for the model."""
    assert entity.new is not None
    model, repository = entity.new(acme, 1), entity.repository(acme)
    method, path, payload = repository.request_for(model)
    values, (family, parent) = given(model), family_of(repository)
    as_json = fiken.file("new.json", json.dumps([values]))
    row = cells(values)
    with (tmp_path / "new.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([row.keys(), row.values()])
    for source in (as_json, str(tmp_path / "new.csv")):
        done = fiken("create", family.name, *parent, "--from", source, "--dry-run")
        assert (0, "") == (done.code, done.err)
        expected = {"method": method, "path": path, "json": payload}
        assert expected == json.loads(done.out)


@pytest.mark.parametrize("entity", CREATED, ids=str)
def test_it_is_created_and_deleted(
    entity: Entity, fiken: Writing, acme: CompanyClient, emulator: Emulator
) -> None:
    """Created once, whatever is asked again; deleted where Fiken can delete it."""
    assert entity.new is not None
    model, repository = entity.new(acme, 1), entity.repository(acme)
    family, parent = family_of(repository)
    file = fiken.file("new.json", json.dumps(given(model)))
    done = fiken("create", family.name, *parent, "--from", file)
    assert 0 == done.code, done.err
    key = int(done.out)
    assert key == getattr(repository.find(key), family.key or "")
    posts = [each for each in emulator.requests if each.method == "POST"]
    again = fiken("create", family.name, *parent, "--from", file)
    assert (0, done.out) == (again.code, again.out)
    assert "created 0" in again.err
    assert posts == [each for each in emulator.requests if each.method == "POST"]
    if hasattr(repository, "delete"):
        options = ["--description", "Feil"] if family.name in SOFT else []
        gone = fiken("delete", family.name, str(key), *parent, *options)
        assert (0, f"{key}\n") == (gone.code, gone.out), gone.err


#: The families whose deleted entities stay, with a reason.
SOFT = ("sales", "purchases", "transactions")


@pytest.mark.parametrize("entity", CHANGED, ids=str)
def test_it_is_changed(entity: Entity, fiken: Writing, acme: CompanyClient) -> None:
    """By the values of a file. The same file again changes nothing."""
    assert entity.new is not None
    repository = entity.repository(acme)
    saved = repository.save(entity.new(acme, 1))
    family, parent = family_of(repository)
    key = family.key or ""
    changed = json.loads(saved.evolve(**entity.change).as_json())
    values = {key: changed[key], **{name: changed[name] for name in entity.change}}
    file = fiken.file("change.json", json.dumps(values))
    done = fiken("update", family.name, *parent, "--from", file)
    assert (0, f"{changed[key]}\n") == (done.code, done.out), done.err
    found = repository.find(changed[key])
    seen = {n: v for n, v in entity.change.items() if getattr(found, n) is not None}
    assert seen == {name: getattr(found, name) for name in seen}
    again = fiken("update", family.name, *parent, "--from", file)
    hidden = seen.keys() != entity.change.keys()
    assert hidden or again.out == ""


#: Values that may stand in a file, by mistake or on purpose.
ODD: tuple[Any, ...] = (
    *(None, True, 7, -1, 10**30, 1.5, 1e300, "", " ", "x", "7", "1,5", "nei", "31.12.2026"),
    *("2026-02-30", "2026-12-31T00:00:00", "[]", "{}", "null", '["A"]', "=1+1", "NaN", "\ud800"),
    *([], [[]], [None], [7], ["x"], [{}], [{"x": 1}], {}, {"x": 1}, {"name": None}, {"name": [1]}),
)


@pytest.mark.parametrize("entity", CREATED, ids=str)
def test_odd_values_are_refused_in_words(
    entity: Entity, fiken: Writing, acme: CompanyClient, emulator: Emulator
) -> None:
    """Each value in each field: as JSON, and as the text of a cell."""
    assert entity.new is not None
    model, repository = entity.new(acme, 1), entity.repository(acme)
    family, parent = family_of(repository)
    served = len(emulator.requests)
    names = [each.name for each in type(model).__attrs_attrs__]
    ends = ("", ".x", " (kr)")
    rows = [
        {**given(model), f"{name}{ends[n % 3]}": odd} for name in names for n, odd in enumerate(ODD)
    ]
    text = io.StringIO()
    table = csv.DictWriter(text, [f"{name}{end}" for name in names for end in ends], restval="")
    table.writeheader()
    cells = [odd for odd in ODD if isinstance(odd, str) and odd.isascii()]
    table.writerows({f"{name}{ends[n % 3]}": odd} for name in names for n, odd in enumerate(cells))
    for source in (json.dumps(rows), text.getvalue()):
        done = fiken("create", family.name, *parent, "--from", fiken.file("odd.txt", source))
        assert 1 == done.code
        assert "unexpected" not in done.err
    assert {"GET"} >= {each.method for each in emulator.requests[served:]}

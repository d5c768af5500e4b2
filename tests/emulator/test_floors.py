"""The floors of the emulator: each imports only those below it, and no two modules each other."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter

import pytest

from fiken.emulator.families import FAMILIES
from fiken.emulator.wire.contract import load
from tests.house.source import MODULES, PACKAGE, imports

HOME = "fiken.emulator."
#: What the modules of a floor import, besides each other and the clock.
BELOW: dict[str, set[str]] = {
    "wire": set(),
    "store": {"wire"},
    # Neither requests nor JSON: of the store they know the database alone.
    "books": {"store.state"},
    "families": {"books", "store", "wire"},
    "demo": {"families", "books", "store", "wire"},
    # The door of API v1, over the same families.
    "hal": {"families", "books", "store", "wire"},
    # It reads the books by operations of the API, apart from the trial balance.
    "window": {"_controls", "_service", "books.trial_balance", "store", "wire"},
}
#: What holds the floors together.
ABOVE = {"", "__main__", "_clients", "_controls", "_emulator", "_options", "_service"}

OURS = {name.removeprefix(HOME): tree for name, tree in MODULES.items() if name.startswith(HOME)}


def imported(module: str) -> Iterator[str]:
    """Yield the modules of the emulator that a module imports."""
    for name in imports(OURS[module]):
        if name.startswith(HOME):
            yield name.removeprefix(HOME)


def floor_of(module: str) -> str:
    return module.partition(".")[0]


@pytest.mark.parametrize("module", [name for name in OURS if floor_of(name) in BELOW])
def test_floor_imports_only_below(module: str) -> None:
    floor = floor_of(module)
    allowed = {"_clock", floor, *BELOW[floor]}
    upwards = [name for name in imported(module) if not {name, floor_of(name)} & allowed]
    assert not upwards, f"{floor} may import {', '.join(sorted(BELOW[floor]))}: move the code"


def test_every_module_is_on_a_floor() -> None:
    homeless = {floor_of(name) for name in OURS} - set(BELOW) - ABOVE - {"_clock"}
    assert not homeless, "move each module into a package of the emulator, one of its floors"


def test_no_modules_import_each_other() -> None:
    """A package counts as its `__init__`, which imports the modules that it collects."""
    TopologicalSorter({name: set(imported(name)) - {name} for name in OURS}).prepare()


def test_books_know_neither_http_nor_json() -> None:
    modules = {name for floor in OURS if floor_of(floor) == "books" for name in outside(floor)}
    assert set() == modules & {"json", "http", "werkzeug", "urllib"}


def outside(module: str) -> Iterator[str]:
    """Yield the packages from outside that a module imports."""
    for node in ast.walk(OURS[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0]


OPERATIONS = [name for family in FAMILIES for name in family.operations]


def test_operations_are_in_the_contract() -> None:
    unknown = set(OPERATIONS) - {operation.name for operation in load().operations}
    assert not unknown, "write the names that the contract has: fiken/emulator/wire/contract.json"


def test_operation_belongs_to_one_family() -> None:
    assert len(OPERATIONS) == len(set(OPERATIONS))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation_name_is_in_the_source(operation: str) -> None:
    """A search for the name of an operation finds its family."""
    families = [name for name in OURS if floor_of(name) == "families"]
    homes = [name for name in families if operation in strings(OURS[name])]
    assert 1 == len(homes)


def strings(tree: ast.AST) -> set[object]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def test_modules_are_short() -> None:
    """About 300 lines are the most."""
    paths = (PACKAGE / "emulator").rglob("*.py")
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in paths}
    long = {name: length for name, length in lengths.items() if length > 320}
    assert not long, "split each module by subject, so that it has at most 320 lines"

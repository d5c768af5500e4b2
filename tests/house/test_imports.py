"""Imports flow one way: types <- models <- mappers <- repositories <- client."""

import ast
import json
import re
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from tests.house.source import MODULES, imports, part_of

#: What a part may import besides itself. `_clock`, `_lazy`, `_messages`, `_version` are below all.
BELOW = {
    "_messages": set[str](),
    "_lazy": set[str](),
    "_version": set[str](),
    "errors": {"_messages"},
    "auth": {"errors", "_messages"},
    "types": {"errors", "_messages"},
    "vat": {"errors", "types", "_messages"},
    "models": {"errors", "types", "vat", "_lazy", "_messages"},
    "mappers": {"errors", "types", "vat", "models", "_lazy", "_messages"},
    "repositories": {"errors", "types", "models", "mappers", "_lazy", "_messages"},
    "_clock": set[str](),
    "pacing": {"errors", "_clock", "_messages"},
    "session": {"errors", "types", "vat", "auth", "pacing", "_version", "_clock", "_messages"},
    "_company": {"models", "repositories", "session"},
    "client": {"errors", "types", "models", "repositories", "auth", "session", "_company"},
    "": {"errors", "types", "models", "_company", "client", "_lazy", "_version"},
    "emulator": set[str](),
}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_is_below_it(module: str) -> None:
    part = part_of(module)
    tree = _without_client(MODULES[module]) if part == "emulator" else MODULES[module]
    upwards = [name for name in imports(tree) if part_of(name) not in BELOW[part] | {part}]
    assert [] == upwards


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Within a package neither, and not by an import inside a function or for type checkers."""
    imported = {module: {*imports(tree)} - {module} for module, tree in MODULES.items()}
    assert len(MODULES) == len(list(TopologicalSorter(imported).static_order()))


def test_the_emulator_reaches_for_the_client_in_one_place_only() -> None:
    tree = MODULES["fiken.emulator._emulator"]
    theirs = {name for name in imports(tree) if part_of(name) != "emulator"}
    assert {"fiken", "fiken.session"} == theirs


def _without_client(tree: ast.Module) -> ast.Module:
    """Leave out `Emulator.client` and what it is typed by: the one way out of the emulator."""
    copy = ast.parse(ast.unparse(tree))
    _WithoutClient().visit(copy)
    return copy


class _WithoutClient(ast.NodeTransformer):
    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        if node.name != "Emulator":
            return node
        node.body = [one for one in node.body if getattr(one, "name", "") != "client"]
        return node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        return None if ast.unparse(node) == TYPED else node


TYPED = "if TYPE_CHECKING:\n    from fiken import Fiken"

#: What costs time to import, and is not needed before the first entity.
FAMILY = re.compile(r"fiken\.(models|mappers|repositories)\.[a-z]\w*")


def test_importing_fiken_loads_no_family_no_engine_and_no_server() -> None:
    loaded = _loaded_by("import fiken")
    too_early = {"cattrs", "werkzeug", "fiken.emulator", "fiken.mappers._base"} & loaded
    assert set() == too_early | {name for name in loaded if FAMILY.fullmatch(name)}


def test_a_family_loads_with_its_first_name() -> None:
    loaded = _loaded_by("from fiken import Contact")
    assert "fiken.models.contact" in loaded
    assert "fiken.models.product" not in loaded


def _loaded_by(statement: str) -> set[str]:
    """Run it in a process of its own: here, everything has been imported by other tests."""
    program = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    return set(json.loads(said.stdout))

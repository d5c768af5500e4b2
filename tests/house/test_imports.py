"""Imports flow one way: types <- models <- mappers <- repositories <- client."""

import ast
import json
import re
import subprocess
import sys
from graphlib import TopologicalSorter

import pytest

from tests.house.source import MODULES, imports, part_of

#: The parts that each part may import besides itself.
BELOW = {
    "_messages": set[str](),
    "_lazy": set[str](),
    "_version": set[str](),
    "errors": {"_messages"},
    # Of the session, only what sends a request: its login is below it.
    "auth": {
        *("errors", "types", "models", "mappers", "session"),
        *("_clock", "_databases", "_flock", "_json", "_lazy", "_messages", "_places"),
    },
    "_databases": {"errors", "_messages"},
    "idempotency": {"errors", "_clock", "_databases", "_lazy", "_messages"},
    "types": {"errors", "_messages"},
    "vat": {"errors", "types", "_messages"},
    "models": {"errors", "types", "vat", "_lazy", "_messages"},
    "_csv": set[str](),
    "_json": set[str](),
    "mappers": {"errors", "types", "vat", "models", "_json", "_lazy", "_messages"},
    "repositories": {
        *("errors", "types", "models", "mappers", "idempotency", "_lazy", "_messages"),
    },
    "_clock": set[str](),
    "_flock": set[str](),
    "_places": set[str](),
    "pacing": {"errors", "_clock", "_databases", "_flock", "_lazy", "_messages"},
    "session": {
        *("errors", "types", "vat", "auth", "pacing", "idempotency"),
        *("_version", "_clock", "_json", "_messages"),
    },
    "hal": {
        *("errors", "types", "models", "mappers", "repositories", "auth", "session"),
        *("_json", "_lazy"),
    },
    "_company": {"models", "repositories", "session"},
    "client": {
        *("errors", "types", "models", "repositories", "auth", "session", "idempotency"),
        "_company",
    },
    "": {"errors", "types", "models", "auth", "_company", "client", "_lazy", "_version"},
    "emulator": set[str](),
    "testing": {"", "auth", "emulator", "idempotency", "pacing"},
    "reports": {
        *("", "errors", "models", "repositories", "types", "vat", "_csv", "_lazy", "_messages"),
    },
    "export": {"", "errors", "models", "repositories", "types", "_lazy", "_messages"},
    "cli": {
        *("", "auth", "emulator", "errors", "export", "idempotency", "models", "repositories"),
        *("pacing", "reports", "types", "vat", "_csv", "_messages", "_places"),
    },
}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_parts_below(module: str) -> None:
    part = part_of(module)
    tree = _without_client(MODULES[module]) if part == "emulator" else MODULES[module]
    upwards = [name for name in imports(tree) if part_of(name) not in BELOW[part] | {part}]
    assert not upwards, (
        f"{part or 'fiken'} may import {', '.join(sorted(BELOW[part])) or 'nothing of fiken'}: "
        "move the code, or change its row in BELOW of this test"
    )


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Neither within a package, nor by an import in a function or for type checkers."""
    imported = {module: {*imports(tree)} - {module} for module, tree in MODULES.items()}
    assert len(MODULES) == len(list(TopologicalSorter(imported).static_order()))


def test_the_emulator_imports_the_client_in_one_place() -> None:
    tree = MODULES["fiken.emulator._clients"]
    theirs = {name for name in imports(tree) if part_of(name) != "emulator"}
    assert {"fiken", "fiken.auth", "fiken.session"} == theirs


def _without_client(tree: ast.Module) -> ast.Module:
    """Return the tree without what makes clients and their apps, and without its types."""
    copy = ast.parse(ast.unparse(tree))
    _WithoutClient().visit(copy)
    return copy


class _WithoutClient(ast.NodeTransformer):
    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        if node.name != "Clients":
            return node
        makers = {"client", "oauth_app"}
        node.body = [one for one in node.body if getattr(one, "name", "") not in makers]
        return node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        return None if ast.unparse(node) == TYPED else node


TYPED = "if TYPE_CHECKING:\n    from fiken import Fiken\n    from fiken.auth import OAuthApp"

#: The modules that are not needed before the first entity, and take time to import.
FAMILY = re.compile(r"fiken\.(models|mappers|repositories)\.[a-z]\w*")


def test_importing_fiken_loads_no_family() -> None:
    """It loads no engine, no HTTP and no server of the emulator either."""
    loaded = _loaded_by("import fiken")
    heavy = {"cattrs", "requests", "werkzeug"}
    too_early = {*heavy, "fiken.client", "fiken.emulator", "fiken.mappers._base"} & loaded
    assert set() == too_early | {name for name in loaded if FAMILY.fullmatch(name)}


def test_a_family_loads_with_its_first_name() -> None:
    loaded = _loaded_by("from fiken import Contact")
    assert "fiken.models.contact" in loaded
    assert "fiken.models.product" not in loaded


def test_msgspec_loads_with_the_first_answer() -> None:
    """It takes time, which a program that reads nothing does not need."""
    pytest.importorskip("msgspec")
    prepared = "from fiken import Contact, Fiken; from fiken.mappers import ContactMapper"
    assert "msgspec" not in _loaded_by(f"{prepared}; ContactMapper().load({{}})")
    assert "msgspec" in _loaded_by(f"{prepared}; ContactMapper().load_page(b'[]')")


def _loaded_by(statement: str) -> set[str]:
    """Return the modules that a statement loads, in a process where no test has imported any."""
    program = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    return set(json.loads(done.stdout))

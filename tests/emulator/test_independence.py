"""The emulator imports nothing of the client, so that it does not share the client's mistakes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import fiken.emulator

HOME = Path(fiken.emulator.__file__).parent


def imported(path: Path) -> Iterator[str]:
    """Yield the names of the modules of `fiken` outside the emulator that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            if name.split(".")[0] == "fiken" and not name.startswith("fiken.emulator"):
                yield name


def test_emulator_does_not_import_fiken() -> None:
    """Only the module of `Emulator.client()` and `oauth_app()` imports the rest of `fiken`."""
    imports = {path.name: set(imported(path)) for path in HOME.rglob("*.py")}
    expected = {"_clients.py": {"fiken", "fiken.auth", "fiken.session"}}
    assert expected == {k: v for k, v in imports.items() if v}, (
        "write what the emulator needs in fiken/emulator itself, and import nothing else of fiken"
    )

"""The emulator stands alone: were it built on the client, it could not contradict it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import fiken.emulator

HOME = Path(fiken.emulator.__file__).parent


def imported(path: Path) -> Iterator[str]:
    """What a module takes from the rest of `fiken`."""
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


def test_only_the_client_of_an_emulator_reaches_for_the_rest_of_fiken() -> None:
    found = {path.name: set(imported(path)) for path in HOME.rglob("*.py")}
    assert {"_emulator.py": {"fiken", "fiken.session"}} == {k: v for k, v in found.items() if v}

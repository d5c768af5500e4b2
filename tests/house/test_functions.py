"""Functions are short, and what is public says what its name does not."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator

from tests.house.source import MODULES, functions, part_of

#: Lines of code in a body. The house's measure is 4 to 13; what is above needs a reason.
LONGEST = 25

FUNCTIONS = {
    f"{module}.{name}": node for module, tree in MODULES.items() for name, node in functions(tree)
}


def lines_of_code(function: ast.FunctionDef) -> int:
    """Count the lines that the body's code stands on: no docstring, no comments, no blank ones."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    parts = (node for statement in body for node in ast.walk(statement))
    placed = [node for node in parts if isinstance(node, ast.stmt | ast.expr)]
    return len({line for node in placed for line in (node.lineno, node.end_lineno)})


def test_functions_are_short() -> None:
    lengths = {name: lines_of_code(function) for name, function in FUNCTIONS.items()}
    assert {} == {name: length for name, length in lengths.items() if length > LONGEST}


def test_lines_are_counted_without_the_docstring_comments_and_blanks() -> None:
    source = 'def f(\n    x,\n):\n    """Say."""\n    # Why.\n    return [\n        x,\n\n    ]\n'
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert 3 == lines_of_code(function)


def test_what_is_public_has_a_docstring() -> None:
    """Ruff asks for it in public modules; here, in those with an underscore too."""
    assert [] == [name for module, tree in MODULES.items() for name in _silent(module, tree)]


def _silent(home: str, tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            name = f"{home}.{node.name}"
            if not ast.get_docstring(node) and not _speaks_for_itself(name, node):
                yield name
            if isinstance(node, ast.ClassDef):
                yield from _silent(name, node)


def _speaks_for_itself(name: str, node: ast.ClassDef | ast.FunctionDef) -> bool:
    """Whether a model says it, or the protocol or the base class that it is written for."""
    if isinstance(node, ast.ClassDef):
        return part_of(name) == "mappers" and node.name.endswith("Mapper")
    return (
        ast.unparse(node.body[-1]) == "..."
        or inspect.getdoc(pkgutil.resolve_name(name)) is not None
    )

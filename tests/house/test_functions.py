"""Functions are short, few private ones are called once, and public ones have a docstring."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator

from tests.house.source import MODULES, functions, part_of

#: The most lines of code in the body of a function. Most have 4 to 13; longer ones need a reason.
LONGEST = 25

FUNCTIONS = {
    f"{module}.{name}": node for module, tree in MODULES.items() for name, node in functions(tree)
}


def lines_of_code(function: ast.FunctionDef) -> int:
    """Return the number of lines with code in the body: no docstring, comments or blank lines."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    parts = (node for statement in body for node in ast.walk(statement))
    placed = [node for node in parts if isinstance(node, ast.stmt | ast.expr)]
    return len({line for node in placed for line in (node.lineno, node.end_lineno)})


def test_functions_are_short() -> None:
    lengths = {name: lines_of_code(function) for name, function in FUNCTIONS.items()}
    long = {name: length for name, length in lengths.items() if length > LONGEST}
    assert not long, f"split each function, so that it has at most {LONGEST} lines of code"


def test_only_lines_with_code_are_counted() -> None:
    source = 'def f(\n    x,\n):\n    """Say."""\n    # Why.\n    return [\n        x,\n\n    ]\n'
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert 3 == lines_of_code(function)


def test_public_names_have_a_docstring() -> None:
    """In modules with an underscore too, where ruff does not ask for it."""
    silent = [name for module, tree in MODULES.items() for name in _undocumented(module, tree)]
    assert not silent, "write a docstring for each, or begin its name with an underscore"


def _undocumented(home: str, tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            name = f"{home}.{node.name}"
            if not ast.get_docstring(node) and not _is_documented_elsewhere(name, node):
                yield name
            if isinstance(node, ast.ClassDef):
                yield from _undocumented(name, node)


def _is_documented_elsewhere(name: str, node: ast.ClassDef | ast.FunctionDef) -> bool:
    """Return whether the docstring is that of a model, a protocol or a base class."""
    if isinstance(node, ast.ClassDef):
        return part_of(name) == "mappers" and node.name.endswith("Mapper")
    return (
        ast.unparse(node.body[-1]) == "..."
        or inspect.getdoc(pkgutil.resolve_name(name)) is not None
    )

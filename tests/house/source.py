"""The source of the package as syntax trees, which are not executed."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

from fiken import repositories

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "fiken"


def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of each module by its dotted name."""
    return {_dotted(path): ast.parse(path.read_text("utf-8")) for path in sorted(_files())}


def _files() -> Iterator[Path]:
    return PACKAGE.rglob("*.py")


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = modules()


def part_of(module: str) -> str:
    """Return the package or module below `fiken`, such as ``models``; empty for `fiken`."""
    return ([*module.split("."), ""])[1]


def path_of(module: str) -> Path:
    """Return the file of a module."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield each module of `fiken` that is imported anywhere below a node, also in functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if _is_ours(name.name))
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute in this house"
            yield from (_source(node.module, name.name) for name in node.names if _from_us(node))


def _from_us(node: ast.ImportFrom) -> bool:
    return _is_ours(node.module or "")


def _is_ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] == "fiken"


def _source(module: str | None, name: str) -> str:
    """Return the module that a name is imported from, which may be the name itself."""
    whole = f"{module}.{name}"
    return whole if whole in MODULES else str(module)


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield every function, method and nested function with its qualified name."""
    for node in ast.iter_child_nodes(tree):
        name = f"{prefix}{getattr(node, 'name', '')}"
        if isinstance(node, ast.FunctionDef):
            yield name, node
        inner = isinstance(node, ast.FunctionDef | ast.ClassDef)
        yield from functions(node, f"{name}." if inner else prefix)


def _methods_called(method: ast.FunctionDef) -> set[str]:
    """Return the names of the methods of `self` that a method calls."""
    calls = (node.func for node in ast.walk(method) if isinstance(node, ast.Call))
    own = (call for call in calls if isinstance(call, ast.Attribute))
    return {call.attr for call in own if ast.unparse(call.value) == "self"}


def methods_that_call(name: str) -> set[str]:
    """Return the names of the repositories' methods that call this one, directly or not."""
    methods = [
        (qualified.rpartition(".")[2], method)
        for module, tree in MODULES.items()
        if module.startswith("fiken.repositories.")
        for qualified, method in functions(tree)
    ]
    names, more = {name}, True
    while more:
        new = {method for method, node in methods if names & _methods_called(node)} - names
        names, more = names | new, bool(new)
    return names


def public_methods_that_call(name: str) -> list[tuple[str, str]]:
    """Return each class of `fiken.repositories` with each of its public methods that call it."""
    names = methods_that_call(name)
    return [
        (repository, verb)
        for repository in repositories.__all__
        for verb in sorted(verb for verb in names if not verb.startswith("_"))
        if names & _called_by(getattr(getattr(repositories, repository), verb, None))
    ]


def _called_by(method: object) -> set[str]:
    """Return the names of the methods of `self` that a method of a class calls, if it is one."""
    if not inspect.isfunction(method):
        return set()
    (function,) = ast.parse(dedent(inspect.getsource(method))).body
    assert isinstance(function, ast.FunctionDef)
    return _methods_called(function)

"""The private functions that are called once: ``python -m tests.house.once`` prints them by module.

A private function that is called once earns its place by a name that explains more than its body.
Where the name does not, the lines of the function belong into its caller.
"""

import ast
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tests.house.source import MODULES, functions


class Function(NamedTuple):
    """A function or method of the package.

    Attributes:
        module: The dotted name of its module.
        name: Its qualified name in the module: ``Session._attempt``.
        node: Its definition.
    """

    module: str
    name: str
    node: ast.FunctionDef

    @property
    def is_private(self) -> bool:
        """Whether its own name begins with one underscore."""
        return self.node.name.startswith("_") and not self.node.name.startswith("__")


FUNCTIONS = [
    Function(module, name, node)
    for module, tree in MODULES.items()
    for name, node in functions(tree)
]


def called_once() -> list[Function]:
    """Return the private functions whose name is used once in the package, by a call.

    Functions with a decorator are left out, since the decorator may register them. So are functions
    that are passed as a value (a handler, a key of `sorted`), and methods that several classes
    define: there a subclass fills in what its base class calls.
    """
    called = {module: Counter(_called(tree)) for module, tree in MODULES.items()}
    used = {module: Counter(_used(tree)) for module, tree in MODULES.items()}
    definitions = Counter(function.node.name for function in FUNCTIONS)
    everywhere = sum(called.values(), Counter[str]()), sum(used.values(), Counter[str]())
    return [
        function
        for function in FUNCTIONS
        if function.is_private and not function.node.decorator_list
        if all(
            counter[function.node.name] == 1
            for counter in (
                everywhere
                if definitions[function.node.name] == 1
                else (called[function.module], used[function.module])
            )
        )
    ]


def share() -> float:
    """Return the private functions that are called once, as a percentage of all functions."""
    return 100 * len(called_once()) / len(FUNCTIONS)


def _called(tree: ast.AST) -> Iterator[str]:
    """Yield the name of the function of each call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _names([node.func])


def _used(tree: ast.AST) -> Iterator[str]:
    """Yield each name that is read or imported."""
    return _names(ast.walk(tree))


def _names(nodes: Iterator[ast.AST] | list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def main() -> None:
    """Print the percentage, then each module with its functions, the worst module first."""
    functions = called_once()
    print(f"{len(functions)} of {len(FUNCTIONS)} functions: {share():.1f} %")  # noqa: T201
    for module, count in Counter(function.module for function in functions).most_common():
        names = ", ".join(function.name for function in functions if function.module == module)
        print(f"{count:4} {module}: {names}")  # noqa: T201


if __name__ == "__main__":
    main()

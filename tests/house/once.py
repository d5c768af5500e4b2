"""The private functions that are called once: ``python -m tests.house.once`` prints them by module.

A private function that is called once earns its place by a name that explains more than its body.
Where the name does not, the lines of the function belong into its caller.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
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


def functions_of(modules: Mapping[str, ast.Module]) -> list[Function]:
    """Return all functions and methods of these modules."""
    return [
        Function(module, name, node)
        for module, tree in modules.items()
        for name, node in functions(tree)
    ]


def called_once(modules: Mapping[str, ast.Module] = MODULES) -> list[Function]:
    """Return the private functions whose name is used once in these modules, by a call.

    Functions with a decorator are left out, since the decorator may register them. So are functions
    that are passed as a value (a handler, a key of `sorted`). A name that several functions have is
    counted within the module only.
    """
    called = {module: Counter(_called(tree)) for module, tree in modules.items()}
    used = {module: Counter(_names(ast.walk(tree))) for module, tree in modules.items()}
    everywhere = [sum(counts.values(), Counter[str]()) for counts in (called, used)]
    candidates = functions_of(modules)
    definitions = Counter(function.node.name for function in candidates)

    def is_used_once(function: Function) -> bool:
        name, own = function.node.name, [called[function.module], used[function.module]]
        return all(c[name] == 1 for c in (everywhere if definitions[name] == 1 else own))

    private = (each for each in candidates if each.is_private and not each.node.decorator_list)
    return [function for function in private if is_used_once(function)]


def share() -> float:
    """Return the private functions that are called once, as a percentage of all functions."""
    return 100 * len(called_once()) / len(functions_of(MODULES))


def _called(tree: ast.AST) -> Iterator[str]:
    """Yield the name of the function of each call."""
    return _names(node.func for node in ast.walk(tree) if isinstance(node, ast.Call))


def _names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names that these nodes read or import."""
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def main() -> None:
    """Print the percentage, then each module with its functions, the worst module first."""
    once = called_once()
    print(f"{len(once)} of {len(functions_of(MODULES))} functions: {share():.1f} %")
    for module, count in Counter(function.module for function in once).most_common():
        names = ", ".join(function.name for function in once if function.module == module)
        print(f"{count:4} {module}: {names}")


if __name__ == "__main__":
    main()

"""Importing the names of a package on first use (PEP 562), so that ``import fiken`` is fast.

A package that does so has these two lines below its imports::

    HOMES = homes(__name__, contact="Address Contact")
    __getattr__, __dir__ = lazily(__name__, HOMES)
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazily(
    package: str, homes: Mapping[str, str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for a package that imports its names on first use.

    The package assigns both to module variables. Then importing the package itself is fast.

    Args:
        package: The name of the package.
        homes: For each name, the module from which it is imported.
    """

    def __getattr__(name: str) -> Any:  # noqa: N807 - it becomes the package's
        module = sys.modules[package]
        if name not in homes:
            # With both, the interpreter suggests the name that was meant.
            raise AttributeError(
                f"module {package!r} has no attribute {name!r}", name=name, obj=module
            )
        value = getattr(import_module(homes[name]), name)
        setattr(module, name, value)
        return value

    def __dir__() -> list[str]:  # noqa: N807 - it becomes the package's
        return sorted({*vars(sys.modules[package]), *homes})

    return __getattr__, __dir__


def homes(package: str, **modules: str) -> dict[str, str]:
    """Return a dict from each name to the module that defines it.

    Each keyword is a module of the package. Its value lists the names in one string.

    >>> homes("fiken.models", contact="Address Contact")
    {'Address': 'fiken.models.contact', 'Contact': 'fiken.models.contact'}
    """
    return {
        name: f"{package}.{module}" for module, names in modules.items() for name in names.split()
    }

"""Names that load their module on first use (PEP 562): importing all families would cost twice."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Give the ``__getattr__`` of a package: each name with the module that it comes from."""

    def __getattr__(name: str) -> Any:  # noqa: N807 - it becomes the package's
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__


def homes(package: str, **modules: str) -> dict[str, str]:
    """Give name to module, from module to names: ``contact="Address Contact"``."""
    return {
        name: f"{package}.{module}" for module, names in modules.items() for name in names.split()
    }

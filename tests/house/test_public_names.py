"""The public names of each package are those in its `__all__`, also for type checkers."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from fiken import errors, mappers, models, repositories, types
from tests.house.source import MODULES, ROOT, path_of

PACKAGES = [name for name, tree in MODULES.items() if "__all__" in ast.unparse(tree)]
LAZY = [
    "fiken.auth",
    "fiken.mappers",
    "fiken.models",
    "fiken.pacing",
    "fiken.reports",
    "fiken.repositories",
]

#: The names of `fiken`: its own, and those of other packages.
PUBLIC: set[str] = set(import_module("fiken").__all__)

OPEN = (types.OpenEnum, types.OpenText)

#: The names by which the lazy packages work.
MACHINERY = {"TYPE_CHECKING", "HOMES", "homes", "lazily"}


def test_packages_for_users_list_their_names() -> None:
    others = [
        "fiken",
        "fiken.auth",
        "fiken.emulator",
        "fiken.errors",
        "fiken.testing",
        "fiken.types",
    ]
    assert [] == [name for name in [*LAZY, *others] if name not in PACKAGES]


@pytest.mark.parametrize("package", PACKAGES)
def test_public_names_are_sorted_and_unique(package: str) -> None:
    expected = sorted(set(_listed(package)), key=_rank)
    assert expected == _listed(package), f"sort __all__ of {package} as ruff does"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_can_be_imported(package: str) -> None:
    module = import_module(package)
    missing = [name for name in module.__all__ if not hasattr(module, name)]
    assert not missing, (
        f"import each of them in {_file(package)}, or take it out of its __all__; a lazy package "
        "needs it in HOMES and in the imports for type checkers, and models come first"
    )


@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "fiken.errors"])
def test_a_package_has_no_other_public_names(package: str) -> None:
    module = import_module(package)
    there = {name for name in vars(module) if _is_public(module, name)}
    unlisted = there - MACHINERY - set(module.__all__)
    assert not unlisted, f"add each of them to __all__ of {_file(package)}, or begin it with _"


def test_errors_lists_its_public_classes() -> None:
    classes = {name for name, thing in vars(errors).items() if _is_own_class(errors, thing)}
    public = {name for name in classes if not name.startswith("_")}
    assert public == set(errors.__all__), "change __all__ of fiken/errors/__init__.py accordingly"


@pytest.mark.parametrize("package", LAZY)
def test_checkers_find_lazy_names_in_the_same_module(package: str) -> None:
    ours, homes = _for_checkers(package), import_module(package).HOMES
    file = _file(package)
    assert not homes.keys() - ours.keys(), f"import them below TYPE_CHECKING in {file}"
    assert not ours.keys() - homes.keys(), f"add them to HOMES of {file}, or those of the models"
    assert ours == homes


@pytest.mark.parametrize("package", LAZY)
def test_lazy_names_are_where_the_table_says(package: str) -> None:
    module = import_module(package)
    unlisted = module.HOMES.keys() - set(module.__all__)
    assert not unlisted, f"add each of them to __all__ of {_file(package)}"
    elsewhere = [name for name, home in module.HOMES.items() if _home(module, name) != home]
    assert not elsewhere, f"HOMES of {_file(package)} names another module than theirs"


def test_fiken_imports_the_models_for_checkers() -> None:
    block = next(node for node in MODULES["fiken"].body if isinstance(node, ast.If))
    assert "from fiken.models import *" in [ast.unparse(line) for line in block.body]


@pytest.mark.parametrize("package", ["fiken", *LAZY, "fiken.types", "fiken.errors"])
def test_a_misspelt_name_is_an_error(package: str) -> None:
    with pytest.raises(AttributeError, match="Contct"):
        getattr(import_module(package), "Contct")  # noqa: B009
    with pytest.raises(ImportError, match="Contct"):
        exec(f"from {package} import Contct")


def test_models_enums_and_errors_are_in_fiken() -> None:
    enums = {name for name in types.__all__ if _is_open_enumeration(getattr(types, name))}
    expected = set(models.__all__) | enums | set(errors.__all__)
    missing = expected - PUBLIC
    assert not missing, "import each of them in fiken/__init__.py, and add it to its __all__"


@pytest.mark.parametrize("package", [mappers, models, repositories])
def test_classes_of_a_family_are_in_their_role(package: ModuleType) -> None:
    classes = (_classes_of(tree) for name, tree in MODULES.items() if _is_family(package, name))
    missing = {name for names in classes for name in names} - set(package.__all__)
    assert not missing, (
        f"add each of them to {_file(package.__name__)}: to HOMES (that of mappers follows from "
        "the models), to the imports below TYPE_CHECKING and to __all__"
    )


def test_import_star_imports_the_public_names() -> None:
    program = "from fiken import *; print(*sorted(n for n in dir() if n[:2] != '__'))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    expected = [name for name in sorted(PUBLIC) if name != "__version__"]
    assert expected == done.stdout.decode().split()


def _file(package: str) -> str:
    return path_of(package).relative_to(ROOT).as_posix()


def _listed(package: str) -> list[str]:
    """Return the literal list of a package; `fiken` adds the names of the errors to its own."""
    for node in MODULES[package].body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    raise AssertionError(f"{package} has no literal __all__")


def _rank(name: str) -> tuple[int, list[Any]]:
    """Return the key by which ruff sorts: constants, classes, the rest; each in natural order."""
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return kind, [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def _is_public(module: ModuleType, name: str) -> bool:
    return not name.startswith("_") and not isinstance(getattr(module, name), ModuleType)


def _is_own_class(module: ModuleType, thing: object) -> bool:
    return isinstance(thing, type) and thing.__module__ == module.__name__


def _is_open_enumeration(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, OPEN) and thing not in OPEN


def _is_family(package: ModuleType, module: str) -> bool:
    return re.fullmatch(rf"{re.escape(package.__name__)}\.[a-z]\w*", module) is not None


def _classes_of(tree: ast.Module) -> set[str]:
    """Return the public classes except the filters, which users write as keywords."""
    names = (node.name for node in tree.body if isinstance(node, ast.ClassDef))
    return {name for name in names if not name.startswith("_") and not name.endswith("Filters")}


def _for_checkers(package: str) -> dict[str, str]:
    """Return each name that is imported under TYPE_CHECKING, with its module."""
    block = next(node for node in MODULES[package].body if isinstance(node, ast.If))
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: str(node.module) for node in imports for alias in node.names}


def _home(module: ModuleType, name: str) -> str:
    """Return the module that defines a class; for other values, the module of the table."""
    thing = getattr(module, name)
    return thing.__module__ if isinstance(thing, type) else module.HOMES[name]

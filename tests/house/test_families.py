"""The families stay parallel: models/X.py, mappers/X.py, repositories/X.py."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from fiken.mappers import Mapper
from fiken.models import Model
from tests.house.source import PACKAGE

ROLES = {"models", "mappers", "repositories"}

#: The families without some role: the roles that they have, and the reason.
UNLIKE = {
    "group": ({"repositories"}, "a group is a name and nothing else: no model, so no mapper"),
}


def _families(role: str) -> set[str]:
    return {path.stem for path in (PACKAGE / role).glob("[a-z]*.py")}


FAMILIES = sorted({family for role in ROLES for family in _families(role)})


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_a_module_per_role(family: str) -> None:
    expected, _ = UNLIKE.get(family, (ROLES, ""))
    missing = [f"fiken/{role}/{family}.py" for role in expected if family not in _families(role)]
    assert [] == missing, f"write {', '.join(missing)}, or add a reason to UNLIKE"
    assert expected == {role for role in ROLES if family in _families(role)}


def test_every_exception_names_a_family() -> None:
    assert not UNLIKE.keys() - set(FAMILIES), "take them out of UNLIKE of this test"


def _classes(role: str, base: type) -> list[Any]:
    return list(_own_classes(role, base))


def _own_classes(role: str, base: type) -> Iterator[Any]:
    for family in sorted(_families(role)):
        module = import_module(f"fiken.{role}.{family}")
        for thing in vars(module).values():
            own = isinstance(thing, type) and thing.__module__ == module.__name__
            if own and issubclass(thing, base):
                yield thing


@pytest.mark.parametrize("model", _classes("models", Model), ids=lambda model: model.__name__)
def test_a_model_has_a_mapper_in_the_parallel_module(model: type[Model]) -> None:
    parallel = import_module(model.__module__.replace(".models.", ".mappers."))
    mapper = getattr(parallel, f"{model.__name__}Mapper", None)
    assert mapper, f"write {model.__name__}Mapper in {parallel.__name__}"
    assert mapper.model is model


@pytest.mark.parametrize("mapper", _classes("mappers", Mapper), ids=lambda mapper: mapper.__name__)
def test_a_mapper_is_named_after_its_model(mapper: Any) -> None:
    assert f"{mapper.model.__name__}Mapper" == mapper.__name__
    assert mapper.__module__.replace(".mappers.", ".models.") == mapper.model.__module__


def test_no_family_is_a_package() -> None:
    """A family is one module per role; in a package its parallel names would not be found."""
    below = [path for role in ROLES for path in (PACKAGE / role).iterdir() if path.is_dir()]
    assert [] == [path for path in below if path != Path(path.parent, "__pycache__")]

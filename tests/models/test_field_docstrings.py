"""Fields and members of enumerations have docstrings, which editors show.

A docstring here is a string literal below the field.
"""

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest

import fiken
from fiken import models, types as t
from fiken.models import Model
from fiken.models._fields import fields_of
from fiken.types import OpenEnum, rule_of

SOURCE = Path(fiken.__file__).parent
CLASSES: list[type[Model]] = [
    cls
    for cls in (getattr(models, name) for name in models.__all__)
    if isinstance(cls, type) and cls is not Model
]
ENUMS: list[type[OpenEnum]] = [
    cls
    for cls in (getattr(t, name) for name in t.__all__)
    if isinstance(cls, type) and issubclass(cls, OpenEnum) and len(cls)
]

#: Names that tell all there is to know, with the type.
OBVIOUS = {
    *("name", "email", "phone_number", "city", "post_code", "address", "author", "description"),
    *("street_address", "street_address_line2", "filename", "comment", "currency", "date"),
    *("created_date", "last_modified_date", "due_date", "lines", "attachments", "payments"),
    *("purchase_attachments", "sale_attachments", "sale_payments", "notes", "contact"),
    *("supplier", "customer", "product", "project", "paid", "completed", "inactive"),
}


def _file(cls: type) -> str:
    return cls.__module__.replace(".", "/") + ".py"


def docstrings_of(cls: type) -> dict[str, str]:
    """Return the docstrings below the fields of a class and of its bases, by the field's name."""
    texts: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("fiken."):
            texts |= dict(_documented(base))
    return texts


def _documented(cls: type) -> Iterator[tuple[str, str]]:
    body = cast("ast.ClassDef", ast.parse(inspect.getsource(cls)).body[0]).body
    for field, below in pairwise(body):
        name = _name_of(field)
        if name and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            yield name, str(below.value.value)


def _name_of(node: ast.stmt) -> str | None:
    target: Any = None
    if isinstance(node, ast.AnnAssign):
        target = node.target
    elif isinstance(node, ast.Assign):
        target = node.targets[0]
    return target.id if isinstance(target, ast.Name) else None


@pytest.mark.parametrize("cls", CLASSES)
def test_a_field_has_a_docstring(cls: type[Model]) -> None:
    """Unless its name and type tell everything, as those of ids and of e-mail addresses do."""
    documented = docstrings_of(cls).keys() | OBVIOUS
    ids = {name for name in fields_of(cls) if name.endswith("_id")}
    silent = fields_of(cls).keys() - documented - ids
    assert not silent, (
        f"write a string below each of these fields of {_file(cls)}, or add the name to OBVIOUS "
        "of this test"
    )


@pytest.mark.parametrize("cls", CLASSES)
def test_the_unit_of_an_amount_is_named(cls: type[Model]) -> None:
    texts = docstrings_of(cls)
    money = [
        name
        for name, field in fields_of(cls).items()
        if "øre" in rule_of(field.type).says  # the rule of `Amount`
    ]
    unclear = [name for name in money if not _names_a_unit(texts.get(name, ""))]
    assert not unclear, (
        f'say "Øre" or "smallest unit" in the string below each of these fields of {_file(cls)}'
    )


def _names_a_unit(text: str) -> bool:
    return "Øre" in text or "smallest unit" in text


@pytest.mark.parametrize("cls", CLASSES)
def test_the_limit_of_a_text_is_named(cls: type[Model]) -> None:
    texts = docstrings_of(cls)
    limits = {
        name: rule_of(field.type).says.split(" characters")[0].split()[-1]
        for name, field in fields_of(cls).items()
        if " characters" in rule_of(field.type).says
    }
    silent = {n: limit for n, limit in limits.items() if limit not in texts.get(n, "")}
    assert not silent, (
        f"write the limit in the string below each of these fields of {_file(cls)}, such as "
        '"At most 200 characters."'
    )


@pytest.mark.parametrize("enum", ENUMS)
def test_a_docstring_explains_a_member(enum: type[OpenEnum]) -> None:
    """Members whose name is the whole explanation have none."""
    obvious = {"NORWEGIAN", "ENGLISH", "YEARLY", "MONTHLY", "INVOICE", "REMINDER", "UNSPECIFIED"}
    obvious |= {"OCR", "BANK_STATEMENT", "NORMAL", "CREDIT_CARD"}
    silent = enum.__members__.keys() - docstrings_of(enum).keys() - obvious
    assert not silent, (
        f"write a string below each of these members of {_file(enum)}, or add it to `obvious`"
    )


def test_no_field_is_explained_in_a_comment() -> None:
    """Editors do not show comments, with a colon or without."""
    files = [*SOURCE.glob("models/*.py"), *SOURCE.glob("types/*.py"), *SOURCE.glob("vat/*.py")]
    commented = [path.name for path in files if "#:" in path.read_text("utf-8")]
    assert not commented, "write what each #: says as a string below the field"

"""The docstrings of fields, which stand below a field in the body of its class."""

import ast
import inspect
import sys
from types import ModuleType

from fiken.types import cached


@cached
def docstrings_of(cls: type) -> dict[str, str]:
    """Return the first sentence of the docstring of each field of a class, by the field's name.

    The fields of base classes are included. Without the source of a class, nothing is returned for
    its fields: Python keeps docstrings of fields nowhere else.
    """
    module = sys.modules[cls.__module__]
    node = _classes_in(module).get(cls.__name__)
    if node is None:
        return {}
    found: dict[str, str] = {}
    for base in node.bases:  # a TypedDict does not remember its bases
        parent = vars(module).get(base.id) if isinstance(base, ast.Name) else None
        if isinstance(parent, type):
            found |= docstrings_of(parent)
    return found | _fields_in(node)


@cached
def _classes_in(module: ModuleType) -> dict[str, ast.ClassDef]:
    try:
        tree = ast.parse(inspect.getsource(module))
    except (OSError, TypeError):  # it has no source, or only in a compiled form
        return {}
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _fields_in(node: ast.ClassDef) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, text in zip(node.body, node.body[1:], strict=False):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            found[field.target.id] = first_sentence(str(text.value.value))
    return found


def first_sentence(docstring: str | None) -> str:
    """Return the first sentence of a docstring, on one line and without marks of code."""
    paragraph = inspect.cleandoc(docstring or "").partition("\n\n")[0]
    line = " ".join(paragraph.split()).replace("`", "")
    return line.partition(". ")[0].rstrip(".")

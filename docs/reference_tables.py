"""The tables of the reference, written from the annotations: models, enumerations, repositories.

Sphinx loads this module as an extension. It puts each table in place of its mark, a comment such as
``<!-- models -->``, when it reads a page. The tests count the rows without Sphinx.
"""

import ast
import inspect
import re
import typing
from collections.abc import Iterable, Iterator
from typing import Any, NotRequired, Required, get_args, get_origin

import attrs

from fiken import CompanyClient, Fiken, models, repositories, types

Row = Iterable[str]

#: How a page says in which direction a field travels.
ACCESS = {
    None: "",
    types.Access.READ_ONLY: "read-only",
    types.Access.WRITE_ONLY: "write-only",
    types.Access.CREATE_ONLY: "on creation only",
    types.Access.UPDATE_ONLY: "on update only",
}


def setup(app: Any) -> dict[str, bool]:
    """Register the tables with Sphinx."""
    app.connect("source-read", lambda _app, _page, source: fill(source))
    return {"parallel_read_safe": True}


def fill(source: list[str]) -> None:
    """Replace the mark of each table in the text of a page, which Sphinx hands over in a list."""
    for mark, table in TABLES.items():
        if f"<!-- {mark} -->" in source[0]:
            source[0] = source[0].replace(f"<!-- {mark} -->", table())


def models_table() -> str:
    """Return every public model with its fields and the methods of its own, in Markdown."""
    return "\n".join(
        f"## {cls.__name__}\n\n{_markdown(inspect.getdoc(cls))}\n{_fields(cls)}"
        f"{''.join(_methods(model_methods_of(cls)))}"
        for cls in public_models()
    )


def enums_table() -> str:
    """Return every public enumeration with all members, in Markdown."""
    return "\n".join(
        f"## {enum.__name__}\n\n{_markdown(inspect.getdoc(enum))}\n"
        + _table(
            ("Member", "Value", "Meaning"),
            ((f"`{m.name}`", f"`{m.value}`", _notes(enum).get(m.name, "")) for m in enum),
        )
        for enum in public_enums()
    )


def repositories_table() -> str:
    """Return every public repository with its place, filters and methods, in Markdown."""
    return "\n".join(
        f"## {cls.__name__}\n\n{_markdown(inspect.getdoc(cls))}\n{_place(cls)}{_filters(cls)}"
        f"{''.join(_methods(methods_of(cls)))}"
        for cls in public_repositories()
    )


TABLES = {
    "models": models_table,
    "enumerations": enums_table,
    "repositories": repositories_table,
}


def public_models() -> list[type[Any]]:
    """Return the models that a user can import, without their base class."""
    every = (getattr(models, name) for name in models.__all__)
    return [c for c in every if inspect.isclass(c) and attrs.has(c) and c is not models.Model]


def public_enums() -> list[Any]:
    """Return the enumerations that a user can import, without their base classes."""
    every = (getattr(types, name) for name in types.__all__)
    return [c for c in every if inspect.isclass(c) and issubclass(c, types.OpenEnum) and len(c)]


def public_repositories() -> list[type[Any]]:
    """Return the repositories that a user can import or reach, without their base classes."""
    every = (getattr(repositories, name) for name in repositories.__all__)
    return [c for c in every if inspect.isclass(c) and re.search(r"\wRepository$", c.__name__)]


@types.cached
def places() -> dict[type[Any], str]:
    """Return the repositories that a company's client has, each with the attribute that has it."""
    company = Fiken(token="made.up").company("acme-as")  # noqa: S106 - it is never sent
    every = {name: getattr(company, name) for name in dir(CompanyClient) if name[0] != "_"}
    known = public_repositories()
    return {type(value): name for name, value in every.items() if type(value) in known}


def _fields(cls: type[Any]) -> str:
    rows = (
        (
            f"`{field.name}`",
            _type(types.hint_of(field.type)),
            _limit(field.type),
            ACCESS[types.hint_of(field.type).access],
            _default(field),
            _notes(cls).get(field.name, ""),
        )
        for field in attrs.fields(cls)
    )
    return _table(("Field", "Type", "Value", "Access", "Default", "Meaning"), rows)


def _type(hint: types.Hint) -> str:
    """Return the class of a value; the name of a model or an enumeration leads to its section."""
    core = hint.value_type
    name = "str" if get_origin(core) else getattr(core, "__name__", str(core))
    if core in public_models():
        name = f"[{name}](models.md#{name.lower()})"
    elif core in public_enums():
        name = f"[{name}](enumerations.md#{name.lower()})"
    else:
        name = f"`{name}`"
    return f"sequence of {name}" if hint.many else name


def _limit(annotation: Any) -> str:
    """Return what the value must be, with its unit and limits."""
    return types.rule_of(annotation).says.removesuffix(", or None")


def _default(field: "attrs.Attribute[Any]") -> str:
    if field.default is attrs.NOTHING:
        return "required"
    if types.hint_of(field.type).access is types.Access.READ_ONLY:
        return ""
    return f"`{field.default}`"


def _place(cls: type[Any]) -> str:
    return f"\n`company.{places()[cls]}`\n" if cls in places() else ""


def filters_of(cls: type[Any]) -> dict[str, Any]:
    """Return the filters of a repository's `all`, each with its annotation."""
    declared = _declared_filters(cls)
    hints = typing.get_type_hints(declared, include_extras=True) if declared else {}
    wrapped = (Required, NotRequired)
    return {n: get_args(h)[0] if get_origin(h) in wrapped else h for n, h in hints.items()}


def _declared_filters(cls: type[Any]) -> type[Any] | None:
    """Return the TypedDict of a repository's filters; None where `all` takes none."""
    annotation = getattr(getattr(cls, "all", None), "__annotations__", {}).get("filters")
    return get_args(annotation)[0] if annotation else None


def _filters(cls: type[Any]) -> str:
    filters, notes = filters_of(cls), _notes(_declared_filters(cls) or object)
    rows = (
        (f"`{name}`", _type(types.hint_of(hint)), _limit(hint), notes.get(name, ""))
        for name, hint in filters.items()
    )
    return "\n" + _table(("Filter", "Type", "Value", "Meaning"), rows) if filters else ""


def methods_of(cls: type[Any]) -> dict[str, Any]:
    """Return the public methods and properties of a repository, inherited ones included."""
    return {
        name: value
        for name in dir(cls)
        if not name.startswith("_")
        if callable(value := inspect.getattr_static(cls, name)) or isinstance(value, property)
    }


def model_methods_of(cls: type[Any]) -> dict[str, Any]:
    """Return the public methods and properties of a model that not every model has."""
    every = {name: inspect.getattr_static(cls, name) for name in dir(cls)}
    return {
        name: value.__func__ if isinstance(value, classmethod) else value
        for name, value in every.items()
        if not name.startswith("_") and not hasattr(models.Model, name)
        if inspect.isfunction(value) or isinstance(value, classmethod | property)
    }


def _methods(methods: dict[str, Any]) -> Iterator[str]:
    for name, method in methods.items():
        call = "" if isinstance(method, property) else _signature(method)
        yield f"\n**`{name}{call}`**\n\n{_markdown(inspect.getdoc(method))}"


def _signature(method: Any) -> str:
    """Return the parameters as a caller writes them, without annotations."""
    parameters = list(inspect.signature(method).parameters.values())[1:]
    plain = [p.replace(annotation=inspect.Parameter.empty) for p in parameters]
    return str(inspect.Signature(plain))


def _table(head: Row, rows: Iterable[Row]) -> str:
    lines = [list(head), ["---"] * len(list(head)), *map(list, rows)]
    cells = ([_linked(cell.replace("|", "/")) for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def _linked(text: str) -> str:
    """Return a text with links to the sections of the page on the real service."""
    return re.sub(r"docs/(observed[.]md#[\w-]+)", r"[\1](\1)", text)


@types.cached
def _notes(cls: type[Any]) -> dict[str, str]:
    """Return the explanation of each field or member of a class and its base classes.

    It is the string below the field, or the comment with a colon above it.
    """
    notes: dict[str, str] = {}
    for base in getattr(cls, "__orig_bases__", cls.__bases__):  # a TypedDict hides its bases
        if str(getattr(base, "__module__", "")).startswith("fiken."):
            notes |= _notes(base)
    return notes | dict(_notes_in(inspect.getsource(cls)) if cls is not object else ())


def _notes_in(source: str) -> Iterator[tuple[str, str]]:
    lines = inspect.cleandoc("\n" + source).split("\n")
    (definition,) = ast.parse("\n".join(lines)).body
    assert isinstance(definition, ast.ClassDef)
    below = [*definition.body[1:], None]
    for node, after in zip(definition.body, below, strict=True):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield ast.unparse(target), _string(after) or _comment(lines[: node.lineno - 1])


def _string(node: ast.stmt | None) -> str:
    """Return the text of a statement that is a string; empty where it is another one."""
    value = node.value if isinstance(node, ast.Expr) else None
    text = value.value if isinstance(value, ast.Constant) else None
    return " ".join(text.split()) if isinstance(text, str) else ""


def _comment(lines: list[str]) -> str:
    """Return the text of the comment that ends these lines."""
    text: list[str] = []
    while lines and lines[-1].lstrip().startswith("#:"):
        text.insert(0, lines.pop().lstrip()[2:].strip())
    return " ".join(text)


SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Yields):$", re.MULTILINE)


def _markdown(docstring: str | None) -> str:
    """Return a docstring as Markdown: its sections as lists, its examples as code."""
    text, *sections = SECTION.split(docstring or "")
    parts = [_with_code(text.strip())]
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        items = re.split(r"\n {4}(?=\S)", body.rstrip())[1:]
        listed = (re.sub(r"^(\w+):", r"`\1`:", " ".join(item.split())) for item in items)
        parts.append("\n".join([f"{title}:\n", *(f"- {item}" for item in listed)]))
    return _linked("\n\n".join(parts)) + "\n"


def _with_code(text: str) -> str:
    """Fence the paragraphs that are examples."""
    paragraphs = text.split("\n\n")
    return "\n\n".join(f"```pycon\n{p}\n```" if p.startswith(">>>") else p for p in paragraphs)

"""Models as plain values, as JSON, as readable text and as Python code."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import category

from fiken._messages import short_repr
from fiken.models._fields import defaults_of, fields_of, hints_of, key_of
from fiken.types import Amount, OpenEnum, Real, can_be_sent, format_kroner, hint_of


class Shown:
    """The methods of all models that return the model in another form."""

    __slots__ = ()

    def as_dict(self) -> dict[str, Any]:
        """Return all fields as plain Python values, by field name.

        Dates, Decimals and whole numbers stay what they are. A member of an enumeration becomes a
        string, a model inside the model a dict, and a sequence a list. A field without a value is
        None. `unknown_fields` are left out, since they are not fields of the model.

        To get the JSON that is sent to Fiken, call `payload` of the repository instead.

        >>> from fiken import OrderLine
        >>> line = OrderLine(description="Spade", net_price=124950, vat_type="HIGH")
        >>> {name: value for name, value in line.as_dict().items() if value is not None}
        {'description': 'Spade', 'net_price': 124950, 'vat_type': 'HIGH'}
        """
        return {name: _plain(getattr(self, name)) for name in fields_of(type(self))}

    def as_json(self, *, indent: int | None = None) -> str:
        """Return all fields as JSON text, in the order and by the names of `as_dict`.

        Dates are in ISO format. A Decimal becomes a number with all its digits. Amounts are whole
        numbers of øre, as in the model. Letters such as æ, ø and å are not escaped.

        Args:
            indent: The number of spaces per level, for a text with several lines. None: one line.

        >>> from fiken import Address
        >>> Address(street_address="Storgata 1", city="Tromsø", country="Norge").as_json()
        '{"street_address": "Storgata 1", "street_address_line2": null, "city": "Tromsø", \
"post_code": null, "country": "Norge"}'
        """
        return _json(self.as_dict(), None if indent is None else "\n", indent or 0)

    def as_text(self) -> str:
        """Return the fields that have a value as lines of text, for people to read.

        Amounts are in kroner, or in the currency of the document, as in ``1 249,50 NOK``. If the
        currency is not known, it is left out. An entity inside the model, such as a customer, is
        shown by its id and name: call its own `as_text` to see more. Lines are a table, and so are
        attachments, without their URLs.

        Characters that would change the output of a terminal, such as a line break in a name, are
        escaped. The format may change in a later version, so use `as_json` in programs.

        >>> from fiken import InvoiceDraft, DraftLine
        >>> spade = DraftLine(description="Spade", unit_price=124950, quantity=2, vat_type="HIGH")
        >>> print(InvoiceDraft(customer_id=7, days_until_due_date=14, lines=[spade]).as_text())
        InvoiceDraft
          days_until_due_date  14
          customer_id          7
          type                 invoice
          lines
            description    unit_price  quantity  vat_type
            Spade        1 249,50 NOK         2  HIGH
        """
        return "\n".join([type(self).__name__, *_indented(_lines(self, None))])

    @classmethod
    def is_in_currency(cls, name: str) -> bool:
        """Return whether the amount in a field is in the currency of the document, and not in NOK.

        Args:
            name: The name of the field, such as ``gross`` or ``net_in_nok``.

        >>> from fiken import Invoice
        >>> Invoice.is_in_currency("gross"), Invoice.is_in_currency("net_in_nok")
        (True, False)
        """
        return is_in_currency(cls, name)

    def __repr__(self) -> str:
        defaults, missing = defaults_of(type(self)), object()
        values = ((name, getattr(self, name)) for name in fields_of(type(self)))
        different = (
            f"{name}={_bounded_repr(value)}"
            for name, value in values
            if value != defaults.get(name, missing)
        )
        return f"{type(self).__name__}({', '.join(different)})"


# A repr shows in full every text that Fiken accepts. Longer ones are cut, to keep logs readable.
_MOST_CHARACTERS = 600
_MOST_ITEMS = 50


def _bounded_repr(value: Any) -> str:
    """Return the repr of a field's value, and shorten long texts and long sequences."""
    if value.__class__ is tuple:
        items = [_bounded_repr(item) for item in value[:_MOST_ITEMS]]
        more = [f"… ({len(value)} in all)"] * (len(value) > _MOST_ITEMS)
        return f"({', '.join(items + more)}{',' * (len(value) == 1)})"
    return repr(value) if isinstance(value, Shown) else short_repr(value, _MOST_CHARACTERS)


def _plain(value: Any) -> Any:
    """Return a value of a field as a plain Python value."""
    if isinstance(value, Shown):
        return value.as_dict()
    if value.__class__ is tuple:
        return [_plain(item) for item in value]
    return str.__str__(value) if isinstance(value, OpenEnum) else value


# JSON. The encoder of the standard library cannot write a Decimal as a number.


def _json(value: Any, line_break: str | None, indent: int) -> str:
    """Return a plain value as JSON text.

    Args:
        value: The value, from `as_dict`.
        line_break: The line break and the indentation of the value. None: no line breaks.
        indent: The number of spaces by which the items of the value are indented further.
    """
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=not can_be_sent(value))
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Real.date):
        return f'"{value.isoformat()}"'
    if value.__class__ is not list and value.__class__ is not dict:
        return json.dumps(value)
    inner = None if line_break is None else line_break + " " * indent
    if value.__class__ is dict:
        pairs = value.items()
        items = [f"{json.dumps(str(name))}: {_json(item, inner, indent)}" for name, item in pairs]
        return _joined("{}", items, line_break, inner)
    items = [_json(item, inner, indent) for item in value]
    return _joined("[]", items, line_break, inner)


def _joined(brackets: str, items: list[str], outer: str | None, inner: str | None) -> str:
    if inner is None or not items:
        return f"{brackets[0]}{', '.join(items)}{brackets[1]}"
    return f"{brackets[0]}{inner}{f',{inner}'.join(items)}{outer}{brackets[1]}"


# Text


_AMOUNT = hint_of(Amount).rule
_EMPTY = (None, ())
_NUMBERS = (int, Decimal)

# The names of amounts that are in the currency of the document. Names that end with `_in_currency`
# are others. All other amounts are in NOK.
_IN_CURRENCY = {"net", "vat", "gross", "unit_price", "amount"}
# The models in which amounts with these names are in NOK.
_IN_NOK = {"BankBalance", "JournalEntryLine", "OrderLine", "Product"}


def is_in_currency(cls: type, name: str) -> bool:
    """Return whether the amount in a field is in the currency of the document, rather than in NOK.

    An amount of a model that is not one of this library is in the model's currency, if it has one.

    Args:
        cls: The class of the model, or a subclass of it that a user wrote.
        name: The name of the field, such as ``net_in_nok``.
    """
    bases = (base for base in cls.__mro__ if getattr(base, "__attrs_attrs__", ()))
    ours = {base.__name__ for base in bases if base.__module__.startswith("fiken.models.")}
    in_currency = name in _IN_CURRENCY and not ours & _IN_NOK
    return not ours or in_currency or name.endswith("_in_currency")


def _lines(model: Shown, currency: str | None) -> Iterator[str]:
    """Yield the lines for the fields of a model that have a value.

    Args:
        model: The model.
        currency: The currency of the document that the model is a part of; None if it is in none.
    """
    cells = _cells(model, currency)
    own = _currency_of(model, currency)
    width = max(map(len, cells), default=0)
    for name, cell in cells.items():
        if cell is not None:
            yield f"{name:{width}}  {cell}"
            continue
        yield name
        value: Any = getattr(model, name)
        if isinstance(value, Shown):
            yield from _indented(_lines(value, own))
        elif any(_has_table(each) for each in value):
            for each in value:
                yield f"  {type(each).__name__}"
                yield from _indented(_indented(_lines(each, own)))
        else:
            yield from _indented(_table(value, own))


def _has_table(model: Shown) -> bool:
    """Return whether a model has a sequence of models, as a journal entry has lines."""
    values = (getattr(model, name) for name in fields_of(type(model)))
    return any(value and value.__class__ is tuple and _cell(value) is None for value in values)


def _cells(model: Shown, currency: str | None) -> dict[str, str | None]:
    """Return the values of a model's fields as short texts. Fields without a value are left out.

    A text is None for a model that has no id, such as an address, and for a sequence of models.
    """
    own = _currency_of(model, currency)
    shown: dict[str, str | None] = {}
    for name, hint in hints_of(type(model)).items():
        value = getattr(model, name)
        if value in _EMPTY:
            continue
        if hint.rule is _AMOUNT:
            unit = own if is_in_currency(type(model), name) else "NOK"
            shown[name] = " ".join(filter(None, [format_kroner(value), unit]))
        else:
            shown[name] = _cell(value)
    return shown


def _cell(value: Any) -> str | None:
    """Return a value as one short text, or None if it needs several lines."""
    if value.__class__ is tuple:
        texts = [_cell(item) for item in value]
        has_models = any(isinstance(item, Shown) for item in value)
        return None if has_models else ", ".join(filter(None, texts))
    if isinstance(value, Shown):
        return _summary(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return _safe(str(value))


def _summary(model: Shown) -> str | None:
    """Return the class, id and name of an entity, such as "Contact 7: Nelly Bloom".

    Return None for a model that has no id.
    """
    key = key_of(type(model))
    if key is None:
        return None
    names = (getattr(model, name, None) for name in ("name", "description", "filename"))
    parts = [type(model).__name__, *filter(None, [_cell(getattr(model, key) or "")])]
    return ": ".join([" ".join(parts), *map(_safe, filter(None, [next(filter(None, names), "")]))])


def _table(models: Sequence[Shown], currency: str | None) -> Iterator[str]:
    """Yield the lines of a table with one row per model, and a column per field with a value.

    URLs of files have no column. They are longer than a line of a terminal.
    """
    rows = [_cells(model, currency) for model in models]
    names = dict.fromkeys(
        name
        for model in models
        for name in fields_of(type(model))
        if not name.startswith("download_url")
    )
    columns: list[list[str]] = []
    for name in [name for name in names if any(name in row for row in rows)]:
        values: list[Any] = [getattr(model, name, None) for model in models]
        cells = [name]
        for row, value in zip(rows, values, strict=True):
            cell = row.get(name, "")
            # None: a model without an id, such as an address, which has no table of its own.
            parts = [cell] if cell is not None else _cells(value, None).values()
            cells.append(", ".join(filter(None, parts)))
        width = max(map(len, cells))
        is_number = any(type(value) in _NUMBERS for value in values)
        columns.append([f"{cell:{'>' if is_number else '<'}{width}}" for cell in cells])
    yield from ("  ".join(row).rstrip() for row in zip(*columns, strict=True))


def _currency_of(model: Shown, outer: str | None) -> str | None:
    """Return the currency of the amounts in a document and its lines; empty if it is not known."""
    if "currency" not in fields_of(type(model)):
        return outer
    value: str | None = getattr(model, "currency")  # noqa: B009 - not every model has it
    return value or ("NOK" if getattr(model, "is_new") else "")  # noqa: B009


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _safe(text: str) -> str:
    """Return a text with escapes for line breaks and all other characters that are not printed."""
    return "".join(
        each
        if each.isprintable() or category(each) == "Zs"
        else each.encode("unicode_escape").decode("ascii")
        for each in text
    )

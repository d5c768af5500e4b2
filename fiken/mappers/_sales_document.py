"""Checks that sales documents and their drafts share, and the base class of the drafts' mappers."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, TypeVar

from fiken._messages import warn_user
from fiken.errors import MayClearWarning, NotUpdatableError
from fiken.mappers._base import Mapper
from fiken.models._base import Model, original_of
from fiken.models._sales_document import DocumentDraft, SalesLine
from fiken.models.invoice import InvoiceLine
from fiken.types import DraftType, RoundingType
from fiken.types.amounts import in_percent
from fiken.vat import VAT

D = TypeVar("D", bound=DocumentDraft)
Problems = Iterator[tuple[str, str]]

_WHOLE = 100  # percent


class DocumentDraftMapper(Mapper[D]):
    """The base class of the mappers of drafts of sales documents.

    Attributes:
        kinds: The values that `type` of such a draft can have.
        line_needs_price: Whether the line of a product needs a price of its own.
    """

    kinds: ClassVar[Sequence[DraftType]] = ()
    line_needs_price: ClassVar[bool] = False
    required = ("customer_id", "days_until_due_date")

    def update(self, model: D) -> dict[str, Any]:
        """Check a changed draft, and return the JSON that replaces it.

        Fiken does not return the contact person, and a PUT replaces the whole draft. So an update
        without one issues a `MayClearWarning`.

        Raises:
            NotUpdatableError: The draft has several customers, and a request can name only one.
            InvalidModelError: Fiken would refuse the draft. The error lists all problems.

        Observed: docs/observed.md#12-updates-and-deletions
        """
        customers = getattr(original_of(model), "customers", ())
        if len(customers) > 1 and model.changes:
            several = f"it has {len(customers)} customers, and a request can name only one"
            raise NotUpdatableError(self.model.__name__, list(model.changes), several)
        payload = super().update(model)
        if payload and model.contact_person_id is None and "contact_person_id" not in model.changes:
            warn_user(_MAY_CLEAR.format(model=self.model.__name__), MayClearWarning)
        return payload

    def problems(self, model: D) -> Problems:
        """Yield a problem for each line that lacks values, and for values that exclude each other.

        Observed: docs/observed.md#4-error-bodies, docs/observed.md#10-invoices-and-counters
        """
        kind: DraftType | None = model.type if concerns(model, "type") else None
        if kind is not None and kind.is_known and kind not in self.kinds:
            yield "type", f"must be {' or '.join(self.kinds)}, not {kind}"
        yield from line_problems(model, model.lines, need_price=self.line_needs_price)
        yield from rounding_problems(model, model.rounding_type, model.currency)
        if (
            model.payment_account is not None
            and model.type != DraftType.CASH_INVOICE
            and (model.is_new or getattr(original_of(model), "payment_account", None) is None)
        ):
            yield "payment_account", "is for cash invoices only (type cash_invoice)"
        repeating = model.type == DraftType.REPEATING_INVOICE
        if repeating and model.start_date is None and concerns(model, "start_date", "type"):
            yield "start_date", "is missing: the issue date of the first recurring invoice"

    def unlikely(self, model: D) -> Iterator[str]:
        """Yield a warning for each value that is probably a mistake."""
        if (model.days_until_due_date or 0) < 0 and concerns(model, "days_until_due_date"):
            yield f"days_until_due_date: {model.days_until_due_date} is before the issue date"
        backwards = model.start_date and model.end_date and model.end_date < model.start_date
        if backwards and concerns(model, "start_date", "end_date"):
            yield f"end_date: {model.end_date} is before {model.start_date}"
        if model.type != DraftType.REPEATING_INVOICE:
            for name in ("start_date", "end_date", "frequency"):
                if getattr(model, name) is not None and concerns(model, name):
                    yield f"{name}: is for recurring invoices only (type repeating_invoice)"
        person = model.contact_person_id
        moved = not model.is_new and "customer_id" in model.changes
        if person is not None and moved and "contact_person_id" not in model.changes:
            yield f"contact_person_id: {person} was set for the former customer"
        unpaid = model.type == DraftType.CASH_INVOICE and model.payment_account is None
        if unpaid and concerns(model, "type", "payment_account"):
            yield "payment_account: is missing: the account that the cash invoice was paid to"
        yield from unlikely_lines(model, model.lines, model.currency)


_MAY_CLEAR = (
    "{model}.contact_person_id is not returned by Fiken, and the update replaces the whole draft. "
    "If it has a contact person, Fiken may clear it: set it again with evolve(contact_person_id=…)"
)


def concerns(model: Model, *names: str) -> bool:
    """Return whether the model is new, or one of these fields was changed.

    A value that Fiken answered is not checked again when another field is changed.
    """
    return model.is_new or not model.changes.keys().isdisjoint(names)


def line_problems(
    model: Model, lines: Sequence[SalesLine], *, need_price: bool = False
) -> Problems:
    """Yield a problem for each line that lacks values.

    A line of free text needs a description, a price, a VAT type and an account.

    Args:
        model: The document or draft.
        lines: Its lines.
        need_price: Whether the line of a product needs a price too, as in a credit note.
    """
    for place, line in _checked(model, lines):
        absent = [name for name in _FREE_TEXT if not _has(line, name)]
        if line.product_id is None and absent:
            yield f"lines[{place}]", f"has no product_id, and as free text lacks {_listed(absent)}"
        elif need_price and line.unit_price is None:
            yield f"lines[{place}].unit_price", "is missing: a credit note needs it"


_FREE_TEXT = ("description", "unit_price", "vat_type", "income_account")
_INSTEAD = {"description": "product_name", "vat_type": "vat_in_percent"}


def _has(line: SalesLine, name: str) -> bool:
    """Return whether a line has a field, or the one that an `InvoiceLine` can have instead."""
    instead = _INSTEAD.get(name, name) if isinstance(line, InvoiceLine) else name
    return getattr(line, name) is not None or getattr(line, instead) is not None


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def rounding_problems(model: Model, rounding: RoundingType | None, currency: object) -> Problems:
    """Yield a problem if a document in another currency than NOK has a rounding."""
    none = rounding is None or rounding == RoundingType.NONE
    if not none and currency not in {None, "NOK"} and concerns(model, "rounding_type", "currency"):
        yield "rounding_type", f"is for documents in NOK only, and this one is in {currency}"


def unlikely_lines(model: Model, lines: Sequence[SalesLine], currency: str | None) -> Iterator[str]:
    """Yield a warning for each VAT type of purchases, and for each discount that looks wrong.

    Prices of products are in NOK. So a line without a price of its own causes a warning too, if
    the document is in another currency.

    Observed: docs/observed.md#7-units
    """
    for place, line in _checked(model, lines):
        if line.unit_price is None and currency not in {None, "NOK"}:
            yield (
                f"lines[{place}].unit_price: is missing, and the price of the product is in NOK, "
                f"though the document is in {currency}: write the price in {currency}"
            )
        vat = None if line.vat_type is None else VAT.get(line.vat_type)
        if vat is not None and not vat.for_sales:
            yield f"lines[{place}]: {vat.type} is for purchases"
        if line.discount == _WHOLE:
            yield f"lines[{place}].discount: is 100 %, so the line costs nothing"
        for name in ("discount", "vat_in_percent"):
            percent = getattr(line, name, None)
            if percent is not None and 0 < percent < 1:
                whole = in_percent(percent)
                yield f"lines[{place}].{name}: {percent} is less than 1 %: did you mean {whole:f}?"


def _checked(model: Model, lines: Sequence[SalesLine]) -> Iterator[tuple[int, SalesLine]]:
    """Yield the index and the line of each line to check.

    Lines that Fiken answered are not checked again when their document is updated.
    """
    for place, line in enumerate(lines):
        if model.is_new or line.is_new or line.changes:
            yield place, line

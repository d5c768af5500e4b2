"""The mapper of accruals."""

from collections.abc import Iterable, Iterator
from typing import Any

from fiken.mappers._base import Mapper
from fiken.models.accrual import Accrual

_MONTH = len("2026-06")


class AccrualMapper(Mapper[Accrual]):
    model = Accrual
    required = ("line_id", "account", "start_date", "periods")
    updates = {}
    instead = "delete it, and set it up again"

    def likeness(self, model: Accrual, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of some fields, with the month of the start: Fiken ignores the day."""
        likeness = super().likeness(model, names)
        if "start_date" in likeness:
            likeness["start_date"] = (likeness["start_date"] or "")[:_MONTH]
        return likeness

    def problems(self, model: Accrual) -> Iterator[tuple[str, str]]:
        """Yield a problem if `line_id` is missing.

        `line_id` tells Fiken which line of the sale or purchase to spread over months.
        """
        if not model.line_id:
            yield "line_id", "is missing: take it from a line of the sale or purchase as loaded"

"""Accruals on the wire."""

from collections.abc import Iterator
from typing import Any

from fiken.mappers._base import Mapper
from fiken.models.accrual import Accrual


class AccrualMapper(Mapper[Accrual]):
    model = Accrual
    required = ("line_id", "account", "start_date", "periods")
    updates = {}
    instead = "delete it, and set it up again"

    def is_kept(self, name: str, sent: Any, loaded: Accrual) -> bool:
        """Of the start, the month is what counts."""
        back = getattr(loaded, name)
        if name == "start_date" and back is not None:
            return bool(sent.replace(day=1) == back.replace(day=1))
        return super().is_kept(name, sent, loaded)

    def problems(self, model: Accrual) -> Iterator[tuple[str, str]]:
        """A line has no id before it was saved and loaded."""
        if not model.line_id:
            yield "line_id", "is missing: take it from a line of the sale or purchase as loaded"

"""The mapper of accruals."""

from collections.abc import Iterator

from fiken.mappers._base import Mapper
from fiken.models.accrual import Accrual


class AccrualMapper(Mapper[Accrual]):
    model = Accrual
    required = ("line_id", "account", "start_date", "periods")
    updates = {}
    instead = "delete it, and set it up again"

    def problems(self, model: Accrual) -> Iterator[tuple[str, str]]:
        """Yield a problem if `line_id` is missing.

        `line_id` tells Fiken which line of the sale or purchase to spread over months.
        """
        if not model.line_id:
            yield "line_id", "is missing: take it from a line of the sale or purchase as loaded"

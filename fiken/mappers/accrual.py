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

        It is the id of a line of the sale or purchase, as loaded from Fiken.
        """
        if not model.line_id:
            yield "line_id", "is missing: take it from a line of the sale or purchase as loaded"

"""The repository of the accruals of one sale or purchase."""

from datetime import date
from typing import Any

from fiken.mappers.accrual import AccrualMapper
from fiken.models.accrual import Accrual
from fiken.repositories._collection import Collection
from fiken.repositories._deleting import Deletes
from fiken.repositories._finding import Finds
from fiken.repositories._listing import Lists
from fiken.repositories._saving import Saves
from fiken.repositories._trace import Trace


def _same_month(sent: date, loaded: Any) -> bool:
    """Return whether Fiken kept the month of the start date that was sent.

    `sent` is the start date in the request, and `loaded` is the accrual loaded after the save. Only
    year and month are compared, because Fiken ignores the day of the month.
    """
    start: date | None = loaded.start_date
    return start is not None and sent.replace(day=1) == start.replace(day=1)


class AccrualRepository(Finds[Accrual], Lists[Accrual], Saves[Accrual], Deletes[Accrual]):
    """The accruals of one sale or purchase. The list is not paged and has no filters.

    An accrual spreads the amount of a line over several months. Deleting an accrual removes its
    postings in open months, and reverses those in closed months.

    Emulator choice: the reversal is dated today, so that the balances of earlier months do not
    change.
    """

    mapper = AccrualMapper()
    path = "accruals"
    paged = False
    trace = Trace(alike=("start_date", "periods"))
    comparisons = {Accrual: {"start_date": _same_month}}

    def all(self) -> Collection[Accrual]:
        """Return all accruals of the sale or purchase (GET …/accruals)."""
        return self._all()

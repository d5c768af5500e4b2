"""Accruals of one sale or purchase."""

from fiken.mappers.accrual import AccrualMapper
from fiken.models.accrual import Accrual
from fiken.repositories._base import Deletes, Finds, Lists, Saves
from fiken.repositories._collection import Collection


class AccrualRepository(Finds[Accrual], Lists[Accrual], Saves[Accrual], Deletes[Accrual]):
    """The accruals of one sale or purchase. The list is not paged and has no filters.

    Deleting one takes back its open postings, and reverses those in closed months. Emulator choice:
    the reversal is dated today, so that the balances of earlier months still show what it reverses.
    """

    mapper = AccrualMapper()
    path = "accruals"
    paged = False

    def all(self) -> Collection[Accrual]:
        """Every accrual (GET …/accruals)."""
        return self._all(dict, {})

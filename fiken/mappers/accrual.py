"""Accruals on the wire."""

from fiken.mappers._base import Mapper
from fiken.models.accrual import Accrual


class AccrualMapper(Mapper[Accrual]):
    model = Accrual
    required = ("line_id", "account", "start_date", "periods")
    updates = {}
    instead = "delete it, and set it up again"

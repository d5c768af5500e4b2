"""Payments on the wire."""

from fiken.mappers._base import Mapper
from fiken.models.payment import Payment


class PaymentMapper(Mapper[Payment]):
    model = Payment
    updates = {}
    instead = "undo it (delete), and record it again"

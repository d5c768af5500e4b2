"""Payments on the wire."""

from typing import Any

from fiken.mappers._base import Mapper
from fiken.models.payment import Payment

_OF_ANOTHER_CURRENCY = {"currency", "amount_in_nok", "fee"}


class PaymentMapper(Mapper[Payment]):
    model = Payment
    updates = {}
    instead = "undo it (delete), and record it again"

    def is_kept(self, name: str, sent: Any, loaded: Payment) -> bool:
        """By the contract, some fields come back of a payment in another currency only."""
        if name in _OF_ANOTHER_CURRENCY and loaded.currency in (None, "NOK"):
            return getattr(loaded, name) in (None, sent)
        return super().is_kept(name, sent, loaded)

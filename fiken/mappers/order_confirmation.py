"""The mapper of order confirmations."""

from fiken.mappers._base import Mapper
from fiken.models.order_confirmation import OrderConfirmation


class OrderConfirmationMapper(Mapper[OrderConfirmation]):
    model = OrderConfirmation
    updates = {}
    instead = "make a new one from a draft"

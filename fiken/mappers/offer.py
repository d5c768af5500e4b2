"""The mapper of offers."""

from fiken.mappers._base import Mapper
from fiken.models.offer import Offer


class OfferMapper(Mapper[Offer]):
    model = Offer
    updates = {}
    instead = "make a new one from a draft"

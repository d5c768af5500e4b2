"""The mapper of offers."""

from fiken.mappers._base import Mapper
from fiken.mappers._sending import SendingMapper
from fiken.models.offer import Offer, SendOffer


class OfferMapper(Mapper[Offer]):
    model = Offer
    updates = {}
    instead = "make a new one from a draft"


class SendOfferMapper(SendingMapper[SendOffer]):
    model = SendOffer

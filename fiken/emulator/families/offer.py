"""Offers (tilbud). Nothing is posted for them."""

from functools import partial

from fiken.emulator.books import sales_schema, sales_violations
from fiken.emulator.books.sales_kind import OFFER
from fiken.emulator.families._finalizing import finalizes, issues_unbooked
from fiken.emulator.families._sales_document import (
    dispatches_part,
    lines_part,
    reads_counter,
    starts_counter,
)
from fiken.emulator.families._sending import sends
from fiken.emulator.store.handlers import finds, lists
from fiken.emulator.store.resources import Family, Resource

# Emulator choice: no operation archives or accepts an offer, so `archived` is false and `accepted`
# is null, unless the books were created otherwise.
OFFERS = Resource(
    table="offers",
    key="offerId",
    schema="offer",
    parts={"lines": lines_part(OFFER), "dispatches": dispatches_part(OFFER)},
    dated=True,
)

FAMILY = Family(
    tables=sales_schema.documents(OFFER),
    operations={
        "getOffers": lists(OFFERS),
        "getOffer": finds(OFFERS),
        "getOfferCounter": reads_counter(OFFER),
        "createOfferCounter": starts_counter(OFFER),
        "createOfferFromDraft": finalizes(OFFER, issues_unbooked(OFFER)),
        "sendOffer": sends(OFFER, OFFERS),
    },
    invariants=(partial(sales_violations.of_documents, kind=OFFER),),
)

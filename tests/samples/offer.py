"""GET /offers. The discount of an offer is an amount, and those of its lines are not."""

from datetime import date
from decimal import Decimal

from fiken import Offer
from tests.samples._embedded import ADDRESS, ADDRESS_ANSWER
from tests.samples._sample import Sample
from tests.samples.invoice import DISPATCH, LINE

IN_EURO = Sample(
    result="offer",
    answer={
        "offerId": 2888190,
        "offerDraftUuid": "123e4567-e89b-12d3-a456-426655440002",
        "date": "2026-05-20",
        "offerNumber": 10001,
        "net": 75000,
        "vat": 18750,
        "gross": 93750,
        "comment": "Gjelder i 30 dager",
        "yourReference": "Aya Holm",
        "ourReference": "Betty Boop",
        "orderReference": "PO-77",
        "discount": 2500,
        "address": ADDRESS_ANSWER,
        "lines": [LINE.answer],
        "currency": "EUR",
        "contactId": 13665985353,
        "contactPersonId": 2747367,
        "projectId": 73408307,
        "archived": True,
        "accepted": "2026-05-25",
        "dispatches": [DISPATCH.answer],
    },
    loaded=Offer(
        offer_id=2888190,
        offer_draft_uuid="123e4567-e89b-12d3-a456-426655440002",
        date=date(2026, 5, 20),
        offer_number=10001,
        net=75000,
        vat=18750,
        gross=93750,
        comment="Gjelder i 30 dager",
        your_reference="Aya Holm",
        our_reference="Betty Boop",
        order_reference="PO-77",
        discount=Decimal(2500),
        address=ADDRESS,
        lines=[LINE.loaded],  # type: ignore[list-item]
        currency="EUR",
        contact_id=13665985353,
        contact_person_id=2747367,
        project_id=73408307,
        archived=True,
        accepted=date(2026, 5, 25),
        dispatches=[DISPATCH.loaded],  # type: ignore[list-item]
    ),
)
SAMPLES = (IN_EURO,)

"""GET /orderConfirmations. Their discount is an amount, and those of their lines are not."""

from datetime import date
from decimal import Decimal

from fiken import OrderConfirmation
from tests.samples._embedded import ADDRESS, ADDRESS_ANSWER
from tests.samples._sample import Sample
from tests.samples.invoice import LINE

IN_EURO = Sample(
    result="orderConfirmation",
    answer={
        "confirmationId": 2888195,
        "confirmationDraftUuid": "123e4567-e89b-12d3-a456-426655440003",
        "date": "2026-05-26",
        "confirmationNumber": 10001,
        "net": 75000,
        "vat": 18750,
        "gross": 93750,
        "comment": "Leveres i juni",
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
        "createdInvoice": 2888170,
        "archived": True,
        "internalComment": "Ring Aya først",
    },
    loaded=OrderConfirmation(
        confirmation_id=2888195,
        confirmation_draft_uuid="123e4567-e89b-12d3-a456-426655440003",
        date=date(2026, 5, 26),
        confirmation_number=10001,
        net=75000,
        vat=18750,
        gross=93750,
        comment="Leveres i juni",
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
        created_invoice=2888170,
        archived=True,
        internal_comment="Ring Aya først",
    ),
)
SAMPLES = (IN_EURO,)

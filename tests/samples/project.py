"""GET, POST and PATCH /projects: two kinds of requests, and a result that contains the contact."""

from datetime import date

import attrs

from fiken import Contact, Project
from tests.samples._sample import Sample

PROJECT = Sample(
    result="projectResult",
    answer={
        "projectId": 73408306,
        "number": "P-7",
        "name": "Ny nettbutikk",
        "description": "Fra skisse til drift",
        "startDate": "2026-01-01",
        "endDate": "2026-12-31",
        "contact": {
            "contactId": 2747365,
            "name": "Fruktkassen AS",
            "customer": True,
            "supplier": False,
        },
        "completed": False,
    },
    loaded=Project(
        project_id=73408306,
        number="P-7",
        name="Ny nettbutikk",
        description="Fra skisse til drift",
        start_date=date(2026, 1, 1),
        end_date=date(2026, 12, 31),
        contact_id=2747365,
        contact=Contact(
            contact_id=2747365,
            name="Fruktkassen AS",
            customer=True,
        ),
        completed=False,
    ),
    request="projectRequest",
    new=Project(
        number="P-7",
        name="Ny nettbutikk",
        description="Fra skisse til drift",
        start_date=date(2026, 1, 1),
        end_date=date(2026, 12, 31),
        contact_id=2747365,
        completed=False,
    ),
    sent={
        "number": "P-7",
        "name": "Ny nettbutikk",
        "description": "Fra skisse til drift",
        "startDate": "2026-01-01",
        "endDate": "2026-12-31",
        "contactId": 2747365,
        "completed": False,
    },
    changed={
        "name": "Nettbutikk",
        "description": "Fra skisse til lansering",
        "start_date": date(2026, 2, 1),
        "end_date": date(2027, 1, 31),
        "contact_id": 2747366,
        "completed": True,
    },
    update_request="updateProjectRequest",
    update={
        "name": "Nettbutikk",
        "description": "Fra skisse til lansering",
        "startDate": "2026-02-01",
        "endDate": "2027-01-31",
        "contactId": 2747366,
        "completed": True,
    },
)

#: What can be cleared.
CLEARED = attrs.evolve(
    PROJECT,
    new=None,
    sent=None,
    request=None,
    changed={"description": None},
    update={"description": None},
)

SAMPLES = (PROJECT, CLEARED)

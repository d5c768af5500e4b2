"""Contacts as ``GET /contacts`` answers them."""

from random import Random

from benchmarks.pages.values import (
    Json,
    address,
    attachment,
    day,
    email,
    key,
    name,
    note,
    percent,
    phone,
)

_GROUPS = ("Retail", "Wholesale", "Abroad", "Members")


def full(random: Random) -> Json:
    """Return a contact with all 26 fields. It contains seven objects."""
    number = random.randrange(10_000, 100_000)
    return {
        **lean(random),
        "organizationNumber": str(random.randrange(10**8, 10**9)),
        "customerNumber": number,
        "customerAccountCode": f"1500:{number}",
        "phoneNumber": phone(random),
        "memberNumber": random.randrange(1_000, 10_000),
        "memberNumberString": str(number),
        "supplierNumber": number + 1,
        "supplierAccountCode": f"2400:{number + 1}",
        "bankAccountNumber": str(random.randrange(10**10, 10**11)),
        "contactPerson": [_person(random), _person(random)],
        "notes": [note(random)],
        "currency": "NOK",
        "language": random.choice(("NORWEGIAN", "ENGLISH")),
        "daysUntilInvoicingDueDate": random.choice((14, 15, 30)),
        "discount": percent(random),
        "address": address(random),
        "groups": random.sample(_GROUPS, 2),
        "documents": [attachment(random)],
    }


def lean(random: Random) -> Json:
    """Return a contact with eight fields and no other key."""
    return {
        "contactId": key(random),
        "createdDate": day(random),
        "lastModifiedDate": day(random),
        "name": name(random),
        "email": email(random),
        "customer": random.random() < 0.8,
        "supplier": random.random() < 0.3,
        "inactive": False,
    }


def _empty(random: Random) -> Json:
    return dict.fromkeys(full(random))


ANSWERS = {"full": full, "lean": lean, "empty": _empty}


def _person(random: Random) -> Json:
    return {
        "contactPersonId": key(random),
        "name": name(random),
        "email": email(random),
        "phoneNumber": phone(random),
        "address": address(random),
    }

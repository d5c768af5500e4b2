"""Pages of 100 made-up contacts, as Fiken would send them: the same under the same seed."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from orjson import dumps

Json = dict[str, Any]

SIZE = 100

_FIRST = ("Nelly", "Ned", "Ola", "Kari", "Åse", "Øystein", "Betty", "Jon")
_LAST = ("Bloom", "Stark", "Nordmann", "Lunde", "Ødegård", "Berg", "Moe", "Hauge")
_STREETS = ("Storgata", "Kirkeveien", "Åsveien", "Parkveien")
_CITIES = (("Oslo", "0154"), ("Bergen", "5003"), ("Tromsø", "9008"), ("Bodø", "8006"))
_GROUPS = ("Retail", "Wholesale", "Abroad", "Members")
_KINDS = ("invoice", "reminder", "unspecified", "ocr", "bank_statement")


def pages(seed: int = 20180403) -> dict[str, bytes]:
    """Return the pages by name: with all fields, with few fields, and with all fields null."""
    return {name: _page(contact, Random(seed)) for name, contact in _CONTACTS.items()}


def _page(contact: Callable[[Random], Json], random: Random) -> bytes:
    return dumps([contact(random) for _ in range(SIZE)])


def _full(random: Random) -> Json:
    number = random.randrange(10_000, 100_000)
    return {
        **_lean(random),
        "organizationNumber": str(random.randrange(10**8, 10**9)),
        "customerNumber": number,
        "customerAccountCode": f"1500:{number}",
        "phoneNumber": _phone(random),
        "memberNumber": random.randrange(1_000, 10_000),
        "memberNumberString": str(number),
        "supplierNumber": number + 1,
        "supplierAccountCode": f"2400:{number + 1}",
        "bankAccountNumber": str(random.randrange(10**10, 10**11)),
        "contactPerson": [_person(random), _person(random)],
        "notes": [{"author": _name(random), "note": "Pays late, calls early"}],
        "currency": "NOK",
        "language": random.choice(("NORWEGIAN", "ENGLISH")),
        "daysUntilInvoicingDueDate": random.choice((14, 15, 30)),
        "discount": random.choice((5, 7.5, 12.5, 25)),
        "address": _address(random),
        "groups": random.sample(_GROUPS, 2),
        "documents": [_document(random)],
    }


def _lean(random: Random) -> Json:
    return {
        "contactId": random.randrange(10**6, 10**7),
        "createdDate": _day(random),
        "lastModifiedDate": _day(random),
        "name": _name(random),
        "email": _email(random),
        "customer": random.random() < 0.8,
        "supplier": random.random() < 0.3,
        "inactive": False,
    }


def _empty(random: Random) -> Json:
    return dict.fromkeys(_full(random))


_CONTACTS = {"full": _full, "lean": _lean, "empty": _empty}


def _person(random: Random) -> Json:
    return {
        "contactPersonId": random.randrange(10**6, 10**7),
        "name": _name(random),
        "email": _email(random),
        "phoneNumber": _phone(random),
        "address": _address(random),
    }


def _address(random: Random) -> Json:
    city, post_code = random.choice(_CITIES)
    return {
        "streetAddress": f"{random.choice(_STREETS)} {random.randrange(1, 100)}",
        "streetAddressLine2": f"H0{random.randrange(100, 999)}",
        "city": city,
        "postCode": post_code,
        "country": "Norway",
    }


def _document(random: Random) -> Json:
    name = f"{random.randrange(10**4, 10**5)}"
    return {
        "uuid": f"{random.getrandbits(32):08x}-1234-4408-8bf2-b1d2d7610cb2",
        "filename": f"invoice_{name}.pdf",
        "identifier": name,
        "downloadUrl": f"https://example.com/api/v2/files/{name}",
        "downloadUrlWithFikenNormalUserCredentials": f"https://example.com/files/{name}",
        "comment": "Signed",
        "type": random.choice(_KINDS),
    }


def _name(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def _email(random: Random) -> str:
    return f"{random.choice(_FIRST).lower()}{random.randrange(1_000)}@example.com"


def _phone(random: Random) -> str:
    return str(random.randrange(40_000_000, 100_000_000))


def _day(random: Random) -> str:
    return (date(2023, 1, 1) + timedelta(random.randrange(1_000))).isoformat()

"""Made-up values, and the objects that entities of several families contain."""

from datetime import date, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]

_FIRST = ("Nelly", "Ned", "Ola", "Kari", "Åse", "Øystein", "Betty", "Jon")
_LAST = ("Bloom", "Stark", "Nordmann", "Lunde", "Ødegård", "Berg", "Moe", "Hauge")
_STREETS = ("Storgata", "Kirkeveien", "Åsveien", "Parkveien")
_CITIES = (("Oslo", "0154"), ("Bergen", "5003"), ("Tromsø", "9008"), ("Bodø", "8006"))
_KINDS = ("invoice", "reminder", "unspecified", "ocr", "bank_statement")


def address(random: Random) -> Json:
    city, post_code = random.choice(_CITIES)
    return {
        "streetAddress": f"{random.choice(_STREETS)} {random.randrange(1, 100)}",
        "streetAddressLine2": f"H0{random.randrange(100, 999)}",
        "city": city,
        "postCode": post_code,
        "country": "Norway",
    }


def attachment(random: Random) -> Json:
    name = f"{random.randrange(10**4, 10**5)}"
    return {
        "uuid": uuid(random),
        "filename": f"invoice_{name}.pdf",
        "identifier": name,
        "downloadUrl": f"https://example.com/api/v2/files/{name}",
        "downloadUrlWithFikenNormalUserCredentials": f"https://example.com/files/{name}",
        "comment": "Signed",
        "type": random.choice(_KINDS),
    }


def note(random: Random) -> Json:
    return {"author": name(random), "note": "Pays late, calls early"}


def name(random: Random) -> str:
    return f"{random.choice(_FIRST)} {random.choice(_LAST)}"


def email(random: Random) -> str:
    return f"{random.choice(_FIRST).lower()}{random.randrange(1_000)}@example.com"


def phone(random: Random) -> str:
    return str(random.randrange(40_000_000, 100_000_000))


def day(random: Random) -> str:
    return (date(2023, 1, 1) + timedelta(random.randrange(1_000))).isoformat()


def key(random: Random) -> int:
    """Return the id of an entity."""
    return random.randrange(10**6, 10**7)


def percent(random: Random) -> float:
    return random.choice((5, 7.5, 12.5, 25))


def uuid(random: Random) -> str:
    return f"{random.getrandbits(32):08x}-1234-4408-8bf2-b1d2d7610cb2"

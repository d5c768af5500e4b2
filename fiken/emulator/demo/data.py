"""The contacts, products and lines of the demo company, as JSON of requests. All are made up."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def _at(street: str, post_code: str, city: str, second: str | None = None) -> Json:
    """Return an address in Norway in the JSON form of a contact: `{"address": {…}}`.

    `second` is the second line of the street address.
    """
    parts = {"streetAddress": street, "streetAddressLine2": second, "postCode": post_code}
    return {"address": {**parts, "city": city, "country": "Norway"}}


_PERSON = {"name": "Ingrid Solli", "email": "ingrid@havgapet.example", "phoneNumber": "22000101"}
_BUYER = {
    "name": "Tor Bakke",
    "email": "tor@havgapet.example",
    **_at("Brygga 3", "5003", "Bergen"),
}

#: Customers in the order of their creation; the first has postings.
CUSTOMERS: tuple[Json, ...] = (
    {
        "name": "Havgapet Kafé AS",
        "email": "post@havgapet.example",
        "organizationNumber": "999000101",
        "phoneNumber": "22000100",
        "memberNumberString": "K-101",
        "memberNumber": 101,
        "bankAccountNumber": "11112233334",
        "contactPerson": [_PERSON, _BUYER],
        "language": "NORWEGIAN",
        "currency": "NOK",
        "daysUntilInvoicingDueDate": 14,
        "discount": 12.5,
        "groups": ["Kafé", "Bergen"],
        **_at("Bryggen 1", "5003", "Bergen", "Inngang fra kaia"),
    },
    {"name": "Nordlys Hotell AS", "organizationNumber": "999000102", "groups": ["Hotell"]},
    {"name": "Vår Frue Bakeri", "email": "bakeri@varfrue.example", "groups": ["Kafé"]},
    {"name": "Blåbær & Bok", "groups": ["Kafé", "Bokhandel"], "phoneNumber": "22000103"},
    {"name": "Kari Nordmann", "email": "kari@example.com", "phoneNumber": "90000001"},
    {"name": "Ola Dunk", "email": "ola@example.com", "memberNumberString": "P-7"},
    {"name": "Skogheim Skole", "organizationNumber": "999000103", "groups": ["Offentlig"]},
    {"name": "Brattlia Barnehage", "groups": ["Offentlig"], "daysUntilInvoicingDueDate": 30},
    {"name": "North Sea Roasters Ltd", "currency": "GBP", "language": "ENGLISH"},
    {"name": "Øst & Vest Catering", "email": "bestilling@ostvest.example"},
    {"name": "Gammelt Kundeforhold", "inactive": True},
    {"name": "Lindås Idrettslag", "discount": 10, "groups": ["Lag og foreninger"]},
)
#: Suppliers; the first has postings.
SUPPLIERS: tuple[Json, ...] = (
    {"name": "Sentrum Eiendom AS", "organizationNumber": "999000201"},
    {
        "name": "Bønner og Blad AS",
        "email": "salg@bonner.example",
        "bankAccountNumber": "11112233335",
    },
    {"name": "Strøm til Alle", "organizationNumber": "999000202"},
    {"name": "Café Colombia S.A.S.", "currency": "USD", "language": "ENGLISH"},
    {"name": "Rask Frakt", "phoneNumber": "22000204"},
    {"name": "Tall og Tanker Regnskap", "email": "post@tallogtanker.example"},
)
#: Contacts that are customers and suppliers.
BOTH: tuple[Json, ...] = (
    {"name": "Kopp og Kar AS", "organizationNumber": "999000301", "groups": ["Kafé"]},
    {"name": "Melk fra Mo", "email": "mo@melk.example"},
)

#: Products in the order of their creation.
PRODUCTS: tuple[Json, ...] = (
    {
        "name": "Kaffebønner 1 kg",
        "unitPrice": 24900,
        "incomeAccount": "3040",
        "vatType": "MEDIUM",
        "active": True,
        "productNumber": "KB-1",
        "stock": 120.5,
        "note": "Lys brent, fra høyden",
    },
    {"name": "Kaffekvern", "unitPrice": 129900, "incomeAccount": "3000", "vatType": "HIGH"},
    {
        "name": "Kurs i latte-kunst",
        "unitPrice": 80000,
        "incomeAccount": "3200",
        "vatType": "OUTSIDE",
    },
    {"name": "Service på maskin", "unitPrice": 95000, "incomeAccount": "3020", "vatType": "HIGH"},
    {"name": "Eksport, grønne bønner", "incomeAccount": "3100", "vatType": "EXEMPT_IMPORT_EXPORT"},
    {"name": "Gammel kopp", "incomeAccount": "3000", "vatType": "HIGH", "active": False},
)

#: The first bank account.
BANK = "1920:10001"
#: The number of that bank account.
BANK_NUMBER = "12345678903"
#: The line of the sale.
MACHINE: Json = {
    "description": "Kaffemaskin, brukt",
    "account": "3000",
    "vatType": "HIGH",
    "netPrice": 10_000_00,
    "vat": 2_500_00,
}
#: The line of the purchase.
RENT: Json = {
    "description": "Husleie mars",
    "account": "6300",
    "vatType": "HIGH",
    "netPrice": 8_000_00,
    "vat": 2_000_00,
}
#: The line of the sale's draft.
CUPS: Json = {
    "text": "Kopper",
    "incomeAccount": "3000",
    "vatType": "HIGH",
    "net": 400_00,
    "gross": 500_00,
}
#: A line without a product, on an invoice.
SERVICE: Json = {
    "description": "Rens av kaffemaskin",
    "incomeAccount": "3020",
    "vatType": "HIGH",
    "unitPrice": 850_00,
    "quantity": 1.5,
}
#: The line of the purchase's draft.
POWER: Json = {
    "text": "Strøm",
    "incomeAccount": "6340",
    "vatType": "HIGH",
    "net": 800_00,
    "gross": 1_000_00,
}

"""Contacts and products: read, created and replaced."""

from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.families.product import PRODUCTS
from fiken.emulator.hal.bodies import Json
from fiken.emulator.hal.collections import Collection, dated
from fiken.emulator.hal.shapes import CONTACT, PRODUCT
from fiken.emulator.hal.visit import Visit, created, hal, whole
from fiken.emulator.store.rows import show
from fiken.emulator.store.state import Row
from fiken.emulator.wire import contract as contracts
from fiken.emulator.wire.exchange import Reply

#: The country of an address that states none, and of a contact without an address.
COUNTRY = "Norge"
#: The language of a contact that states none.
_LANGUAGE = "NORWEGIAN"
#: The names of the fields of an address in API v1 and in API v2.
_ADDRESS = {
    "address1": "streetAddress",
    "address2": "streetAddressLine2",
    "postalCode": "postCode",
    "postalPlace": "city",
    "country": "country",
}
_COLUMNS = {
    "address1": "address_street_address",
    "address2": "address_street_address_line2",
    "postalCode": "address_post_code",
    "postalPlace": "address_city",
    "country": "address_country",
}
#: The names of the fields of a contact in API v1 and in API v2, besides its address.
_NAMES = {
    "name": "name",
    "email": "email",
    "organizationIdentifier": "organizationNumber",
    "phoneNumber": "phoneNumber",
    "currency": "currency",
    "memberNumber": "memberNumber",
    "language": "language",
}
_ROLES = ("customer", "supplier")
#: The sort fields and filters of tables that have the dates of creation and of the last change.
SORTS = {
    "created": "created_date, rowid",
    "lastModified": "last_modified_date, rowid",
}
#: Emulator choice: the days of both can be filtered, since their names are those of filters.
FILTERS = {**dated("lastModified", "last_modified_date"), **dated("created", "created_date")}


def address_of(row: Row) -> Json | None:
    """Return the address in the columns of a row, or None if all of them are empty."""
    address = {name: row[column] for name, column in _COLUMNS.items() if row[column] is not None}
    return address or None


def _contact(visit: Visit, row: Row) -> Json:
    """Return a contact. Emulator choice: a language that is Norwegian is left out."""
    fields: Json = {
        "name": row["name"],
        "email": row["email"],
        "organizationIdentifier": row["organization_number"],
        "address": {**(address_of(row) or {}), "country": row["address_country"] or COUNTRY},
        "phoneNumber": row["phone_number"],
        "customerNumber": row["customer_number"],
        "supplierNumber": row["supplier_number"],
        "currency": row["currency"],
        "memberNumber": whole(row["member_number"]),
        "language": None if row["language"] == _LANGUAGE else row["language"],
    }
    return hal({"self": visit.own("contacts", row["contact_id"])}, fields)


V1_CONTACTS = Collection(
    "contacts",
    CONTACTS,
    _contact,
    sorts={**SORTS, "name": "fold(name)", "email": "fold(email)"},
    filters=FILTERS,
)


def _in_v2(body: Json) -> Json:
    """Return the body of API v2 for a contact. The country is Norway unless the body states it."""
    address = {"country": COUNTRY, **body.get("address", {})}
    return {
        **{new: body.get(old) for old, new in _NAMES.items()},
        "address": {_ADDRESS[name]: value for name, value in address.items()},
    }


def create_contact(visit: Visit) -> Reply:
    """Create a contact. It gets a number for each of its roles."""
    body = visit.body(CONTACT)
    roles = {role: body.get(role, False) for role in _ROLES}
    return created(visit.own("contacts", visit.carry_out("createContact", _in_v2(body) | roles)))


def replace_contact(visit: Visit) -> Reply:
    """Replace a contact.

    Emulator choice: a field that is left out is cleared. The roles are kept, since no answer has
    them, and so is everything that only API v2 knows.
    """
    row = visit.find(CONTACTS)
    body = visit.body(CONTACT)
    roles = {role: body[role] for role in _ROLES if role in body}
    # What a PUT of API v2 would clear.
    fields = contracts.load().schemas["contact"].fields.values()
    writable = {each.name for each in fields if each.access == "rw"}
    shown = show(visit.call, CONTACTS, row)
    kept = {name: value for name, value in shown.items() if name in writable}
    sent = kept | _in_v2(body) | roles
    visit.carry_out("updateContact", sent, {"contactId": row["contact_id"]})
    return Reply(204)


def _product(visit: Visit, row: Row) -> Json:
    fields = {
        "name": row["name"],
        "unitPrice": row["unit_price"],
        "incomeAccount": row["income_account"],
        "vatType": row["vat_type"],
        "active": bool(row["active"]),
        "productNumber": row["product_number"],
    }
    return hal({"self": visit.own("products", row["product_id"])}, fields)


V1_PRODUCTS = Collection(
    "products",
    PRODUCTS,
    _product,
    sorts={
        **SORTS,
        "name": "fold(name)",
        "unitPrice": "unit_price",
        "productNumber": "product_number",
    },
    filters=FILTERS,
)


def create_product(visit: Visit) -> Reply:
    """Create a product. Its fields have the same names in API v2."""
    body = visit.body(PRODUCT)
    return created(visit.own("products", visit.carry_out("createProduct", body)))


def replace_product(visit: Visit) -> Reply:
    """Replace a product. What only API v2 knows, such as its stock, is kept."""
    row = visit.find(PRODUCTS)
    body = visit.body(PRODUCT)
    sent = {**dict.fromkeys(PRODUCT), "stock": row["stock"], "note": row["note"], **body}
    visit.carry_out("updateProduct", sent, {"productId": row["product_id"]})
    return Reply(204)

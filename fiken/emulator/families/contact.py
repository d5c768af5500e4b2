"""Contacts (kontakter): customers, suppliers and both, with their contact persons."""

from collections.abc import Iterator
from typing import Any

from fiken.emulator.books import ledger
from fiken.emulator.store.files import attachments_part
from fiken.emulator.store.handlers import creates, finds, lists, removes, replaces
from fiken.emulator.store.resources import (
    Call,
    Family,
    Resource,
    date_filters,
    equal_filters,
    text_filters,
)
from fiken.emulator.store.rows import columns_of, find, is_referred_to, remove, show, update
from fiken.emulator.store.state import Row, State
from fiken.emulator.wire.exchange import Reply

TABLES = """
CREATE TABLE contacts (
    contact_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    created_date TEXT NOT NULL,
    last_modified_date TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT,
    organization_number TEXT,
    customer_number INTEGER,
    customer_account_code TEXT,
    phone_number TEXT,
    member_number NUMERIC,
    member_number_string TEXT,
    supplier_number INTEGER,
    supplier_account_code TEXT,
    customer INTEGER NOT NULL,
    supplier INTEGER NOT NULL,
    bank_account_number TEXT,
    currency TEXT,
    language TEXT,
    inactive INTEGER NOT NULL DEFAULT 0,
    days_until_invoicing_due_date INTEGER,
    discount NUMERIC,
    address_street_address TEXT,
    address_street_address_line2 TEXT,
    address_city TEXT,
    address_post_code TEXT,
    address_country TEXT
);
CREATE INDEX contacts_by_creation ON contacts (company_id, created_date);
CREATE INDEX contacts_by_change ON contacts (company_id, last_modified_date);
CREATE INDEX contacts_by_name ON contacts (company_id, fold(name));
CREATE INDEX contacts_by_member ON contacts (company_id, member_number_string);
CREATE TABLE contact_groups (
    contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
    name TEXT NOT NULL
);
CREATE INDEX groups_of_contact ON contact_groups (contact_id, name);
CREATE TABLE contact_notes (
    contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
    author TEXT,
    note TEXT
);
CREATE INDEX notes_of_contact ON contact_notes (contact_id);
CREATE TABLE contact_persons (
    contact_person_id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone_number TEXT,
    address_street_address TEXT,
    address_street_address_line2 TEXT,
    address_city TEXT,
    address_post_code TEXT,
    address_country TEXT
);
CREATE INDEX persons_of_contact ON contact_persons (contact_id);
"""


def _groups(call: Call, row: Row) -> list[str]:
    sql = "SELECT name FROM contact_groups WHERE contact_id = ? ORDER BY rowid"
    return [group["name"] for group in call.state.rows(sql, row["contact_id"])]


def _notes(call: Call, row: Row) -> list[dict[str, Any]]:
    sql = "SELECT author, note FROM contact_notes WHERE contact_id = ? ORDER BY rowid"
    return [dict(note) for note in call.state.rows(sql, row["contact_id"])]


def _persons(call: Call, row: Row) -> list[dict[str, Any]]:
    sql = "SELECT * FROM contact_persons WHERE contact_id = ? ORDER BY rowid"
    return [show(call, PERSONS, person) for person in call.state.rows(sql, row["contact_id"])]


CONTACTS = Resource(
    table="contacts",
    key="contactId",
    schema="contact",
    filters={
        **date_filters("lastModified", "last_modified_date"),
        **date_filters("createdDate", "created_date"),
        **equal_filters("supplierNumber", "customerNumber", "memberNumber", "memberNumberString"),
        **equal_filters("customer", "supplier", "inactive"),
        # Emulator choice: an organization number is stored, and looked for, with its spaces.
        **text_filters("name", "organizationNumber", "email", "phoneNumber"),
        "group": "contact_id IN (SELECT contact_id FROM contact_groups WHERE name = ?)",
    },
    sorts={"lastModified": "last_modified_date", "createdDate": "created_date"},
    order=("created_date",),
    parts={
        "groups": _groups,
        "notes": _notes,
        "contactPerson": _persons,
        "documents": attachments_part("contact", "contact_id"),
    },
    # A contact is active and Norwegian unless stated otherwise; null does not change that.
    defaults={"inactive": False, "language": "NORWEGIAN"},
    dated=True,
)

PERSONS = Resource(
    table="contact_persons",
    key="contactPersonId",
    schema="contactPerson",
    parent=CONTACTS,
)


def _complete_new(call: Call, key: int) -> None:
    """Store the groups, numbers, sub-accounts and contact persons of a new contact.

    A later update of the contact does not touch contact persons: they have their own operations.
    """
    _complete(call, key)
    for person in call.body.get("contactPerson") or ():
        columns = columns_of(PERSONS, PERSONS.schema, person)
        keys = {"contact_person_id": call.state.new_id(), "contact_id": key}
        call.state.insert("contact_persons", **keys, **columns)


def _complete(call: Call, key: int) -> None:
    """Store the groups, numbers and sub-accounts of a contact that was created or replaced."""
    call.state.execute("DELETE FROM contact_groups WHERE contact_id = ?", key)
    for group in dict.fromkeys(call.body.get("groups") or ()):
        call.state.insert("contact_groups", contact_id=key, name=group)
    _assign_number(call, key, "customer", ledger.CUSTOMERS, 10_001)
    _assign_number(call, key, "supplier", ledger.SUPPLIERS, 20_001)


def _assign_number(call: Call, key: int, role: str, account: str, first: int) -> None:
    """Assign a number and a sub-account to a contact that has become a customer or supplier.

    If the contact has a sub-account already, the sub-account gets the name of the contact.

    Emulator choice: customers are numbered from 10001, suppliers from 20001. A contact that is no
    longer a customer keeps its customer number and sub-account, since postings can refer to the
    sub-account.

    Args:
        call: the request.
        key: the id of the contact.
        role: `customer` or `supplier`.
        account: the main account of the sub-account: 1500 or 2400.
        first: the lowest number.
    """
    state, company = call.state, call.company
    row = find(call, CONTACTS, key)
    if row[f"{role}_number"] is not None:
        sql = "UPDATE accounts SET name = ? WHERE company_id = ? AND code = ?"
        state.execute(sql, row["name"], company, row[f"{role}_account_code"])
    elif row[role]:
        number = state.count_up(f"{role} {company}", first)
        code = f"{account}:{number}"
        ledger.open_account(state, company, code, row["name"])
        update(call, CONTACTS, key, {f"{role}_number": number, f"{role}_account_code": code})


def _delete(call: Call) -> Reply:
    """Delete a contact, or make it inactive if it is in use.

    A contact is in use if it has postings, or if another object refers to it. A deleted contact is
    answered with 204, an inactive contact with 200 and its JSON.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    row = find(call, CONTACTS)
    accounts = [
        code for code in (row["customer_account_code"], row["supplier_account_code"]) if code
    ]
    if is_referred_to(call, CONTACTS, row) or any(
        ledger.has_postings(call.state, call.company, account) for account in accounts
    ):
        update(call, CONTACTS, row["contact_id"], {"inactive": 1})
        return Reply(200, show(call, CONTACTS, find(call, CONTACTS)))
    remove(call, CONTACTS, row)
    for code in accounts:
        sql = "DELETE FROM accounts WHERE company_id = ? AND code = ?"
        call.state.execute(sql, call.company, code)
    return Reply(204)


def _date_contact(call: Call, _key: int) -> None:
    """Set the last modified date of a contact, since one of its contact persons has changed."""
    update(call, CONTACTS, int(call.path["contactId"]), {})


def _violations(state: State) -> Iterator[str]:
    """Yield a sentence for each customer or supplier without a sub-account of the same name."""
    for role in ("customer", "supplier"):
        sql = f"""SELECT c.contact_id FROM contacts AS c LEFT JOIN accounts AS a
            ON a.company_id = c.company_id AND a.code = c.{role}_account_code
            WHERE c.{role} AND a.name IS NOT c.name"""  # noqa: S608 - our own two words
        for row in state.rows(sql):
            yield f"contact {row['contact_id']} is a {role} without an account of its name"


FAMILY = Family(
    tables=TABLES,
    operations={
        "getContacts": lists(CONTACTS),
        "createContact": creates(CONTACTS, _complete_new),
        "getContact": finds(CONTACTS),
        "updateContact": replaces(CONTACTS, _complete),
        "deleteContact": _delete,
        "getContactContactPerson": lists(PERSONS),
        # 200 by the contract; every other POST has 201.
        "addContactPersonToContact": creates(PERSONS, _date_contact, status=200),
        "getContactPerson": finds(PERSONS),
        "updateContactContactPerson": replaces(PERSONS, _date_contact),
        "deleteContactContactPerson": removes(PERSONS, _date_contact),
    },
    invariants=(_violations,),
)

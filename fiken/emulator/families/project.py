"""Projects: a module that a company buys; a number for good, and a contact where it has one."""

from typing import Any

from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.handlers import creates, find, finds, lists, patches, refer, removes, show
from fiken.emulator.store.resources import Call, Family, Resource, equal_filters, text_filters
from fiken.emulator.store.state import Row

TABLES = """
CREATE TABLE projects (
    project_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    number TEXT NOT NULL,
    name TEXT,
    description TEXT,
    start_date TEXT,
    end_date TEXT,
    contact_id INTEGER REFERENCES contacts DEFERRABLE INITIALLY DEFERRED,
    completed INTEGER NOT NULL
);
CREATE INDEX projects_of_company ON projects (company_id);
CREATE INDEX projects_of_contact ON projects (contact_id);
"""


def _contact(call: Call, row: Row) -> dict[str, Any] | None:
    if row["contact_id"] is None:
        return None
    return show(call, CONTACTS, find(call, CONTACTS, row["contact_id"]))


# Emulator choice: two projects of one number, and one that ends before it starts, are taken.
PROJECTS = Resource(
    table="projects",
    key="projectId",
    schema="projectResult",
    filters={**equal_filters("completed", "number"), **text_filters("name")},
    parts={"contact": _contact},
    defaults={"completed": False},
)


def _of_a_contact(call: Call, _key: int) -> None:
    refer(call, CONTACTS, "contactId")


FAMILY = Family(
    tables=TABLES,
    module="projects",
    operations={
        "getProjects": lists(PROJECTS),
        "createProject": creates(PROJECTS, _of_a_contact),
        "getProject": finds(PROJECTS),
        # 201 (docs/observed.md#3-responses). The request has no field for the number: it stays.
        "updateProject": patches(PROJECTS, _of_a_contact, status=201),
        "deleteProject": removes(PROJECTS),
    },
)

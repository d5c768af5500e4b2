"""Projects (prosjekter). A company needs Fiken's module for projects to use them."""

from fiken.emulator.families.contact import CONTACTS
from fiken.emulator.store.handlers import creates, finds, lists, patches, removes
from fiken.emulator.store.resources import Call, Family, Resource, equal_filters, text_filters
from fiken.emulator.store.rows import check_reference, shown_reference

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


# Emulator choice: two projects can have the same number, and a project can end before it starts.
PROJECTS = Resource(
    table="projects",
    key="projectId",
    schema="projectResult",
    filters={**equal_filters("completed", "number"), **text_filters("name")},
    parts={"contact": shown_reference(CONTACTS, "contact_id")},
    defaults={"completed": False},
)


def _check_contact(call: Call, _key: int) -> None:
    check_reference(call, CONTACTS, "contactId")


FAMILY = Family(
    tables=TABLES,
    module="projects",
    operations={
        "getProjects": lists(PROJECTS),
        "createProject": creates(PROJECTS, _check_contact),
        "getProject": finds(PROJECTS),
        # The status is 201 (docs/observed.md#3-responses). The request has no field for the number.
        "updateProject": patches(PROJECTS, _check_contact, status=201),
        "deleteProject": removes(PROJECTS),
    },
)

"""Activities (aktiviteter): the kinds of work on which time is spent."""

from fiken.emulator.families.product import PRODUCTS
from fiken.emulator.families.project import PROJECTS
from fiken.emulator.store.handlers import creates, finds, lists, patches
from fiken.emulator.store.resources import Call, Family, Resource, equal_filters
from fiken.emulator.store.rows import (
    check_reference,
    find,
    is_referred_to,
    remove,
    shown_reference,
    update,
)
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse, refuse_fields
from fiken.emulator.wire.validation import missing

TABLES = """
CREATE TABLE activities (
    activity_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    name TEXT NOT NULL,
    hourly_rate INTEGER,  -- øre, net
    product_id INTEGER REFERENCES products ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    billable INTEGER NOT NULL,
    description TEXT,
    project_id INTEGER REFERENCES projects ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    archived INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX activities_of_company ON activities (company_id);
CREATE INDEX activities_of_product ON activities (product_id);
CREATE INDEX activities_of_project ON activities (project_id);
"""

# Emulator choice: an activity is billable, unless the request says otherwise.
ACTIVITIES = Resource(
    table="activities",
    key="activityId",
    schema="activityResult",
    filters={"name": "instr(fold(name), fold(?)) > 0", **equal_filters("archived")},
    parts={
        "product": shown_reference(PRODUCTS, "product_id"),
        "project": shown_reference(PROJECTS, "project_id"),
    },
    defaults={"billable": True},
)


def require_not_null(call: Call, *names: str) -> None:
    """Refuse with 400 a PATCH that clears a field which the entity must have.

    `names` are the fields. A field that the request leaves out keeps its value.
    """
    problems = [missing(name) for name in names if call.body.get(name, name) is None]
    if problems:
        raise refuse_fields(problems)


def _check(call: Call, key: int) -> None:
    """Check the references of an activity, and that no other activity has its name.

    By the contract, the name must be unique within the company.

    Emulator choice: two names that differ in case only are different. Archived activities count.
    """
    check_reference(call, PRODUCTS, "productId")
    check_reference(call, PROJECTS, "projectId")
    name = find(call, ACTIVITIES, key)["name"]
    sql = "SELECT count(*) FROM activities WHERE company_id = ? AND name = ?"
    if call.state.value(sql, call.company, name) > 1:
        raise refuse(400, f"'name': there is an activity with the name {name} already")


def _update(call: Call) -> Reply:
    """Change an activity. The answer is 200 with a Location (docs/observed.md#3-responses)."""
    require_not_null(call, "name")
    return patches(ACTIVITIES, _check)(call)


def _delete(call: Call) -> Reply:
    """Delete an activity, or archive it if it is in use. The answer is 204 in both cases.

    By the contract, an activity is in use if it has time entries, or is the default activity of a
    project.

    Emulator choice: an activity that refers to a project is the default activity of that project.
    """
    row = find(call, ACTIVITIES)
    if row["project_id"] is not None or is_referred_to(call, ACTIVITIES, row):
        update(call, ACTIVITIES, row["activity_id"], {"archived": 1})
    else:
        remove(call, ACTIVITIES, row)
    return Reply(204)


FAMILY = Family(
    tables=TABLES,
    module="time",
    operations={
        "getActivities": lists(ACTIVITIES),
        "createActivity": creates(ACTIVITIES, _check),
        "getActivity": finds(ACTIVITIES),
        "updateActivity": _update,
        "deleteActivity": _delete,
    },
)

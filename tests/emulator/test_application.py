"""The application without a server: what every family of operations can rely on."""

from collections.abc import Iterator, Mapping
from io import BytesIO

import pytest
from werkzeug.test import Client

from fiken.emulator._service import Service
from fiken.emulator.families import company, user
from fiken.emulator.store import logins
from fiken.emulator.store.handlers import creates, finds, lists
from fiken.emulator.store.resources import Call, Family, Handler, Resource
from fiken.emulator.store.state import State
from fiken.emulator.wire.application import Application
from fiken.emulator.wire.exchange import Reply

HEADERS = {"Authorization": "Bearer t"}
ACTIVITIES = "CREATE TABLE activities (activity_id INTEGER PRIMARY KEY, company_id INTEGER);"


@pytest.fixture
def state() -> Iterator[State]:
    state = State(seed=1)
    yield state
    state.close()


def client(state: State, operations: Mapping[str, Handler], tables: str = "") -> Client:
    """Return a client of a company called `acme` that has these operations."""
    families = (user.FAMILY, company.FAMILY, Family(tables=tables, operations=operations))
    state.create(family.tables for family in families)
    facts = {"slug": "acme", "name": "Acme", "creation_date": "2026-01-01"}
    state.insert("companies", **facts, has_api_access=1, test_company=1)
    acme = state.value("SELECT company_id FROM companies")
    logins.add_user(state, "Anna", "anna@acme.example", [acme], ["t"])
    return Client(Application(Service(state, families)))


def test_family_needs_table_resource_and_operations(state: State) -> None:
    resource = Resource("activities", "activityId", "activityResult")
    operations = {
        "getActivities": lists(resource),
        "getActivity": finds(resource),
    }
    web = client(state, operations, ACTIVITIES)
    assert web.get("/api/v2/companies/acme/activities", headers=HEADERS).json == []
    answer = web.get("/api/v2/companies/acme/activities/1", headers=HEADERS)
    assert answer.status_code == 404
    assert answer.json == {
        "error": "not_found",
        "error_description": "No activity found with provided id.",
    }


def test_form_is_parsed(state: State) -> None:
    """The handler gets the fields as its body, and the files with name, type and content."""
    calls: list[Call] = []

    def handle(call: Call) -> Reply:
        calls.append(call)
        return Reply(201)

    web = client(state, {"addAttachmentToContact": handle})
    path = "/api/v2/companies/acme/contacts/1/attachments"
    file = (BytesIO(b"%PDF"), "x.pdf", "application/pdf")
    form = {"filename": "kvittering æ.pdf", "file": file}
    answer = web.post(path, data=form, headers=HEADERS)
    assert answer.status_code == 201
    (call,) = calls
    assert {"filename": "kvittering æ.pdf"} == call.body
    assert {"file": ("x.pdf", "application/pdf", b"%PDF")} == call.files
    assert web.post(path, json={}, headers=HEADERS).status_code == 415


def test_exception_in_handler_is_500(state: State, caplog: pytest.LogCaptureFixture) -> None:
    """What the handler has written before is undone, and the log has a traceback."""

    def handle(call: Call) -> Reply:
        call.state.execute("UPDATE companies SET name = 'Broken'")
        raise ZeroDivisionError

    web = client(state, {"getGroups": handle})
    answer = web.get("/api/v2/companies/acme/groups", headers=HEADERS)
    assert answer.status_code == 500
    assert "fiken.emulator failed: ZeroDivisionError()" in answer.text
    assert state.value("SELECT name FROM companies") == "Acme"
    assert "a mistake of its own" in caplog.text


def test_missing_column_is_500(state: State, caplog: pytest.LogCaptureFixture) -> None:
    """A field of the answer without a column must not be read as null."""
    resource = Resource("products", "productId", "product")
    table = "CREATE TABLE products (product_id INTEGER PRIMARY KEY, company_id INTEGER);"
    web = client(state, {"getProducts": lists(resource)}, table)
    state.insert("products", company_id=state.value("SELECT company_id FROM companies"))
    answer = web.get("/api/v2/companies/acme/products", headers=HEADERS)
    assert answer.status_code == 500
    assert "IndexError" in caplog.text


def test_creating_handler_needs_request_body(
    state: State, caplog: pytest.LogCaptureFixture
) -> None:
    """`creates` on an operation without a request body is a mistake in the family."""
    resource = Resource("companies", "companySlug", "company", shared=True)
    web = client(state, {"getGroups": creates(resource)})
    answer = web.get("/api/v2/companies/acme/groups", headers=HEADERS)
    assert "getGroups takes no body" in answer.text
    assert answer.status_code == 500
    assert "takes no body" in caplog.text

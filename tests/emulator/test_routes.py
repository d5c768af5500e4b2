"""Access, paths, bodies and connections: what is accepted, and how the rest is refused."""

import http.client
import socket
from collections.abc import Iterator

import pytest
import requests

from fiken.emulator import Emulator

CLOSED = "/companies/lukket-handel-as"


@pytest.mark.parametrize("header", [None, "", "Bearer wrong", "Basic abc", "1001.embedded-fiken"])
def test_missing_or_wrong_token_is_401(root: requests.Session, header: str | None) -> None:
    """The body has the second shape, that of OAuth (docs/observed.md#4-error-bodies)."""
    root.headers["Authorization"] = header or ""
    answer = root.get("/user")
    assert answer.status_code == 401
    assert set(answer.json()) == {"error", "error_description"}


def test_token_is_checked_before_path(root: requests.Session) -> None:
    root.headers["Authorization"] = "Bearer wrong"
    assert root.get("/nothing/here").status_code == 401


def test_unknown_path_is_404_in_html(root: requests.Session) -> None:
    """A path in kebab-case gets an answer that is not JSON.

    Observed: docs/observed.md#2-requests
    """
    answer = root.get("/companies/fiken-demo-fjellbris-kaffe-as/bank-accounts")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "text/html"
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_path_outside_the_api_is_404(emulator: Emulator, root: requests.Session) -> None:
    assert root.get(emulator.url.removesuffix("/api/v2") + "/user").status_code == 404


def test_unknown_company_is_404(root: requests.Session) -> None:
    """Fiken was seen to answer a wrong slug so (docs/observed.md#4-error-bodies)."""
    answer = root.get("/companies/no-such-company/contacts")
    assert answer.status_code == 404
    assert "no-such-company" in answer.json()["error_description"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", "/contacts/1"), ("POST", "/journalEntries"), ("PUT", "/projects/1")],
)
def test_wrong_method_is_405(api: requests.Session, method: str, path: str) -> None:
    """The first two cases were seen live.

    Observed: docs/observed.md#4-error-bodies
    """
    assert api.request(method, path, json={}).status_code == 405


def test_company_without_api_module_is_403(root: requests.Session) -> None:
    """The list of companies still contains it, with `hasApiAccess` false.

    Observed: docs/observed.md#4-error-bodies
    """
    company = root.get(CLOSED).json()
    assert (False, False) == (company["hasApiAccess"], company["testCompany"])
    answer = root.get(f"{CLOSED}/contacts")
    assert answer.status_code == 403
    assert set(answer.json()) == {"message"}


def test_test_company_needs_no_api_module(emulator: Emulator, root: requests.Session) -> None:
    """A test company always has the module, whether `hasApiAccess` is true or false.

    Observed: docs/observed.md#6-tokens-and-oauth
    """
    state = emulator._state
    assert state is not None
    with state.operation():
        state.execute("UPDATE companies SET has_api_access = 0")
    company = f"/companies/{emulator.company_slug}"
    assert root.get(company).json()["hasApiAccess"] is False
    assert 200 == root.get(f"{company}/contacts").status_code


def test_missing_module_is_402() -> None:
    """The message for projects is `module not activated`.

    Observed: docs/observed.md#4-error-bodies
    """
    with Emulator(modules=()) as emulator:
        headers = {"Authorization": f"Bearer {emulator.token}"}
        company = f"{emulator.url}/companies/{emulator.company_slug}"
        answer = requests.get(f"{company}/projects", headers=headers, timeout=10)
        assert answer.status_code == 402
        assert answer.json() == {"message": "module not activated"}
        assert requests.get(f"{company}/products", headers=headers, timeout=10).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/recurringInvoices", "getRecurringInvoices"),
        (
            "POST",
            "/invoices/drafts/1/createRecurringInvoice",
            "createRecurringInvoiceFromDraft",
        ),
    ],
)
def test_unsupported_operation_is_501(
    api: requests.Session, method: str, path: str, name: str
) -> None:
    answer = api.request(method, path)
    assert answer.status_code == 501
    assert name in answer.json()["message"]


def test_trailing_slash_is_accepted(api: requests.Session) -> None:
    assert api.get("/contacts/").json() == api.get("/contacts").json()
    created = api.post("/contacts/", json={"name": "Anna"})
    assert api.get(created.headers["Location"] + "/").json()["name"] == "Anna"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", None])
def test_wrong_content_type_is_415(api: requests.Session, kind: str | None) -> None:
    """Observed: docs/observed.md#2-requests"""
    headers = {"Content-Type": kind} if kind else {}
    answer = api.post("/contacts", data=b'{"name": "Anna"}', headers=headers)
    assert answer.status_code == 415


def test_form_instead_of_json_is_415(api: requests.Session) -> None:
    assert api.post("/contacts", files={"file": ("a.pdf", b"x")}).status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"name": ',
        b"name=Anna",
        b'{"name": "\xe6"}',
        b"[]",
        b"null",
        b'"Anna"',
        b"[" * 99_999,
    ],
)
def test_malformed_json_is_400(api: requests.Session, body: bytes) -> None:
    before = api.get("/contacts").headers["Fiken-Api-Result-Count"]
    headers = {"Content-Type": "application/json"}
    assert api.post("/contacts", data=body, headers=headers).status_code == 400
    assert api.get("/contacts").headers["Fiken-Api-Result-Count"] == before


@pytest.mark.parametrize("value", ["1e400", "NaN", '"\\ud800"', "1" * 400])
def test_values_no_database_can_store_are_400(api: requests.Session, value: str) -> None:
    headers = {"Content-Type": "application/json"}
    name = value if value.startswith('"') else '"Anna"'
    discount = "1" if value.startswith('"') else value
    body = f'{{"name": {name}, "discount": {discount}}}'
    assert api.post("/contacts", data=body, headers=headers).status_code == 400


def test_missing_field_is_reported_in_norwegian(api: requests.Session) -> None:
    """The body has the third shape, a list (docs/observed.md#4-error-bodies)."""
    answer = api.post("/contacts", json={})
    assert answer.status_code == 400
    (problem,) = answer.json()
    assert set(problem) == {"logref", "message"}
    assert problem["message"] == "Feil ved validering av data: 'name' er påkrevd."


def test_other_problems_are_reported_together(api: requests.Session) -> None:
    """The body has the first shape, an object (docs/observed.md#4-error-bodies)."""
    answer = api.post("/contacts", json={"name": "x" * 201, "currency": "nok", "nmae": 1})
    assert answer.status_code == 400
    message = answer.json()["message"]
    assert all(name in message for name in ("'name'", "'currency'", "'nmae'"))


def test_error_is_latin_1_without_charset(api: requests.Session) -> None:
    """Observed: docs/observed.md#3-responses"""
    answer = api.post("/contacts", json={"name": "Anna", "currency": "ÆØÅ"})
    assert answer.headers["Content-Type"] == "application/json"
    assert "ÆØÅ".encode("latin-1") in answer.content
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()


def test_preflight_is_500(root: requests.Session) -> None:
    """Fiken does not support CORS (docs/observed.md#1-concurrency-and-rate-limiting)."""
    assert root.options("/user").status_code == 500


def test_empty_body_has_no_content_type(api: requests.Session) -> None:
    created = api.post("/contacts", json={"name": "Anna"})
    assert created.content == b""
    assert "Content-Type" not in created.headers
    assert created.headers["Content-Length"] == "0"
    deleted = api.delete(created.headers["Location"])
    assert "Content-Type" not in deleted.headers


@pytest.fixture
def connection(emulator: Emulator) -> Iterator[http.client.HTTPConnection]:
    """A connection to the emulator without the library requests."""
    connection = http.client.HTTPConnection(emulator.url.split("/")[2], timeout=10)
    yield connection
    connection.close()


def test_one_connection_serves_many_requests(
    emulator: Emulator, connection: http.client.HTTPConnection
) -> None:
    headers = {"Authorization": f"Bearer {emulator.token}", "Content-Type": "application/json"}
    path = f"/api/v2/companies/{emulator.company_slug}/contacts"
    for method, body in [("POST", '{"name": "Anna"}'), ("POST", "{"), ("GET", None)]:
        connection.request(method, path, body, headers)
        connection.getresponse().read()
    assert [201, 400, 200] == [request.status for request in emulator.requests]
    assert len({request.connection for request in emulator.requests}) == 1


def test_chunked_body_is_read(emulator: Emulator, connection: http.client.HTTPConnection) -> None:
    headers = {"Authorization": f"Bearer {emulator.token}", "Content-Type": "application/json"}
    path = f"/api/v2/companies/{emulator.company_slug}/contacts"
    pieces = iter([b'{"name":', b' "Anna"}'])
    connection.request("POST", path, pieces, headers, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (201, b"")
    assert emulator.requests[-1].body == {"name": "Anna"}


def test_incomplete_request_is_not_carried_out(
    emulator: Emulator, connection: http.client.HTTPConnection
) -> None:
    connection.putrequest("POST", f"/api/v2/companies/{emulator.company_slug}/contacts")
    connection.putheader("Authorization", f"Bearer {emulator.token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", "100")
    connection.endheaders(b'{"name": "Half"}')
    connection.sock.shutdown(socket.SHUT_WR)
    with pytest.raises(http.client.RemoteDisconnected):
        connection.getresponse()
    assert [(None, False)] == [(r.status, r.carried_out) for r in emulator.requests]

"""Requests as clients in other languages send them, above all generated clients."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest

from fiken.emulator import Emulator
from fiken.emulator.wire import contract
from tests.emulator.conftest import Api

COMPANY = f"/api/v2/companies/{Emulator.company_slug}"
TOKEN = {"Authorization": f"Bearer {Emulator.token}"}
JSON = {"Content-Type": "application/json"}
CONTENT = b"%PDF-1.4\r\n\xff\xfe\r\n--kant\r\n%%EOF\n"
ANNA = json.dumps({"name": "Anna Ås"}, ensure_ascii=False).encode()
#: One operation per method whose contract has no body, with an id that the fixture inserts.
BODILESS = {
    "GET": "/contacts",
    "DELETE": "/contacts/{contact}",
    "PATCH": "/sales/{sale}/settled?settledDate=2026-06-01",
    "POST": "/invoices/drafts/{draft}/createInvoice",
}


class Client:
    """A connection that sends exactly the headers and the bytes that a test names."""

    def __init__(self, emulator: Emulator) -> None:
        self._connection = http.client.HTTPConnection(emulator.url.split("/")[2], timeout=10)

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send one request, and return the status and the parsed JSON of the answer, or None."""
        given = TOKEN | {"Content-Length": str(len(body))} | (headers or {})
        if "Transfer-Encoding" in given:
            del given["Content-Length"]
        self._connection.putrequest(method, COMPANY + path, skip_accept_encoding=True)
        for name, value in given.items():
            self._connection.putheader(name, value)
        self._connection.endheaders(body)
        answer = self._connection.getresponse()
        content = answer.read()
        self.headers = answer.headers
        encoding = "utf-8" if answer.status < 400 else "latin-1"
        is_json = content.startswith((b"{", b"["))
        return answer.status, json.loads(content.decode(encoding)) if is_json else None

    def location(self) -> str:
        """Return the path of the latest `Location`, below the company."""
        return str(self.headers["Location"]).partition(COMPANY)[2]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Client]:
    """A client of the emulator."""
    client = Client(emulator)
    yield client
    client.close()


@pytest.fixture
def paths(client: Client) -> dict[str, str]:
    """The paths of `BODILESS`, with ids of the demo company."""
    _, sales = client.send("GET", "/sales?settled=false")
    _, drafts = client.send("GET", "/invoices/drafts")
    assert 201 == client.send("POST", "/contacts", ANNA, JSON)[0]
    contact = client.location().rpartition("/")[2]
    ids = {"contact": contact, "sale": sales[-1]["saleId"], "draft": drafts[0]["draftId"]}
    return {method: path.format(**ids) for method, path in BODILESS.items()}


# --- paths and queries ---------------------------------------------------------------------------


def test_trailing_slash_is_ignored(client: Client) -> None:
    """In every method, and before a query."""
    assert 201 == client.send("POST", "/contacts/", ANNA, JSON)[0]
    path = client.location()
    assert not path.endswith("/")
    assert (200, "Anna Ås") == read(client.send("GET", f"{path}/"))
    assert 200 == client.send("PUT", f"{path}/", b'{"name": "Bo"}', JSON)[0]
    assert (200, "Bo") == read(client.send("GET", f"{path}/?x=/"))
    status, rows = client.send("GET", "/contacts/?pageSize=2&page=1")
    assert (200, 2) == (status, len(rows))
    project = b'{"number": "77", "name": "Bru", "startDate": "2026-01-01"}'
    assert 201 == client.send("POST", "/projects/", project, JSON)[0]
    assert 201 == client.send("PATCH", f"{client.location()}/", b'{"name": "Bro"}', JSON)[0]
    assert client.send("DELETE", f"{path}/")[0] in {200, 204}


def read(answer: tuple[int, Any]) -> tuple[int, str]:
    """Return the status and the name of the entity in an answer."""
    return answer[0], answer[1]["name"]


def test_trailing_slash_has_the_same_methods(client: Client) -> None:
    for path in ("/contacts", "/contacts/", "/contacts/?page=0"):
        assert 405 == client.send("DELETE", path)[0]
        assert "GET, POST" == client.headers["Allow"]


@pytest.mark.parametrize(
    "query", ["sortBy=createdDate+desc", "sortBy=createdDate%20desc", "sortBy=createdDate%20desc&"]
)
def test_space_in_query_has_two_forms(client: Client, query: str) -> None:
    """Java and Python write `+`, JavaScript and Go `%20`."""
    status, rows = client.send("GET", f"/contacts?{query}")
    dates = [row["createdDate"] for row in rows]
    assert (200, sorted(dates, reverse=True)) == (status, dates)


def test_colon_in_path_may_be_encoded(client: Client) -> None:
    plain = client.send("GET", "/accounts/1920:10001")
    assert 200 == plain[0]
    assert plain == client.send("GET", "/accounts/1920%3A10001")


# --- bodies that are not there -------------------------------------------------------------------

#: How clients say that a request has no body.
EMPTY: dict[str, tuple[dict[str, str], bytes]] = {
    "nothing": ({}, b""),
    "JSON of no bytes": (JSON, b""),
    "JSON with a charset": ({"Content-Type": "application/json; charset=utf-8"}, b""),
    "any type": ({"Content-Type": "application/x-www-form-urlencoded"}, b""),
    "no chunks": (JSON | {"Transfer-Encoding": "chunked"}, b"0\r\n\r\n"),
    "null": (JSON, b"null"),
    "an empty object": (JSON, b"{}"),
    "a form without parts": ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--\r\n"),
}


@pytest.mark.parametrize(("headers", "body"), EMPTY.values(), ids=EMPTY)
@pytest.mark.parametrize("method", BODILESS)
def test_missing_body_has_many_forms(
    client: Client, paths: dict[str, str], method: str, headers: dict[str, str], body: bytes
) -> None:
    """Generated clients send a content type with every request, also without a body."""
    status, _ = client.send(method, paths[method], body, headers)
    assert status in {200, 201, 204}
    assert 200 == client.send("GET", "/contacts?pageSize=1")[0]


@pytest.mark.parametrize("method", BODILESS)
def test_body_of_unknown_type_is_415(client: Client, paths: dict[str, str], method: str) -> None:
    """Emulator choice: also where the contract has no body."""
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded"):
        status, error = client.send(method, paths[method], b"a=1", {"Content-Type": kind})
        assert (415, True) == (status, kind in error["message"])


def test_body_without_type_is_415(client: Client) -> None:
    assert 415 == client.send("POST", "/contacts", ANNA)[0]


def test_counter_accepts_every_empty_body(client: Client) -> None:
    """The counters have the only JSON bodies that are optional."""
    optional = [o for o in contract.load().operations if o.optional_body]
    assert 4 == len(optional)
    for headers, body in (({}, b""), (JSON, b""), (JSON, b"null")):
        for operation in optional:
            path = operation.path.removeprefix("/companies/{companySlug}")
            status, error = client.send(operation.method, path, body, headers)
            # The demo company has begun each series.
            assert status in {201, 400, 409}, error
            assert "JSON" not in json.dumps(error)


# --- JSON ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        'Application/JSON; charset="utf-8"',
        "application/vnd.fiken.v2+json",
        "application/merge-patch+json; charset=utf-8",
    ],
)
def test_json_has_many_types(client: Client, kind: str) -> None:
    assert 201 == client.send("POST", "/contacts", ANNA, {"Content-Type": kind})[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_json_may_have_any_unicode(client: Client, encoding: str) -> None:
    """Clients on Windows begin it with a byte order mark."""
    body = ANNA.decode().encode(encoding)
    assert 201 == client.send("POST", "/contacts", body, JSON)[0]
    assert "Anna Ås" == client.send("GET", client.location())[1]["name"]


def test_latin_1_is_not_garbled(client: Client) -> None:
    """Emulator choice: JSON that is not Unicode is refused, whatever the content type says."""
    for kind in ("application/json", "application/json; charset=iso-8859-1"):
        body = '{"name": "Anna Ås"}'.encode("latin-1")
        status, error = client.send("POST", "/contacts", body, {"Content-Type": kind})
        assert (400, "The body is not JSON") == (status, error["message"][:20])


# --- forms ---------------------------------------------------------------------------------------

FILE = 'name="file"; filename="bok.pdf"'
#: The headers of the file and of a text in a form, as clients write them.
PARTS = {
    "requests": (FILE, 'name="{}"', ""),
    "without quotes": ("name=file; filename=bok.pdf", "name={}", ""),
    "filename*": ("name=\"file\"; filename*=UTF-8''b%C3%B8k.pdf", 'name="{}"', ""),
    "both names": (
        'name="file"; filename="bok.pdf"; filename*=UTF-8\'\'b%C3%B8k.pdf',
        'name="{}"',
        "",
    ),
    "the name last": ('filename="bok.pdf"; name="file"', 'name="{}"', ""),
    "no spaces": ('name="file";filename="bok.pdf"', 'name="{}"', ""),
    "texts with a type": (FILE, 'name="{}"', "Content-Type: text/plain\r\n"),
    "texts with a charset": (FILE, 'name="{}"', "Content-Type: text/plain; charset=UTF-8\r\n"),
    "texts with a length": (FILE, 'name="{}"', "Content-Length: {length}\r\n"),
    "texts of 8 bits": (FILE, 'name="{}"', "Content-Transfer-Encoding: 8bit\r\n"),
}


def form(file: str, text: str, headers: str, *, file_first: bool, around: bytes = b"") -> bytes:
    """Return a form with a file and the texts `name` and `filename`.

    Args:
        file: the Content-Disposition of the file, after `form-data`.
        text: that of a text, with `{}` for its name.
        headers: further headers of a text.
        file_first: the file comes before the texts, and not after them.
        around: bytes before the first part and after the last one, which readers ignore.
    """
    pdf = f"Content-Disposition: form-data; {file}\r\nContent-Type: application/pdf\r\n\r\n"
    parts = [pdf.encode() + CONTENT]
    for name, value in (("name", "Bøker"), ("filename", "bok.pdf")):
        more = headers.format(length=len(value.encode()))
        head = f"Content-Disposition: form-data; {text.format(name)}\r\n{more}\r\n"
        parts.append(head.encode() + value.encode())
    ordered = parts if file_first else parts[::-1]
    middle = b"".join(b"--kant42\r\n" + part + b"\r\n" for part in ordered)
    return around + middle + b"--kant42--\r\n" + around


@pytest.mark.parametrize("file_first", [True, False])
@pytest.mark.parametrize(("file", "text", "headers"), PARTS.values(), ids=PARTS)
def test_form_may_have_any_order(
    client: Client, file: str, text: str, headers: str, *, file_first: bool
) -> None:
    body = form(file, text, headers, file_first=file_first)
    kind = {"Content-Type": "multipart/form-data; boundary=kant42"}
    assert 201 == client.send("POST", "/inbox", body, kind)[0]
    _, document = client.send("GET", client.location())
    assert ("Bøker", "bok.pdf") == (document["name"], document["filename"])


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=kant42",
        'multipart/form-data; boundary="kant42"',
        "Multipart/Form-Data;boundary=kant42",
        "multipart/form-data; charset=utf-8; boundary=kant42",
    ],
)
def test_form_has_many_content_types(client: Client, kind: str) -> None:
    for around in (b"", b"\r\n", b"This is a form.\r\n"):
        body = form(*PARTS["requests"], file_first=False, around=around)
        assert 201 == client.send("POST", "/inbox", body, {"Content-Type": kind})[0]


def test_form_may_come_in_chunks(client: Client) -> None:
    """Go and Node do not know the length of a form before they send it."""
    body = form(*PARTS["requests"], file_first=True)
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (body[:7], body[7:100], body[100:]))
    headers = {
        "Content-Type": "multipart/form-data; boundary=kant42",
        "Transfer-Encoding": "chunked",
    }
    assert 201 == client.send("POST", "/inbox", chunks + b"0\r\n\r\n", headers)[0]


@pytest.mark.parametrize("file_first", [True, False])
def test_attached_file_is_not_changed(
    emulator: Emulator, client: Client, *, file_first: bool
) -> None:
    """Its bytes look like the end of another form."""
    assert 201 == client.send("POST", "/contacts", ANNA, JSON)[0]
    path = f"{client.location()}/attachments"
    body = form(*PARTS["filename*"], file_first=file_first).replace(b'"name"', b'"comment"')
    kind = {"Content-Type": "multipart/form-data; boundary=kant42"}
    assert 201 == client.send("POST", path, body, kind)[0]
    _, ((attachment,)) = client.send("GET", path)
    with Api(emulator.url, emulator.token) as session:
        assert CONTENT == session.get(attachment["downloadUrl"]).content

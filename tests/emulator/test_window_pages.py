"""What the pages of the window show: requests, contacts, documents, files, and the ledger."""

import json
import re
import threading
from html import unescape
from typing import Any, get_args

import pytest
import requests

from fiken.emulator import (
    CannedAnswer,
    DropAfterCarryingOut,
    Emulator,
    Fault,
    Status,
    WaitBeforeCarryingOut,
)
from fiken.emulator.books.trial_balance import postings
from fiken.emulator.window import entities, journal, kinds, showing
from fiken.emulator.window.controls import _KINDS
from fiken.emulator.window.visit import operation_of
from fiken.emulator.wire import contract as contracts
from tests.emulator.billing import bill
from tests.emulator.conftest import Api
from tests.emulator.oauth import query_of, running
from tests.emulator.trade import LINE, SALE, post, read
from tests.emulator.window import Window, path_of

SCRIPT = "<script>alert('x')</script>"
MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def window(emulator: Emulator) -> Window:
    return Window(emulator)


def kroner(amount: int) -> str:
    """Return an amount as the pages show it, with the space that `split` makes of every space."""
    sign, digits = MINUS if amount < 0 else "", f"{abs(amount):03}"
    whole = f"{int(digits[:-2]):,}".replace(",", " ")
    return f"{sign}{whole},{digits[-2:]}"


def test_every_link_leads_to_a_page(window: Window, api: requests.Session) -> None:
    """From the first page to each entity of the demo company, and of the third company."""
    bill(api)
    window.emulator.fail_next(Status(503), path="/products")
    api.get("/products")
    seen, waiting = {"/"}, ["/"]
    while waiting:
        path = waiting.pop()
        answer = window.ask("GET", path)
        closed = "/lukket-handel-as/" in path
        assert (403 if closed else 200) == answer.status_code, path
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        assert "<h1" in answer.text
        for href in re.findall(r'href="([^"]+)"', answer.text):
            link = unescape(href).partition("#")[0]
            if link and link not in seen and not (closed and "/companies/" in link):
                assert link.startswith("/")
                seen.add(link)
                waiting.append(link)
    assert len(seen) > 120
    for part in ("contacts/", "invoices/", "sales/", "transactions/", "accounts/", "files/"):
        assert any(part in link for link in seen), part


# --- requests ------------------------------------------------------------------------------------


def test_requests_are_listed(window: Window, api: requests.Session) -> None:
    """The latest one first, with its fault, and with the time that it took."""
    window.emulator.fail_next(Status(503, retry_after=2), path="/products")
    api.get("/products?page=3")
    api.post("/contacts", json={"name": "Anna"})
    window.emulator.fail_next(DropAfterCarryingOut())
    with pytest.raises(requests.ConnectionError):
        api.delete("/contacts/1")
    slug = window.emulator.company_slug
    rows = window.open("/window/requests").rows[1:]
    assert [
        ["2", "no answer", "DELETE", f"/companies/{slug}/contacts/1", "DropAfterCarryingOut()"],
        ["1", "201", "POST", f"/companies/{slug}/contacts", ""],
        ["0", "503", "GET", f"/companies/{slug}/products?page=3", "Status(503, retry_after=2)"],
    ] == [[row[0], *row[2:5], row[6]] for row in rows]
    assert all(re.fullmatch(r"\d+\.\d", row[5]) for row in rows)


@pytest.mark.parametrize(
    ("show", "numbers"),
    [
        ("all", ["3", "2", "1", "0"]),
        ("writes", ["1"]),
        ("errors", ["3", "2"]),
        ("faults", ["2"]),
        ("nonsense", ["3", "2", "1", "0"]),
    ],
)
def test_requests_are_chosen(
    window: Window, api: requests.Session, show: str, numbers: list[str]
) -> None:
    api.get("/contacts")
    api.post("/contacts", json={"name": "Anna"})
    window.emulator.fail_next(Status(500))
    api.get("/contacts")
    api.get("/contacts/1")
    rows = window.open(f"/window/requests?show={show}").rows[1:]
    assert numbers == [row[0] for row in rows]


def test_older_requests_are_on_other_pages(
    window: Window, api: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_MANY", 2)
    for _ in range(5):
        api.get("/groups")
    found, path = list[str](), "/window/requests"
    while path:
        page = window.open(path)
        found += [row[0] for row in page.rows[1:]]
        path = next((link for link in page.links if "before=" in link), "")
    assert ["4", "3", "2", "1", "0"] == found


def test_a_request_is_shown_whole(window: Window, api: requests.Session) -> None:
    """Its operation, its id, its body and its answer."""
    body = {"name": "Ærlig Øst", "customer": True}
    answer = api.post("/contacts", json=body, headers={"X-Request-ID": "an-id"})
    page = window.open("/window/requests/0")
    assert '"name": "Ærlig Øst"' in page.plain
    assert answer.headers["Location"] in page.text
    assert "createContact" in page.text
    assert "an-id" in page.text
    api.get(answer.headers["Location"])
    assert '"customerNumber": 10015' in window.open("/window/requests/1").plain


def test_a_request_can_be_sent_again(window: Window, api: requests.Session) -> None:
    """The page shows a command of curl, with the same method, URL and body."""
    api.put("/contacts/17?x=a%20b", json={"name": "O'Hara"})
    text = window.open("/window/requests/0").text
    assert f"'Authorization: Bearer {window.emulator.token}'" in text
    assert "-X PUT" in text
    assert "contacts/17?x=a+b" in text
    assert """{"name": "O'"'"'Hara"}""" in text


def test_a_form_is_not_sent_again(window: Window, api: requests.Session) -> None:
    """Its files are not in the log."""
    file = {"file": ("a.pdf", b"%PDF")}
    api.post("/inbox", data={"name": "x", "filename": "a.pdf"}, files=file)
    assert "curl" not in window.open("/window/requests/0").text


def test_head_is_sent_again(window: Window, api: requests.Session) -> None:
    """Without -X, with which curl would wait for a body."""
    url = api.get("/inbox").json()[0]["documentUrl"]
    api.head(url)
    assert "--head http" in window.open("/window/requests/1").text


JSON_TYPE = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r'{"name": "\ud800"}', r'"name": "\ud800"'),
        (r'{"\udfff": 1}', r'"\udfff": 1'),
        ("[" * 400 + "]" * 400, "the rest is not shown"),
        ("[" * 700 + "]" * 700, "the rest is not shown"),
        ('{"a": NaN, "b": 1e999}', '"b": Infinity'),
        (r'{"a": "\u0000\u001b"}', r'"a": "\u0000\u001b"'),
        ('{"name": "' + "x" * 1_000_000 + '"}', "more characters"),
        ("[" + "1," * 500_000 + '{"token": "a secret"}]', "more characters"),
    ],
)
def test_odd_json_is_shown(window: Window, api: requests.Session, text: str, shown: str) -> None:
    """Whether it is sent or answered. What is very long or deep is cut, to keep a page short."""
    answer = CannedAnswer(200, JSON_TYPE, text.encode())
    with window.emulator.failing(answer, path="/contacts"):
        api.post("/contacts", data=text.encode(), headers=JSON_TYPE)
    html = window.open("/window/requests/0").html
    bodies = re.findall(r'<pre tabindex="0">(.*?)</pre>', html, re.DOTALL)
    assert 2 == len(bodies)
    for body in bodies:
        assert shown in unescape(re.sub(r"</?span[^>]*>", "", body))
    assert "a secret" not in html
    assert len(html) < 2_000_000


def test_a_long_answer_is_not_read(window: Window, api: requests.Session) -> None:
    """Reading it each second would keep the emulator from its requests."""
    answer = CannedAnswer(200, JSON_TYPE, b'["' + b"x" * 3_000_000 + b'"]')
    with window.emulator.failing(answer, path="/contacts"):
        api.get("/contacts")
    page = window.open("/window/requests/0")
    assert "3,000,004 bytes of application/json, too long to be shown" in page.text
    assert len(page.html) < 20_000


def test_errors_of_fiken_are_readable(window: Window, api: requests.Session) -> None:
    """They are in ISO-8859-1, without saying so.

    Observed: docs/observed.md#3-responses
    """
    api.get("/contacts?page=ø")
    answer = window.emulator.requests[0].answer or b""
    with pytest.raises(UnicodeDecodeError):
        answer.decode()
    assert "ø" in window.open("/window/requests/0").text


def test_other_answers_are_described(window: Window, api: requests.Session) -> None:
    """A PDF by its length; what is not JSON as text; what is not kept by a word."""
    api.get(read(api, "/invoices")[0]["invoicePdf"]["downloadUrl"])  # type: ignore[index]
    assert "bytes of application/pdf" in window.open("/window/requests/1").text
    window.emulator.fail_next(Status(502, body=SCRIPT, content_type="text/html"))
    api.get("/contacts")
    page = window.open("/window/requests/2")
    assert SCRIPT in page.text
    window.emulator._log._requests[2].answer = None
    assert "not kept" in window.open("/window/requests/2").text


def test_a_request_in_flight_is_shown(window: Window, api: requests.Session) -> None:
    window.emulator.fail_next(WaitBeforeCarryingOut(30))
    thread = threading.Thread(target=_ask_in_vain, args=[api])
    thread.start()
    while not window.emulator.requests:
        pass
    assert "in flight" in window.open("/window/requests").row("0")[2]
    assert "not answered yet" in window.open("/window/requests/0").text
    window.emulator.stop()
    thread.join(10)
    window.emulator.start()


def _ask_in_vain(api: requests.Session) -> None:
    with pytest.raises(requests.ConnectionError):
        api.get("/user")


@pytest.mark.parametrize("number", ["1", "-1", "x", "9" * 30, "0x0", "\N{ARABIC-INDIC DIGIT ZERO}"])
def test_an_unknown_request_is_404(window: Window, api: requests.Session, number: str) -> None:
    api.get("/contacts")
    assert "The log has no request" in window.open(f"/window/requests/{number}", 404).text


def test_secrets_are_hidden() -> None:
    """Those of OAuth, of headers, of queries and of bodies."""
    with running() as (app, _):
        location = app.emulator.authorize(app.page_url())
        tokens = app.exchange(query_of(location)["code"]).json()
        with Api(app.emulator.url, tokens["access_token"]) as api:
            api.get("/user?access_token=hush-1", headers={"Cookie": "a=hush-2"})
            api.post("/companies", json={"password": "hush-3", "a": [{"apiKey": "hush-4"}]})
        own = Window(app.emulator)
        secrets = [tokens["access_token"], tokens["refresh_token"], "hush-", "embedded-secret"]
        secrets.append(query_of(location)["code"])
        for request in app.emulator.requests:
            html = own.open(f"/window/requests/{request.number}").html
            assert [] == [secret for secret in secrets if secret in html]
        assert "…" in own.open(f"/window/requests/{len(app.emulator.requests) - 1}").text


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        *((each, True) for each in ("x-api-key", "privateKey", "X-Auth", "session_id", "jwt")),
        *((each, True) for each in ("client_secret", "Proxy-Authorization", "Set-Cookie")),
        *((each, False) for each in ("author", "accountCode", "key", "passed")),
        *((name, False) for name in ("downloadUrlWithFikenNormalUserCredentials", "kid")),
    ],
)
def test_names_tell_secrets(name: str, is_secret: bool) -> None:
    shown = {name: "…" if is_secret else "x"}
    assert [shown] == showing.without_secrets([{name: "x"}])


# --- contacts and documents ----------------------------------------------------------------------


@pytest.mark.parametrize("name", kinds.DOCUMENTS)
def test_documents_are_those_of_the_api(name: str, window: Window, api: requests.Session) -> None:
    """As many, and each with a page of its own."""
    kind = kinds.DOCUMENTS[name]
    path = operation_of(kind.lists).path.partition("{companySlug}")[2]
    ids = [each[kind.key] for each in api.get(path, params={"pageSize": 100}).json()]
    page = window.open(f"{window.home}/documents/{name}")
    here = f"{window.home}/documents/{name}/"
    linked = [int(path_of(link)) for link in page.links if link.startswith(here)]
    assert sorted(ids) == sorted(linked)
    assert f"{kind.title} {len(ids)}" in page.text


def test_kinds_fit_the_contract() -> None:
    """Each column is a field of the contract, and each amount a whole number there."""
    contract = contracts.load()
    for kind in (kinds.CONTACTS, *kinds.DOCUMENTS.values()):
        result = operation_of(kind.lists).result
        assert result == operation_of(kind.finds).result
        fields = contract.schemas[result or ""].fields
        assert kind.key in fields
        for column in kind.columns:
            if isinstance(column.source, str):
                assert column.source.partition(".")[0] in fields
    types = {
        (field.name, field.type)
        for schema in contract.schemas.values()
        for field in schema.fields.values()
        if field.name in entities.AMOUNTS
    }
    assert {(name, "int64") for name in entities.AMOUNTS} <= types
    assert {type_ for _, type_ in types} == {"int64"}


def test_the_latest_contact_is_first(window: Window, api: requests.Session) -> None:
    """On pages, of which the first one has up to a hundred."""
    for number in range(90):
        post(api, "/contacts", {"name": f"Nr {number}"})
    found, path, pages = list[str](), f"{window.home}/contacts", list[int]()
    while path:
        page = window.open(path)
        names = [row[0] for row in page.rows[1:]]
        found += names
        pages.append(len(names))
        older = f"{window.home}/contacts?page={len(pages)}"
        path = older if older in page.links else ""
    assert ([f"Nr {number}" for number in range(89, -1, -1)], 110) == (found[:90], len(found))
    assert [60, 50] == pages


def test_the_latest_inbox_document_is_first(window: Window, api: requests.Session) -> None:
    """The API lists the inbox the other way round (docs/observed.md#5-lists)."""
    names = [each["name"] for each in api.get("/inbox").json()]
    rows = window.open(f"{window.home}/documents/inbox").rows[1:]
    assert names == [row[0] for row in rows]


def test_an_invoice_is_shown(window: Window, api: requests.Session) -> None:
    """2 units of 500 kroner, and 25 % of VAT, with the postings."""
    invoice = bill(api)
    row = window.open(f"{window.home}/documents/invoices").row(str(invoice["invoiceNumber"]))
    assert ["2026-06-01", "2026-06-15", "Ny Kunde AS", "1 250,00", "NOK", "no", "PDF"] == row[1:]
    page = window.open(f"{window.home}/documents/invoices/{invoice['invoiceId']}")
    assert f"Invoice {invoice['invoiceNumber']}" in page.text
    assert ["Kaffekvern", "HIGH", "25.0", "2", "3000"] == page.row("Kaffekvern")[:5]
    assert {"500,00", "1 000,00", "1 250,00", "250,00"} == set(page.row("Kaffekvern")[5:])
    assert ["3000", "3", "", "1 000,00"] == page.row("3000")
    assert ["2701", "", "", "250,00"] == page.row("2701")
    account = invoice["customer"]["customerAccountCode"]
    assert [account, "", "1 250,00", ""] == page.row(account)


@pytest.mark.parametrize(
    ("fields", "gross"),
    [
        ({}, ["1 250,00", "NOK"]),
        (
            {
                "currency": "USD",
                "lines": [{**LINE, "netPriceInCurrency": 100_00, "vatInCurrency": 25_00}],
            },
            ["125,00", "USD"],
        ),
        (
            {"currency": "USD", "lines": [LINE]},
            ["", "USD"],
        ),
    ],
)
def test_a_sale_is_in_its_currency(
    window: Window, api: requests.Session, fields: dict[str, Any], gross: list[str]
) -> None:
    """An amount in another currency is never made up."""
    location = post(api, "/sales", {**SALE, "saleNumber": "S-1", "dueDate": "2026-06-15", **fields})
    assert gross == window.open(f"{window.home}/documents/sales").row("S-1")[5:7]
    assert "Sale S-1" in window.open(f"{window.home}/documents/sales/{path_of(location)}").text


def test_a_contact_is_shown(window: Window, api: requests.Session) -> None:
    """Names are texts, whatever is in them."""
    address = {"streetAddress": "Gata 1", "city": "Oslo", "country": "Norway"}
    location = post(api, "/contacts", {"name": SCRIPT, "address": address, "groups": ["A", "B"]})
    page = window.open(f"{window.home}/contacts/{path_of(location)}")
    for text in (SCRIPT, "Gata 1, Oslo, Norway", "A, B"):
        assert text in page.text
    for path in (f"{window.home}/contacts", "/window/requests/0"):
        html = window.open(path).html
        assert SCRIPT not in html
        assert "&lt;script&gt;" in html


def test_a_pdf_is_the_one_of_the_api(window: Window, api: requests.Session) -> None:
    pdf = bill(api)["invoicePdf"]
    page = window.open(f"{window.home}/documents/invoices")
    link = next(link for link in page.links if pdf["uuid"] in link)
    answer = window.ask("GET", link)
    assert api.get(pdf["downloadUrl"]).content == answer.content
    assert answer.content.startswith(b"%PDF")
    assert "application/pdf" == answer.headers["Content-Type"]


@pytest.mark.parametrize("name", ["a b æ.pdf", "50%.png", "../x.gif", "a/b.jpg", "x?y#z.pdf"])
def test_a_file_may_have_any_name(window: Window, api: requests.Session, name: str) -> None:
    """A browser shows no file as a page, whatever is in it."""
    form = {"name": "x", "filename": name}
    api.post("/inbox", data=form, files={"file": ("x", SCRIPT.encode())})
    page = window.open(f"{window.home}/documents/inbox")
    link = next(link for link in page.links if link.startswith("/window/files/"))
    answer = window.ask("GET", link)
    assert (200, SCRIPT.encode()) == (answer.status_code, answer.content)
    assert re.fullmatch("application/pdf|image/[a-z]+", answer.headers["Content-Type"])
    assert "nosniff" == answer.headers["X-Content-Type-Options"]


def test_another_type_of_file_is_saved(window: Window) -> None:
    """Nothing that could run is shown, if the books have it."""
    state = window.emulator._state
    assert state is not None
    with state.operation():
        state.execute("UPDATE files SET content_type = 'text/html; charset=x'")
    page = window.open(f"{window.home}/documents/inbox")
    link = next(link for link in page.links if link.startswith("/window/files/"))
    headers = window.ask("GET", link).headers
    assert "application/octet-stream" == headers["Content-Type"]
    assert "attachment" == headers["Content-Disposition"]


@pytest.mark.parametrize(
    "path",
    [
        "/window/companies/nobody/contacts",
        "/window/companies/nobody/balance",
        "{home}/contacts/1",
        "{home}/documents/invoices/x",
        "{home}/documents/" + "stamps",
        "{home}/documents/stamps/1",
        "{home}/transactions/1",
        "{home}/accounts/9999",
        "/window/files/x/y.pdf",
        "/window/nothing",
        "/window/companies",
    ],
)
def test_what_is_not_there_is_404(window: Window, path: str) -> None:
    page = window.open(path.format(home=window.home), 404)
    assert "404" in page.text


def test_a_deleted_transaction_says_so(window: Window, api: requests.Session) -> None:
    line = {"amount": 100, "debitAccount": "1920:10001", "creditAccount": "2000"}
    entry = {"description": "Feil", "date": "2026-05-01", "lines": [line]}
    body = {"description": "Feil", "journalEntries": [entry]}
    location = api.post("/generalJournalEntries", json=body).headers["Location"]
    path = f"{window.home}/transactions/{path_of(location)}"
    assert "Deleted no" in window.open(path).text
    assert 200 == api.patch(f"{location}/delete", params={"description": "Angre"}).status_code
    assert "Deleted yes" in window.open(path).text


# --- the ledger ----------------------------------------------------------------------------------


@pytest.fixture
def booked(may: tuple[Emulator, requests.Session]) -> Window:
    """Books with three entries: 100.00 and 25.50 kroner from bank to cash, and 40 øre back."""
    emulator, api = may
    for day, amount, debit, credit in (
        ("2026-01-02", 100_00, "1900", "1920:10001"),
        ("2026-03-04", 25_50, "1900", "1920:10001"),
        ("2026-05-06", 40, "1920:10001", "1900"),
    ):
        line = {"amount": amount, "debitAccount": debit, "creditAccount": credit}
        entry = {"description": day, "date": day, "lines": [line]}
        post(api, "/generalJournalEntries", {"description": day, "journalEntries": [entry]})
    return Window(emulator)


@pytest.mark.parametrize(
    ("day", "debit", "credit"), [("2026-05-31", 125_50, 40), ("2026-04-30", 125_50, 0)]
)
def test_the_trial_balance_adds_up(booked: Window, day: str, debit: int, credit: int) -> None:
    """Debit, credit and balance of each account, and their sums."""
    page = booked.open(f"{booked.home}/balance?date={day}")
    cash, bank = page.row("1900"), page.row("1920:10001")
    assert [kroner(debit), kroner(credit), kroner(debit - credit)] == cash[2:]
    assert [kroner(credit), kroner(debit), kroner(credit - debit)] == bank[2:]
    both = kroner(debit + credit)
    assert [both, both, "0,00"] == page.row("Sum")[1:]
    assert "1 Assets (eiendeler)" in page.text


def test_balances_are_those_of_the_api(window: Window, api: requests.Session) -> None:
    """To the øre, for each account of the demo company."""
    balances = api.get("/accountBalances?date=2026-06-15&pageSize=100&page=0")
    pages = int(balances.headers["Fiken-Api-Page-Count"])
    answered = [
        each
        for number in range(pages)
        for each in api.get(f"/accountBalances?date=2026-06-15&pageSize=100&page={number}").json()
    ]
    page = window.open(f"{window.home}/balance")
    rows = {row[0]: row[4] for row in page.rows if len(row) == 5 and row[0][:1].isdigit()}
    shown = {code: text for code, text in rows.items() if text != "0,00"}
    nonzero = {each["code"]: kroner(each["balance"]) for each in answered if each["balance"]}
    assert nonzero == shown
    assert len(nonzero) > 10


def test_an_account_shows_its_postings(booked: Window) -> None:
    """The latest first, each with the balance after it."""
    page = booked.open(f"{booked.home}/accounts/1900")
    rows = [[row[0], *row[4:]] for row in page.rows[1:]]
    assert [
        ["2026-05-06", f"{MINUS}0,40", "125,10"],
        ["2026-03-04", "25,50", "125,50"],
        ["2026-01-02", "100,00", "100,00"],
    ] == rows
    earlier = booked.open(f"{booked.home}/accounts/1900?date=2026-01-02")
    assert 1 == len(earlier.rows[1:])


def test_a_cut_list_keeps_the_balance(booked: Window) -> None:
    """If the oldest postings are left out, their amounts still count."""
    state = booked.emulator._state
    assert state is not None
    with state.operation():
        company = state.value(
            "SELECT company_id FROM companies WHERE slug = ?", booked.emulator.company_slug
        )
        rows = postings(state, company, "1900", "2026-12-31", 2)
    assert [(-40, 125_10), (25_50, 125_50)] == [(row["amount"], row["balance"]) for row in rows]


def test_an_account_without_postings_is_empty(booked: Window) -> None:
    assert "Nothing is posted" in booked.open(f"{booked.home}/accounts/3000").text
    assert "Nothing is posted" in booked.open(f"{booked.home}/balance?date=2025-12-31").text


def test_the_check_tells_what_is_wrong(booked: Window) -> None:
    assert "The books obey all rules" in booked.open("/window/check").text
    assert "the books balance" in booked.open("/").text
    state = booked.emulator._state
    assert state is not None
    with state.operation():
        state.execute("DROP TRIGGER posted_lines_stay")
        state.execute("UPDATE journal_lines SET amount = amount + 1 WHERE account = '1900'")
    page = booked.open("/window/check")
    assert "does not balance: its lines sum to 1 øre" in page.text
    assert re.search(r"The books break \d+ rules", page.text)
    assert "rules broken" in booked.open("/").text
    with state.operation():
        state.execute("UPDATE journal_lines SET amount = amount - 1 WHERE account = '1900'")


# --- how values look -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (-5, f"{MINUS}0,05"),
        (100, "1,00"),
        (124950, "1\N{NO-BREAK SPACE}249,50"),
        (-100000000, f"{MINUS}1\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}000,00"),
        (None, ""),
    ],
)
def test_amounts_are_kroner(amount: int | None, text: str) -> None:
    assert text == showing.kroner(amount)


def test_json_is_escaped_and_complete() -> None:
    """Without the tags for colours, it is the same JSON."""
    value: Any = {'a"b': [1, -2.5e-07, True, None, SCRIPT, "\\", ": 1"], "æ": {}}
    html = str(showing.pretty(value))
    assert "<script" not in html
    assert value == json.loads(unescape(re.sub(r"</?span[^>]*>", "", html)))


def test_long_json_is_cut() -> None:
    html = str(showing.pretty(["x" * 200_000]))
    assert len(html) < 120_000
    assert re.search(r"… 100,?\d+ more characters$", html)


def test_every_fault_has_a_form() -> None:
    assert {kind.__name__ for kind in get_args(Fault)} == _KINDS.keys()


def test_python_on_the_page_runs(window: Window, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints the names of the contacts."""
    html = window.open("/").html
    program = re.search(r'<pre id="python"[^>]*>(.*?)</pre>', html, re.DOTALL)
    assert program is not None
    exec(unescape(program[1]), {})
    assert "Havgapet Kafé AS" in capsys.readouterr().out.splitlines()

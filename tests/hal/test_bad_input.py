"""What must not work in API v1: each has a clear error, and nothing is sent or lost."""

import json
import logging
import pickle
from datetime import date
from typing import Any

import pytest
from requests import PreparedRequest, Request

from fiken import (
    AmbiguousWriteError,
    ApiError,
    BadRequestError,
    ConfigurationError,
    Contact,
    InvalidAttributeError,
    InvalidModelError,
    Invoice,
    InvoiceLine,
    MappingError,
    MissingAttributesError,
    Outcome,
    Sale,
    SaleKind,
    UnauthorizedError,
    VatType,
    WrittenButNotLoadedError,
)
from fiken.emulator import CannedAnswer, DropAfterCarryingOut, Emulator
from fiken.errors import NotLinkedError
from fiken.hal import BasicAuth, CompanyV1, FikenV1, Link
from tests.hal.conftest import client_of
from tests.hal.test_company import LINE, TODAY, posted

HAL = {"Content-Type": "application/hal+json;charset=UTF-8"}


def answered(emulator: Emulator, body: Any) -> None:
    """Answer the next GET with this JSON."""
    emulator.fail_next(CannedAnswer(200, HAL, json.dumps(body).encode()), method="GET")


def test_a_link_that_is_not_there(acme: CompanyV1, emulator: Emulator) -> None:
    acme.resource.link("contacts")
    before = len(emulator.requests)
    with pytest.raises(NotLinkedError, match=r"has no link 'inbox': it has self, accounts, "):
        acme.resource.follow("inbox")
    assert before == len(emulator.requests)


@pytest.mark.parametrize("where", ["https://example.com/api/v1/x", "http://127.0.0.1:1/api/v1"])
def test_a_link_to_another_host(client: FikenV1, emulator: Emulator, where: str) -> None:
    answered(emulator, {"_links": {"self": {"href": "x"}, "companies": {"href": where}}})
    with pytest.raises(ConfigurationError, match="is not on the host of the API"):
        client.start().follow("companies")
    assert 1 == len(emulator.requests)


@pytest.mark.parametrize("values", [{}, {"year": None}, {"year": 2021, "month": 1}])
def test_a_template_without_its_value(acme: CompanyV1, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidAttributeError, match="a value for each of year"):
        acme.resource.follow("accounts", **values)


def test_a_plain_link_takes_no_values() -> None:
    with pytest.raises(InvalidAttributeError, match=r"year must be no value"):
        Link("https://fiken.no/api/v1/x").expand(year=2021)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ([], r"\$ should be a HAL object"),
        ("text", r"\$ should be a HAL object"),
        ({"name": "no HAL"}, r"\$._links should be the links of HAL"),
        ({"_links": []}, r"\$._links should be the links of HAL"),
        ({"_links": {"self": "x"}}, r"\$._links.self should be a link with an href"),
        ({"_links": {"self": {"href": 7}}}, r"\$._links.self should be a link with an href"),
        ({"_links": {}, "_embedded": []}, None),
        ({"_links": {}, "_embedded": [1]}, r"\$._embedded should be an object"),
        ({"_links": {}, "_embedded": {"x/sales": [1]}}, r"\$._embedded.*\[0\] should be a HAL"),
        ({"_links": {}, "_embedded": {"x": {"_links": 7}}}, r"\$._embedded.x\[0\]._links should"),
    ],
)
def test_half_hal_is_refused(
    client: FikenV1, acme: CompanyV1, emulator: Emulator, body: Any, path: str | None
) -> None:
    """As a resource, and as a list, which has the same errors."""
    contacts = acme.contacts
    for read in (client.start, lambda: list(contacts.all())):
        answered(emulator, body)
        if path is None:
            read()
            continue
        with pytest.raises(MappingError, match=path) as caught:
            read()
        assert emulator.requests[-1].request_id == caught.value.request_id


def test_an_empty_list_has_nothing_embedded(acme: CompanyV1, emulator: Emulator) -> None:
    contacts = acme.contacts
    answered(emulator, {"_links": {}, "_embedded": []})
    assert [] == list(contacts.all())


def test_a_wrong_user_names_its_request(client: FikenV1, emulator: Emulator) -> None:
    answered(emulator, {"name": 7})
    with pytest.raises(MappingError, match=r"\$.name of a") as caught:
        client.who_am_i()
    assert emulator.requests[-1].request_id == caught.value.request_id


def test_a_wrong_hit_names_its_request(acme: CompanyV1, emulator: Emulator) -> None:
    """It also says which of the hits is wrong."""
    rows: list[dict[str, Any]] = [{"_links": {}, "name": name} for name in ("Kari", 7)]
    hits = json.dumps({"_links": {}, "_embedded": {"contacts": rows}}).encode()
    emulator.fail_next(CannedAnswer(200, HAL, hits), method="POST")
    with pytest.raises(MappingError, match=r"\$\[1\].name of a Contact") as caught:
        acme.search("Kari")
    assert emulator.requests[-1].request_id == caught.value.request_id


def test_an_unreadable_entry_names_its_request(acme: CompanyV1, emulator: Emulator) -> None:
    """It was posted, and what Fiken then answers is no transaction."""
    _ = acme.resource
    answered(emulator, {"description": 7})
    with pytest.raises(WrittenButNotLoadedError) as caught:
        posted(acme)
    assert f"(request {emulator.requests[-1].request_id})" in str(caught.value)


def test_a_row_with_a_wrong_type(acme: CompanyV1, emulator: Emulator) -> None:
    contacts = acme.contacts
    row = {"_links": {"self": {"href": "/contacts/1"}}, "name": 7}
    answered(emulator, {"_links": {}, "_embedded": {"x/contacts": [row]}})
    with pytest.raises(MappingError, match=r"\$\[0\].name of a Contact should be text"):
        list(contacts.all())


@pytest.mark.parametrize("reference", [7, "no URL", {"value": 4}, f"https://x/contacts/{'9' * 30}"])
def test_a_reference_without_an_id(acme: CompanyV1, emulator: Emulator, reference: object) -> None:
    sales = acme.sales
    answered(emulator, {"_links": {}, "customer": reference, "lines": []})
    with pytest.raises(MappingError, match=r"\$.customer should be the URL of another resource"):
        sales.find(1)


def test_what_has_no_order_is_not_sorted(acme: CompanyV1, emulator: Emulator) -> None:
    accounts = acme.accounts(2026)
    before = len(emulator.requests)
    with pytest.raises(InvalidAttributeError, match="nothing: the list has no order, not 'name'"):
        accounts.all(sort_by="name")
    assert before == len(emulator.requests)


@pytest.mark.parametrize("wanted", ["unitPrice", "name descending", "name,email", "-name"])
def test_a_field_that_a_list_cannot_sort(acme: CompanyV1, wanted: str) -> None:
    with pytest.raises(InvalidAttributeError, match="created or lastModified or name or email"):
        acme.contacts.all(sort_by=wanted)


def test_what_has_no_pages_is_not_paged(acme: CompanyV1, emulator: Emulator) -> None:
    accounts = acme.accounts(2026)
    before = len(emulator.requests)
    with pytest.raises(InvalidAttributeError, match="the list has no pages, not 1"):
        accounts.page(1)
    for number, size in ((-1, 7), (True, 7), (0, 0)):
        with pytest.raises(InvalidAttributeError, match="must be a number from"):
            acme.contacts.page(number, size)
    assert before == len(emulator.requests)


def test_a_filter_that_a_list_lacks(acme: CompanyV1) -> None:
    with pytest.raises(TypeError, match="has no filter 'issue_date'"):
        acme.contacts.all(issue_date=TODAY)
    with pytest.raises(InvalidAttributeError, match="created_ge must be a date"):
        acme.contacts.all(created_ge="2021-01-01")  # type: ignore[arg-type]


def test_a_wrong_password(emulator: Emulator) -> None:
    with client_of(emulator, "wrong") as client, pytest.raises(UnauthorizedError, match="password"):
        client.who_am_i()


@pytest.mark.parametrize(
    ("email", "password"),
    [("", "x"), ("a@b.no", ""), ("a:b@c.no", "x"), ("a\n@b.no", "x"), (7, "x")],
)
def test_a_login_that_cannot_be_one(email: Any, password: Any) -> None:
    with pytest.raises(ConfigurationError, match="it is not shown here"):
        FikenV1(email, password)


def _prepared() -> PreparedRequest:
    return Request("GET", "https://fiken.no").prepare()


def test_a_login_shows_no_secret(emulator: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    auth = BasicAuth(emulator.email, emulator.password)
    with client_of(emulator) as client:
        client.who_am_i()
        shown = repr((auth, client, client.start())) + caplog.text
    assert emulator.password not in shown
    assert auth(_prepared()).headers["Authorization"].split()[1] not in shown
    with pytest.raises(TypeError, match="holds a secret"):
        pickle.dumps(auth)


def test_a_letter_outside_latin_1_in_a_password() -> None:
    assert BasicAuth("post@acme.example", "påske🐣")(_prepared()).headers["Authorization"]


NEW = Sale(date=TODAY, kind=SaleKind.CASH_SALE, lines=[LINE])


@pytest.mark.parametrize(
    ("sale", "problem"),
    [
        (NEW, "payment_account is missing; payment_date is missing"),
        (NEW.evolve(customer_id=7), "customer_id cannot be given"),
        (
            NEW.evolve(payment_account="1920:10001", payment_date=date(2026, 1, 1)),
            "must be the date",
        ),
        (NEW.evolve(kind=SaleKind.INVOICE), "made by create_invoice"),
        (NEW.evolve(kind=SaleKind.EXTERNAL_INVOICE), "customer_id is missing"),
        (NEW.evolve(project_id=4), "project_id is not in API v1"),
        (NEW.evolve(currency="EUR"), "currency is computed by API v1"),
        (NEW.evolve(total_paid=4), "total_paid is computed by API v1"),
        (NEW.evolve(lines=[LINE.evolve(project_id=4)]), r"lines\[0\].project_id is not in API v1"),
        (NEW.evolve(lines=[]), "lines is missing"),
    ],
)
def test_a_sale_that_v1_cannot_say(
    acme: CompanyV1, emulator: Emulator, sale: Sale, problem: str
) -> None:
    sales = acme.sales
    before = len(emulator.requests)
    with pytest.raises(InvalidModelError, match=problem):
        sales.save(sale)
    assert before == len(emulator.requests)


def test_an_invoice_without_what_v1_requires(acme: CompanyV1) -> None:
    with pytest.raises(MissingAttributesError) as caught:
        acme.create_invoice(Invoice())
    assert {"issue_date", "due_date", "lines", "customer_id", "bank_account_code"} == {
        *caught.value.problems
    }


def test_an_invoice_to_an_unknown_account(acme: CompanyV1, emulator: Emulator) -> None:
    line = InvoiceLine(description="x", quantity=1, net=1, vat=0, gross=1, vat_type=VatType.NONE)
    new = Invoice(
        issue_date=TODAY,
        due_date=TODAY,
        customer_id=7,
        bank_account_code="1920:99999",
        lines=[line],
    )
    with pytest.raises(NotLinkedError, match="has no bank account '1920:99999': it has 1920:10001"):
        acme.create_invoice(new)
    assert [] == [request for request in emulator.requests if request.method == "POST"]


def test_a_refusal_has_the_words_of_fiken(acme: CompanyV1) -> None:
    new = Sale(date=TODAY, kind=SaleKind.EXTERNAL_INVOICE, customer_id=7, lines=[LINE])
    with pytest.raises(BadRequestError, match=r"contact 7|'customer'") as caught:
        acme.sales.save(new)
    assert caught.value.message in caught.value.body
    assert Outcome.REFUSED == caught.value.outcome


def test_the_joke_status_is_an_api_error(client: FikenV1, emulator: Emulator) -> None:
    emulator.fail_next(CannedAnswer(418, HAL, b'[{"message":"teapot","logref":"0b6f"}]'))
    with pytest.raises(ApiError, match="teapot"):
        client.start()


def test_a_lost_answer_is_not_sent_again(acme: CompanyV1, emulator: Emulator) -> None:
    contacts = acme.contacts
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError) as caught:
        contacts.save(Contact(name="Nelly Bloom"))
    assert Outcome.UNKNOWN == caught.value.outcome
    assert ["Nelly Bloom"] == [each.name for each in contacts.all() if "Bloom" in each.name]


def test_a_saved_contact_that_cannot_be_read(acme: CompanyV1, emulator: Emulator) -> None:
    contacts = acme.contacts
    answered(emulator, {"name": "no HAL", "address": 7})
    with pytest.raises(WrittenButNotLoadedError) as caught:
        contacts.save(Contact(name="Nelly Bloom"))
    assert Outcome.DONE == caught.value.outcome
    saved = caught.value.model
    assert isinstance(saved, Contact)
    assert "Nelly Bloom" == contacts.find(saved).name


def test_a_company_that_is_not_there(client: FikenV1, emulator: Emulator) -> None:
    with pytest.raises(
        NotLinkedError, match=f"has no company 'nope': it has .*{emulator.company_slug}"
    ):
        _ = client.company("nope").contacts

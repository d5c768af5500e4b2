"""Every link and every service, reached from the start by links alone, with its methods."""

from typing import Any

import pytest

from tests.emulator.hal.v1 import RELS, V1, link, self_of

#: Each row of the table of links: its name, the methods of its list, and those of one of its items.
TABLE: tuple[tuple[str, set[str], set[str]], ...] = (
    ("sales", {"GET", "POST"}, {"GET"}),
    ("contacts", {"GET", "POST"}, {"GET", "PUT"}),
    ("products", {"GET", "POST"}, {"GET", "PUT"}),
    ("accounts", {"GET"}, {"GET"}),
    ("bank-accounts", {"GET"}, {"GET"}),
    ("invoices", {"GET"}, {"GET"}),
    ("credit-notes", {"GET"}, {"GET"}),
    ("purchases", {"GET", "POST"}, {"GET"}),
    ("create-invoice-service", {"POST"}, set()),
    ("document-sending-service", {"POST"}, set()),
    ("create-general-journal-entry-service", {"POST"}, set()),
    ("search", {"GET", "POST"}, set()),
)
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def company(v1: V1) -> dict[str, Any]:
    """The first company, found by the links of the start."""
    companies = v1.read(link(v1.read(v1.start), "companies"))
    first: dict[str, Any] = companies["_embedded"][RELS + "companies"][0]
    return first


def allowed(v1: V1, url: str, **options: Any) -> set[str]:
    """Return the methods that are not answered with 405."""
    answers = {method: v1.request(method, url, **options) for method in METHODS}
    for answer in answers.values():
        if answer.status_code == 405:
            granted = {name for name in METHODS if answers[name].status_code != 405}
            assert granted == set(answer.headers["Allow"].split(", "))
    return {method for method, answer in answers.items() if answer.status_code != 405}


@pytest.mark.parametrize(("rel", "methods", "of_one"), TABLE, ids=[row[0] for row in TABLE])
def test_links_take_their_methods(
    v1: V1, company: dict[str, Any], rel: str, methods: set[str], of_one: set[str]
) -> None:
    """The list, and the first item in it. DELETE is nowhere, not even on an account."""
    url = link(company, rel).replace("{year}", "2026")
    assert methods == allowed(v1, url)
    if of_one:
        items = v1.items(rel, url)
        assert of_one == allowed(v1, self_of(items[0]))
        assert items[0] == v1.read(self_of(items[0]))


@pytest.mark.parametrize("owner", ["sales", "purchases"])
def test_owners_link_to_payments_and_attachments(
    v1: V1, company: dict[str, Any], owner: str
) -> None:
    first = v1.items(owner, link(company, owner))[0]
    for rel in ("payments", "attachments"):
        assert {"GET", "POST"} == allowed(v1, link(first, rel))


def test_the_table_names_every_link(company: dict[str, Any]) -> None:
    named = {RELS + rel for rel, *_ in TABLE}
    assert named == company["_links"].keys() - {"self"}


def test_the_user_is_told_who_they_are(v1: V1) -> None:
    me = v1.read(f"{v1.start}/whoAmI")
    assert ("Emma Demo", "emma@fjellbris.example") == (me["name"], me["email"])


def test_accounts_include_sub_accounts(v1: V1, customer: str) -> None:
    number = v1.read(customer)["customerNumber"]
    accounts = {each["code"]: each["name"] for each in v1.items("accounts", "/accounts/2026")}
    assert "Kari Kaffe" == accounts[f"1500:{number}"]
    assert {"1500", "1920:10001", "3000"} <= accounts.keys()


@pytest.mark.parametrize("year", ["26", "2011", "abcd", "2026.0"])
def test_unknown_years_have_no_accounts(v1: V1, year: str) -> None:
    assert 404 == v1.get(f"/accounts/{year}").status_code


def test_bank_accounts_have_both_numbers(v1: V1) -> None:
    first = v1.items("bank-accounts")[0]
    assert ("1920:10001", "12345678903") == (first["number"], first["bankAccountNumber"])


def test_the_search_finds_by_email(v1: V1) -> None:
    v1.create("/contacts", {"name": "Kari", "email": "Kari@Kaffe.example"})
    found = v1.post("/search", json={"query": "kari@kaffe.EXAMPLE"}).json()
    assert ["Kari"] == [each["name"] for each in found["_embedded"][RELS + "contacts"]]
    assert found == v1.read("/search?query=kari@kaffe.example")


def test_the_search_finds_product_numbers(v1: V1) -> None:
    found = v1.read("/search?query=kb-1")["_embedded"]
    assert {RELS + "products"} == found.keys()
    assert ["KB-1"] == [each["productNumber"] for each in found[RELS + "products"]]


def test_a_search_without_hits_embeds_nothing(v1: V1) -> None:
    assert {"_links": {"self": {"href": f"{v1.company}/search"}}} == v1.read("/search?query=zzzz")

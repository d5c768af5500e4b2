"""The user and the companies (GET /user, GET /companies)."""

import pytest
import requests

from fiken.emulator import Emulator


def test_user_has_name_and_email(root: requests.Session) -> None:
    assert {"name": "Emma Demo", "email": "emma@fjellbris.example"} == root.get("/user").json()


def test_demo_company_is_a_test_company(emulator: Emulator, root: requests.Session) -> None:
    """The slug begins with `fiken-demo-`, and `testCompany` is true.

    Observed: docs/observed.md#15-companies-and-operation
    """
    company = root.get(f"/companies/{emulator.company_slug}").json()
    assert company["slug"] == emulator.company_slug
    assert company["slug"].startswith("fiken-demo-")
    assert (True, True) == (company["testCompany"], company["hasApiAccess"])
    assert (True, "2023-01-01") == ("address" in company, company["accountingStartDate"])


def test_demo_company_can_be_a_real_one() -> None:
    """It keeps its slug and its access to the API."""
    with Emulator(test_company=False) as emulator:
        headers = {"Authorization": f"Bearer {emulator.token}"}
        url = f"{emulator.url}/companies/{emulator.company_slug}"
        company = requests.get(url, headers=headers, timeout=10).json()
        assert (False, True) == (company["testCompany"], company["hasApiAccess"])
        assert 200 == requests.get(f"{url}/contacts", headers=headers, timeout=10).status_code


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Fjellbris Kaffe AS", "Lukket Handel AS"]),
        ("?sortBy=name desc", ["Lukket Handel AS", "Fjellbris Kaffe AS"]),
        ("?sortBy=createdDate desc", ["Lukket Handel AS", "Fjellbris Kaffe AS"]),
        ("?sortBy=organizationNumber asc", ["Fjellbris Kaffe AS", "Lukket Handel AS"]),
        ("?pageSize=1&page=1", ["Lukket Handel AS"]),
    ],
)
def test_companies_are_sorted_by_name(
    root: requests.Session, query: str, expected: list[str]
) -> None:
    """Companies are sorted by name where the query has no `sortBy`.

    Observed: docs/observed.md#5-lists
    """
    answer = root.get(f"/companies{query}")
    assert expected == [company["name"] for company in answer.json()]
    assert answer.headers["Fiken-Api-Result-Count"] == "2"


@pytest.mark.parametrize("query", ["sortBy=name", "sortBy=slug asc", "sortBy=NAME ASC"])
def test_unknown_company_order_is_400(root: requests.Session, query: str) -> None:
    """`sortBy` takes only the values of the contract, with their direction and their case."""
    assert root.get(f"/companies?{query}").status_code == 400


def test_demo_company_has_every_contact_role(api: requests.Session) -> None:
    """There are 10 to 60 contacts: customers, suppliers, and contacts that are both."""
    contacts = api.get("/contacts?pageSize=100").json()
    assert 10 <= len(contacts) <= 60
    kinds = {(contact["customer"], contact["supplier"]) for contact in contacts}
    assert {(True, False), (False, True), (True, True)} == kinds


def test_empty_company_has_only_accounts() -> None:
    """The chart has 490 accounts and 2 bank accounts, without the 22 sub-accounts of contacts."""
    with Emulator(empty=True) as emulator:
        headers = {"Authorization": f"Bearer {emulator.token}"}
        company = f"{emulator.url}/companies/{emulator.company_slug}"
        for path in ("contacts", "groups", "products", "projects"):
            assert requests.get(f"{company}/{path}", headers=headers, timeout=10).json() == []
        accounts = requests.get(f"{company}/accounts", headers=headers, timeout=10)
        assert "492" == accounts.headers["Fiken-Api-Result-Count"]
        emulator.check_books()


@pytest.mark.parametrize(
    ("empty", "expected"), [(False, [10_006, 10_002, 10_002, 10_002]), (True, [None] * 4)]
)
def test_demo_company_has_started_number_series(empty: bool, expected: list[int | None]) -> None:
    """The first number is 10001 where a series was started without a number.

    Observed: docs/observed.md#10-invoices-and-counters, docs/observed.md#15-companies-and-operation
    """
    with Emulator(empty=empty) as emulator:
        state = emulator._state
        assert state is not None
        sql = "SELECT company_id FROM companies WHERE slug = ?"
        company = state.value(sql, emulator.company_slug)
        sql = "SELECT last FROM sequences WHERE name = ?"
        series = ("invoice", "credit note", "offer", "order confirmation")
        last_numbers = [state.value(sql, f"{name} {company}") for name in series]
    assert expected == last_numbers

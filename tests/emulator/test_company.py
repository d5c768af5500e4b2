"""The user and the companies."""

import pytest
import requests

from fiken.emulator import Emulator


def test_the_user_has_a_name_and_an_address(root: requests.Session) -> None:
    assert {"name": "Emma Demo", "email": "emma@fjellbris.example"} == root.get("/user").json()


def test_the_demo_company_is_a_test_company(emulator: Emulator, root: requests.Session) -> None:
    """The slug is like `fiken-demo-…`, and testCompany is true.

    Observed: docs/observed.md#15-companies-and-operation
    """
    company = root.get(f"/companies/{emulator.company_slug}").json()
    assert company["slug"] == emulator.company_slug
    assert company["slug"].startswith("fiken-demo-")
    assert (True, True) == (company["testCompany"], company["hasApiAccess"])
    assert (True, "2023-01-01") == ("address" in company, company["accountingStartDate"])


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
def test_companies_are_sorted_by_name_unless_told_otherwise(
    root: requests.Session, query: str, expected: list[str]
) -> None:
    """Observed: docs/observed.md#5-lists"""
    answer = root.get(f"/companies{query}")
    assert expected == [company["name"] for company in answer.json()]
    assert answer.headers["Fiken-Api-Result-Count"] == "2"


@pytest.mark.parametrize("query", ["sortBy=name", "sortBy=slug asc", "sortBy=NAME ASC"])
def test_another_order_of_companies_is_400(root: requests.Session, query: str) -> None:
    assert root.get(f"/companies?{query}").status_code == 400


def test_the_demo_company_has_ten_to_sixty_contacts_of_every_kind(api: requests.Session) -> None:
    contacts = api.get("/contacts?pageSize=100").json()
    assert 10 <= len(contacts) <= 60
    kinds = {(contact["customer"], contact["supplier"]) for contact in contacts}
    assert {(True, False), (False, True), (True, True)} == kinds


def test_an_empty_company_has_its_accounts_and_nothing_else() -> None:
    """The same chart of 490 with two banks; the 22 sub-accounts of contacts are not there."""
    with Emulator(empty=True) as emulator:
        headers = {"Authorization": f"Bearer {emulator.token}"}
        company = f"{emulator.url}/companies/{emulator.company_slug}"
        for path in ("contacts", "groups", "products", "projects"):
            assert requests.get(f"{company}/{path}", headers=headers, timeout=10).json() == []
        accounts = requests.get(f"{company}/accounts", headers=headers, timeout=10)
        assert "492" == accounts.headers["Fiken-Api-Result-Count"]
        emulator.check_books()


@pytest.mark.parametrize(("empty", "started"), [(False, 10_000), (True, None)])
def test_the_demo_company_has_its_number_series_started(empty: bool, started: int | None) -> None:
    """10000 is the last used number where a series is started without a number.

    Observed: docs/observed.md#10-invoices-and-counters, docs/observed.md#15-companies-and-operation
    """
    with Emulator(empty=empty) as emulator:
        state = emulator._state
        assert state is not None
        sql = "SELECT company_id FROM companies WHERE slug = ?"
        company = state.value(sql, emulator.company_slug)
        sql = "SELECT last FROM sequences WHERE name = ?"
        series = ("invoice", "credit note", "offer", "order confirmation")
        found = [state.value(sql, f"{name} {company}") for name in series]
    assert [started] * 4 == found

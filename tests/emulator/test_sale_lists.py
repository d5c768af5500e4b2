"""Lists of sales: filters, pages, and the contacts and projects of sales."""

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.test_sales import GROSS, create
from tests.emulator.trade import ask, contact, pay, post, read


@pytest.fixture
def numbered(api: requests.Session) -> requests.Session:
    """Three sales: 1 of January, paid; 2 of February, to a customer; 3 of March, deleted."""
    customer = ask(api, "GET", "/contacts?name=Ola Dunk", 200)[0]["contactId"]
    pay(api, create(api, saleNumber="1", date="2026-01-31"), GROSS)
    create(api, saleNumber="2", date="2026-02-28", customerId=customer)
    location = create(api, saleNumber="3", date="2026-03-31")
    ask(api, "PATCH", f"{location}/delete?description=Feil", 200)
    return api


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1", "2", "3"]),
        ("saleNumber=2", ["2"]),
        ("saleNumber=22", []),
        ("settled=true", ["1"]),
        ("settled=false", ["2", "3"]),
        ("date=2026-02-28", ["2"]),
        ("dateGe=2026-02-28", ["2", "3"]),
        ("dateGt=2026-02-28", ["3"]),
        ("dateLe=2026-02-28", ["1", "2"]),
        ("dateLt=2026-02-28", ["1"]),
        ("dateGe=2026-02-01&dateLt=2026-03-01", ["2"]),
        ("lastModified=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedGe=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedLe=2026-06-15", ["1", "2", "3"]),
        ("lastModifiedGt=2026-06-15", []),
        ("lastModifiedLt=2026-06-15", []),
    ],
)
def test_sales_are_filtered(numbered: requests.Session, query: str, expected: list[str]) -> None:
    """The order is that of creation."""
    sales = ask(numbered, "GET", f"/sales?{query}", 200)
    numbers = [sale["saleNumber"] for sale in sales]
    assert expected == [number for number in numbers if number in {"1", "2", "3"}]


def test_sales_are_filtered_by_contact(numbered: requests.Session) -> None:
    customer = ask(numbered, "GET", "/contacts?name=Ola Dunk", 200)[0]["contactId"]
    sales = ask(numbered, "GET", f"/sales?contactId={customer}", 200)
    assert ["2"] == [sale["saleNumber"] for sale in sales]
    assert [] == ask(numbered, "GET", "/sales?contactId=1", 200)


def test_deleted_contact_with_sale_becomes_inactive(api: requests.Session) -> None:
    """Observed: docs/observed.md#12-updates-and-deletions"""
    customer = contact(api, customer=True)
    create(api, customerId=customer["contactId"])
    kept_contact = ask(api, "DELETE", f"/contacts/{customer['contactId']}", 200)
    assert kept_contact["inactive"] is True


def test_sale_stays_when_project_is_deleted(api: requests.Session) -> None:
    """Projects are removed for good. Emulator choice: their sales stay without a project.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    project = post(api, "/projects", {"number": "9", "name": "X", "startDate": "2026-01-01"})
    key = int(project.rpartition("/")[2])
    sale = create(api, projectId=key)
    assert key == read(api, sale)["project"]["projectId"]
    ask(api, "DELETE", project, 204)
    assert read(api, sale)["project"] is None


def test_sales_are_paged(api: requests.Session) -> None:
    for _ in range(5):
        create(api)
    count = int(api.get("/sales").headers["Fiken-Api-Result-Count"])
    pages = [ask(api, "GET", f"/sales?pageSize=2&page={n}", 200) for n in range(-(-count // 2))]
    ids = [sale["saleId"] for page in pages for sale in page]
    assert (count, sorted(ids)) == (len(ids), ids)


@pytest.fixture
def crowded(emulator: Emulator) -> Emulator:
    """The demo company with 100,000 sales, inserted with SQL to save minutes."""
    state = emulator._state
    assert state is not None
    with state.operation():
        sale = state.row("SELECT company_id, transaction_id FROM sales WHERE NOT deleted")
        assert sale is not None
        state.execute(
            """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO sales (sale_id, company_id, transaction_id, created_date, date, kind,
                               last_modified_date, currency, ledger_account, settled)
            SELECT 20000000000 + i, ?, ?, '2026-01-01', '2026-01-01', 'external_invoice',
                   '2026-01-01', 'NOK', '1501', i % 2 FROM n""",
            *sale,
        )
    return emulator


def seconds(api: requests.Session, path: str) -> float:
    """Return the shortest time of five requests."""
    return min(api.get(path).elapsed.total_seconds() for _ in range(5))


@pytest.mark.parametrize(("query", "last"), [("", 999), ("settled=true&", 499)])
def test_last_of_100000_sales_is_fast(
    crowded: Emulator, api: requests.Session, query: str, last: int
) -> None:
    """The last page takes at most five times as long as the first."""
    assert crowded.url in api.get("/sales").url
    first = seconds(api, f"/sales?{query}pageSize=100&page=0")
    assert seconds(api, f"/sales?{query}pageSize=100&page={last}") <= 5 * first

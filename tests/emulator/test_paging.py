"""Lists: JSON arrays without an envelope, pages from 0, four headers.

Observed: docs/observed.md#5-lists
"""

import pytest
import requests

from fiken.emulator import Emulator

LISTS = ["/contacts", "/groups", "/products", "/projects", "/accounts"]


def headers(answer: requests.Response) -> list[str | None]:
    """Return the page, the page size, the number of pages and the number of rows."""
    names = ("Page", "Page-Size", "Page-Count", "Result-Count")
    return [answer.headers.get(f"Fiken-Api-{name}") for name in names]


@pytest.mark.parametrize("path", LISTS)
def test_list_is_array_with_four_headers(api: requests.Session, path: str) -> None:
    """A page has 25 rows where the query has no `pageSize`.

    Observed: docs/observed.md#5-lists
    """
    answer = api.get(path)
    rows = answer.json()
    assert isinstance(rows, list)
    count = int(answer.headers["Fiken-Api-Result-Count"])
    assert ["0", "25", str(-(-count // 25)), str(count)] == headers(answer)
    assert min(count, 25) == len(rows)


@pytest.mark.parametrize("path", LISTS)
def test_pages_together_are_the_list(api: requests.Session, path: str) -> None:
    count = int(api.get(path).headers["Fiken-Api-Result-Count"])
    pages = [api.get(f"{path}?pageSize=2&page={n}").json() for n in range(-(-count // 2))]
    walked = [str(row) for page in pages for row in page]
    assert count == len(walked) == len(set(walked))
    assert all(len(page) == 2 for page in pages[:-1])


@pytest.mark.parametrize("path", LISTS)
def test_page_past_the_end_is_empty(api: requests.Session, path: str) -> None:
    """`page=1` of a short list is empty as well.

    Observed: docs/observed.md#5-lists
    """
    answer = api.get(f"{path}?page=400&pageSize=100")
    assert (200, []) == (answer.status_code, answer.json())
    assert headers(answer)[0] == "400"


def test_last_page_has_the_rest(api: requests.Session) -> None:
    answer = api.get("/contacts?page=2&pageSize=9")
    assert ["2", "9", "3", "20"] == headers(answer)
    assert len(answer.json()) == 2


def test_page_size_is_at_most_100(api: requests.Session) -> None:
    assert len(api.get("/accounts?pageSize=100").json()) == 100
    assert api.get("/accounts?pageSize=101").status_code == 400


@pytest.mark.parametrize("query", ["page=-1", "page=x", "page=1.0", "pageSize=0", "pageSize="])
def test_invalid_page_is_400(api: requests.Session, query: str) -> None:
    assert api.get(f"/contacts?{query}").status_code == 400


def test_page_number_of_64_bits_is_valid(api: requests.Session) -> None:
    """The largest page number is valid, and its page is empty."""
    assert api.get("/contacts?page=9223372036854775807&pageSize=100").json() == []


def test_empty_list_has_no_pages(api: requests.Session) -> None:
    answer = api.get("/contacts?name=nobody")
    assert ["0", "25", "0", "0"] == headers(answer)


@pytest.fixture
def crowded(emulator: Emulator) -> Emulator:
    """The demo company with 100,000 contacts, inserted with SQL to save minutes."""
    state = emulator._state
    assert state is not None
    with state.operation():
        company = state.value("SELECT company_id FROM companies LIMIT 1")
        state.execute(
            """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
            INSERT INTO contacts (contact_id, company_id, name, customer, supplier,
                                  created_date, last_modified_date)
            SELECT 20000000000 + i, ?, 'C' || i, 0, 0, '2026-01-01', '2026-01-01' FROM n""",
            company,
        )
    return emulator


def seconds(api: requests.Session, path: str) -> float:
    """Return the shortest time of seven requests."""
    return min(api.get(path).elapsed.total_seconds() for _ in range(7))


def test_last_of_100000_contacts_is_fast(crowded: Emulator, api: requests.Session) -> None:
    """The last page takes at most five times as long as the first, because both use an index."""
    assert crowded.url in api.get("/contacts").url
    first = seconds(api, "/contacts?pageSize=100&page=0")
    assert seconds(api, "/contacts?pageSize=100&page=999") <= 5 * first

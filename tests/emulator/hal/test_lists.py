"""Lists: whole or in pages, sorted by several fields, filtered by dates."""

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.hal.conftest import external_invoice
from tests.emulator.hal.v1 import V1, id_of, self_of

PAGE = {"Fiken-Api-Page": "0", "Fiken-Api-Page-Size": "25"}
HEADERS = ("Page", "Page-Size", "Page-Count", "Result-Count")


@pytest.fixture
def people(empty: tuple[Emulator, V1]) -> V1:
    """API v1 of a company with seven contacts."""
    _, v1 = empty
    for name, email in zip("CABBEdA", "aabcccc", strict=True):
        v1.create("/contacts", {"name": name, "email": f"{email}@x.example"})
    return v1


def names(v1: V1, **headers: str) -> str:
    return "".join(each["name"] for each in v1.items("contacts", **headers))


def counts(answer: requests.Response) -> list[str | None]:
    """Return the headers of paging of an answer."""
    return [answer.headers.get(f"Fiken-Api-{name}") for name in HEADERS]


def test_a_list_is_complete_without_paging(people: V1) -> None:
    """In the order of creation, and without headers of paging."""
    assert "CABBEdA" == names(people)
    assert [None] * 4 == counts(people.get("/contacts"))


@pytest.mark.parametrize("name", PAGE)
def test_one_header_of_paging_is_ignored(people: V1, name: str) -> None:
    answer = people.get("/contacts", headers={name: "1"})
    assert ([None] * 4, 7) == (counts(answer), len(answer.json()["_embedded"].popitem()[1]))


@pytest.mark.parametrize(
    ("page", "size", "expected", "pages"),
    [(0, 3, "CAB", 3), (1, 3, "BEd", 3), (2, 3, "A", 3), (3, 3, "", 3), (99, 25, "", 1)],
)
def test_pages_hold_their_part(people: V1, page: int, size: int, expected: str, pages: int) -> None:
    """A page beyond the last one is empty, and no error."""
    headers = {"Fiken-Api-Page": f"{page}", "Fiken-Api-Page-Size": f"{size}"}
    answer = people.get("/contacts", headers=headers)
    assert expected == names(people, **headers)
    assert [f"{page}", f"{size}", f"{pages}", "7"] == counts(answer)
    assert ("_embedded" in answer.json()) == bool(expected)


@pytest.mark.parametrize(
    ("page", "size"),
    [("-1", "5"), ("0", "0"), ("x", "5"), ("0", "1.5"), ("0", ""), ("0", "9" * 12)],
)
def test_pages_are_whole_numbers(people: V1, page: str, size: str) -> None:
    headers = {"Fiken-Api-Page": page, "Fiken-Api-Page-Size": size}
    assert 400 == people.get("/contacts", headers=headers).status_code


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("name", "AABBCdE"),
        ("name asc", "AABBCdE"),
        ("name desc", "EdCBBAA"),
        ("email, name desc", "CABEdBA"),
        ("email desc,name", "ABdEBAC"),
        ("created desc", "AdEBBAC"),
        ("lastModified", "CABBEdA"),
    ],
)
def test_several_fields_sort(people: V1, order: str, expected: str) -> None:
    """Ignoring case. Of equal ones, the one that was created first comes first."""
    assert expected == names(people, Fiken_Api_Sort_By=order)


def test_pages_are_sorted_as_a_whole(people: V1) -> None:
    headers = {"Fiken-Api-Page": "1", "Fiken-Api-Page-Size": "2", "Fiken-Api-Sort-By": "name"}
    assert "BB" == names(people, **headers)


@pytest.mark.parametrize("order", ["phoneNumber", "name up", "name desc asc", "name,", "Name"])
def test_other_sort_fields_are_refused(people: V1, order: str) -> None:
    answer = people.get("/contacts", headers={"Fiken-Api-Sort-By": order})
    assert 400 == answer.status_code
    assert "created, lastModified, name, email" in answer.json()[0]["message"]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("", "created lastModified name organizationNumber"),
        ("sales", "created lastModified date"),
        ("contacts", "created lastModified name email"),
        ("products", "created lastModified name unitPrice productNumber"),
        ("bank-accounts", "created lastModified name number bankAccountNumber"),
        ("invoices", "created lastModified issueDate"),
        ("credit-notes", "created lastModified issueDate"),
        ("purchases", "created lastModified date"),
    ],
)
def test_lists_sort_by_their_fields(v1: V1, path: str, fields: str) -> None:
    """A visible field is really in order, and the other direction is the reverse."""
    rel = path or "companies"
    url = f"/{path}" if path else f"{v1.start}/companies"
    for name in fields.split():
        up = v1.items(rel, url, Fiken_Api_Sort_By=name)
        down = v1.items(rel, url, Fiken_Api_Sort_By=f"{name} desc")
        assert {self_of(each) for each in up} == {self_of(each) for each in down}
        shown = [each[name] for each in up if name in each]
        folded = [each.casefold() if isinstance(each, str) else each for each in shown]
        assert sorted(folded) == folded
    answer = v1.get(url, headers={"Fiken-Api-Sort-By": "kind"})
    assert fields.split() == answer.json()[0]["message"].split(": ")[0].split("of ")[1].split(", ")


def test_unsortable_lists_have_no_pages(v1: V1, sale: str) -> None:
    """They are complete, whatever the headers say."""
    headers = {**PAGE, "Fiken-Api-Page-Size": "1", "Fiken-Api-Sort-By": "x"}
    for url in ("/accounts/2026", f"{sale}/payments", f"{sale}/attachments", "/search?query=a"):
        answer = v1.get(url, headers=headers)
        assert (200, [None] * 4) == (answer.status_code, counts(answer))
    assert len(v1.items("accounts", "/accounts/2026", **headers)) > 100


# --- filters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("date=2026-05-02", "2"),
        ("dateLe=2026-05-02", "12"),
        ("dateLt=2026-05-02", "1"),
        ("dateGe=2026-05-02", "23"),
        ("dateGt=2026-05-02", "3"),
        ("dateGt=2026-05-01&dateLt=2026-05-03", "2"),
        ("lastModifiedLt=2000-01-01", ""),
    ],
)
def test_sales_are_filtered_by_date(v1: V1, customer: str, query: str, days: str) -> None:
    """The last of the month come from the demo company, whose sales are older."""
    for day in (1, 2, 3):
        v1.create("/sales", external_invoice(customer, date=f"2026-05-0{day}"))
    found = v1.items("sales", f"/sales?{query}")
    assert days == "".join(each["date"][-1] for each in found if each["date"] >= "2026-05")


@pytest.mark.parametrize("path", ["/sales/?date=2026-05-01", "/sales?date=2026-05-01"])
def test_a_slash_before_the_query_is_accepted(v1: V1, sale: str, path: str) -> None:
    assert [sale] == [self_of(each) for each in v1.items("sales", path)]


@pytest.mark.parametrize("tail", ["?", "/", "/?"])
def test_an_empty_query_is_accepted(v1: V1, tail: str) -> None:
    """Some clients always append it. The list is the same, and so is its own URL."""
    answer = v1.get(f"{v1.company}/contacts{tail}")
    assert v1.read("/contacts") == answer.json()


def test_invoices_are_filtered_by_their_dates(v1: V1, v2: requests.Session) -> None:
    for parameter in ("issueDate", "dueDate", "lastModified"):
        for suffix in ("", "Le", "Lt", "Ge", "Gt"):
            query = f"{parameter}{suffix}=2026-01-20"
            here = [id_of(self_of(each)) for each in v1.items("invoices", f"/invoices?{query}")]
            there = [each["invoiceId"] for each in v2.get(f"/invoices?{query}").json()]
            assert sorted(there) == sorted(here)


@pytest.mark.parametrize("path", ["sales", "contacts", "bank-accounts", "credit-notes", ""])
@pytest.mark.parametrize("name", ["created", "lastModified"])
def test_every_sortable_list_knows_its_dates(v1: V1, path: str, name: str) -> None:
    """No date splits a list into fewer or more items than it has."""
    rel, url = path or "companies", f"/{path}" if path else f"{v1.start}/companies"
    day = "2025-08-01"
    parts = [v1.items(rel, f"{url}?{name}{suffix}={day}") for suffix in ("Lt", "", "Gt")]
    assert len(v1.items(rel, url)) == sum(map(len, parts))
    assert [] == v1.items(rel, f"{url}?{name}Lt=1999-01-01")


@pytest.mark.parametrize("text", ["2026", "01.05.2026", "2026-02-30", "20260501", ""])
def test_filters_take_dates_only(v1: V1, text: str) -> None:
    answer = v1.get(f"/sales?dateLe={text}")
    assert 400 == answer.status_code
    assert "'dateLe' must be a date" in answer.json()[0]["message"]

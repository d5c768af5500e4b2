"""Activities: create, read, change, filter, and delete or archive."""

from typing import Any

import pytest
import requests

from tests.emulator.test_project import create as create_project
from tests.emulator.tracking import activity, entry, shown
from tests.emulator.trade import ask, post, read, refusal


def names(api: requests.Session, query: str = "") -> list[str]:
    """Return the names of the activities that match a query."""
    return [each["name"] for each in ask(api, "GET", f"/activities?pageSize=100&{query}", 200)]


def test_created_activity_contains_product_and_project(api: requests.Session) -> None:
    product = ask(api, "GET", "/products", 200)[0]
    project = read(api, create_project(api))
    facts = {"name": "Rådgivning", "hourlyRate": 1_250_00, "billable": False, "description": "Ute"}
    references = {"productId": product["productId"], "projectId": project["projectId"]}
    location = post(api, "/activities", {**facts, **references})
    key = int(location.rpartition("/")[2])
    expected = {**facts, "activityId": key, "product": product, "project": project}
    assert {**expected, "archived": False} == read(api, location)


def test_activity_needs_only_a_name(api: requests.Session) -> None:
    """It is billable (Emulator choice)."""
    location = post(api, "/activities", {"name": "Rådgivning"})
    row = read(api, location)
    assert isinstance(row.pop("activityId"), int)
    empty = dict.fromkeys(("hourlyRate", "product", "description", "project"))
    assert row == {"name": "Rådgivning", "billable": True, "archived": False, **empty}
    assert "'name'" in refusal(api, "POST", "/activities", json={"hourlyRate": 1})[1]


def test_patch_changes_only_sent_fields(api: requests.Session) -> None:
    """The status is 200, with a Location.

    Observed: docs/observed.md#3-responses
    """
    product = ask(api, "GET", "/products", 200)[0]
    key = activity(api, description="Ute", productId=product["productId"])
    before = read(api, f"/activities/{key}")
    answer = api.patch(f"/activities/{key}", json={"hourlyRate": 5, "productId": None})
    assert (200, b"") == (answer.status_code, answer.content)
    assert answer.headers["Location"].endswith(f"/activities/{key}")
    assert {**before, "hourlyRate": 5, "product": None} == read(api, f"/activities/{key}")


@pytest.mark.parametrize("body", [{"productId": 1}, {"projectId": 1}, {"name": None}])
def test_invalid_activity_is_refused(api: requests.Session, body: dict[str, Any]) -> None:
    """Neither POST nor PATCH writes anything."""
    before = ask(api, "GET", "/activities", 200)
    (field,) = body
    status, message = refusal(api, "POST", "/activities", json={"name": "Ny", **body})
    assert (400, True) == (status, f"'{field}'" in message)
    path = f"/activities/{before[0]['activityId']}"
    status, message = refusal(api, "PATCH", path, json={"description": "Ny", **body})
    assert (400, True) == (status, f"'{field}'" in message)
    assert before == ask(api, "GET", "/activities", 200)


def test_name_of_activity_is_unique(api: requests.Session) -> None:
    """An activity may keep its own name. Case makes a difference (Emulator choice)."""
    key, other = activity(api, "Rådgivning"), activity(api, "Reise")
    assert refusal(api, "POST", "/activities", json={"name": "Rådgivning"})[0] == 400
    assert refusal(api, "PATCH", f"/activities/{other}", json={"name": "Rådgivning"})[0] == 400
    assert read(api, f"/activities/{other}")["name"] == "Reise"
    ask(api, "PATCH", f"/activities/{key}", 200, json={"name": "Rådgivning", "description": "Ny"})
    activity(api, "rådgivning")


def test_name_of_archived_activity_is_taken(api: requests.Session) -> None:
    """By the contract, names are unique in the whole company."""
    work = activity(api)
    entry(api, activityId=work)
    ask(api, "DELETE", f"/activities/{work}", 204)
    assert refusal(api, "POST", "/activities", json={"name": "Rådgivning"})[0] == 400


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Nettbutikk", "Kurs", "Rens av kaffemaskin", "Internt møte", "Messe"]),
        ("name=KURS", ["Kurs"]),
        ("name=MØT", ["Internt møte"]),
        ("archived=true", ["Messe"]),
        ("archived=false", ["Nettbutikk", "Kurs", "Rens av kaffemaskin", "Internt møte"]),
        ("archived=true&name=kurs", []),
        ("page=1&pageSize=3", ["Internt møte", "Messe"]),
    ],
)
def test_activities_are_filtered(api: requests.Session, query: str, expected: list[str]) -> None:
    """`name` matches a part of the name, ignoring case."""
    assert expected == [each["name"] for each in ask(api, "GET", f"/activities?{query}", 200)]


def test_unused_activity_is_deleted(api: requests.Session) -> None:
    key = activity(api)
    assert [204, 404] == [api.delete(f"/activities/{key}").status_code for _ in range(2)]
    assert "Rådgivning" not in names(api)


def test_activity_with_entries_is_archived(api: requests.Session) -> None:
    """Its entries keep it, and it is deleted once they are gone."""
    key = activity(api)
    spent = entry(api, activityId=key)
    before = read(api, f"/activities/{key}")
    ask(api, "DELETE", f"/activities/{key}", 204)
    assert {**before, "archived": True} == read(api, f"/activities/{key}")
    assert shown(api, spent)["activity"]["archived"] is True
    ask(api, "DELETE", f"/timeEntries/{spent}", 204)
    ask(api, "DELETE", f"/activities/{key}", 204)
    assert refusal(api, "GET", f"/activities/{key}")[0] == 404


def test_activity_of_project_is_archived(api: requests.Session) -> None:
    """It is the default activity of the project (Emulator choice)."""
    project = create_project(api)
    key = activity(api, projectId=int(project.rpartition("/")[2]))
    ask(api, "DELETE", f"/activities/{key}", 204)
    assert read(api, f"/activities/{key}")["archived"] is True


def test_activity_survives_product_and_project(api: requests.Session) -> None:
    """The deleted product or project is null afterwards."""
    facts = {"name": "Time", "incomeAccount": "3000", "vatType": "HIGH", "active": True}
    product, project = post(api, "/products", facts), create_project(api)
    sold, done = (int(location.rpartition("/")[2]) for location in (product, project))
    key = activity(api, productId=sold, projectId=done)
    ask(api, "DELETE", product, 204)
    ask(api, "DELETE", project, 204)
    row = read(api, f"/activities/{key}")
    assert (None, None) == (row["product"], row["project"])


def test_activity_of_other_id_is_404(api: requests.Session) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        body = {"name": "Ny"} if method == "PATCH" else None
        assert refusal(api, method, "/activities/1", json=body)[0] == 404

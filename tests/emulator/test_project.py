"""Projects."""

from typing import Any

import pytest
import requests

NUMBERS = {"number": "77", "name": "Hagestue", "startDate": "2026-02-01"}


def create(api: requests.Session, **fields: Any) -> str:
    answer = api.post("/projects", json={**NUMBERS, **fields})
    assert (201, b"") == (answer.status_code, answer.content)
    return answer.headers["Location"]


def test_a_project_comes_back_with_its_contact(api: requests.Session) -> None:
    contact = api.get("/contacts?pageSize=1").json()[0]
    given = {"description": "Med peis", "endDate": "2026-12-31", "completed": True}
    location = create(api, contactId=contact["contactId"], **given)
    key = int(location.rpartition("/")[2])
    expected = {"projectId": key, **NUMBERS, **given, "contact": contact}
    assert expected == api.get(location).json()


def test_what_was_not_given_is_null_and_not_completed(api: requests.Session) -> None:
    shown = api.get(create(api)).json()
    assert (None, None, None) == (shown["description"], shown["endDate"], shown["contact"])
    assert shown["completed"] is False


def test_a_patch_changes_what_it_names_and_answers_201(api: requests.Session) -> None:
    """Observed: docs/observed.md#3-responses"""
    contact = api.get("/contacts?pageSize=1").json()[0]
    location = create(api, description="Med peis")
    before = api.get(location).json()
    answer = api.patch(location, json={"completed": True, "contactId": contact["contactId"]})
    assert (201, location, b"") == (
        answer.status_code,
        answer.headers["Location"],
        answer.content,
    )
    assert {**before, "completed": True, "contact": contact} == api.get(location).json()


def test_a_patch_with_null_clears(api: requests.Session) -> None:
    contact = api.get("/contacts?pageSize=1").json()[0]
    location = create(api, description="Med peis", contactId=contact["contactId"])
    api.patch(location, json={"description": None, "contactId": None})
    shown = api.get(location).json()
    assert (None, None, "Hagestue") == (shown["description"], shown["contact"], shown["name"])


def test_an_empty_patch_changes_nothing(api: requests.Session) -> None:
    location = create(api)
    before = api.get(location).json()
    assert api.patch(location, json={}).status_code == 201
    assert before == api.get(location).json()


def test_the_number_stays(api: requests.Session) -> None:
    location = create(api)
    assert api.patch(location, json={"number": "78"}).status_code == 201
    assert api.get(location).json()["number"] == "77"


def test_a_contact_that_is_not_there_is_refused_and_nothing_is_left_behind(
    api: requests.Session,
) -> None:
    before = api.get("/projects").json()
    body = {**NUMBERS, "contactId": 1}
    answer = api.post("/projects", json=body)
    assert answer.status_code == 400
    assert "'contactId'" in answer.json()["message"]
    location = f"/projects/{before[0]['projectId']}"
    assert api.patch(location, json={"name": "Other", "contactId": 1}).status_code == 400
    assert before == api.get("/projects").json()


@pytest.mark.parametrize("missing", ["number", "name", "startDate"])
def test_a_project_needs_what_the_contract_requires(api: requests.Session, missing: str) -> None:
    body = {name: value for name, value in NUMBERS.items() if name != missing}
    assert f"'{missing}'" in api.post("/projects", json=body).json()[0]["message"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("completed=true", ["3"]),
        ("completed=false", ["1", "2", "77"]),
        ("name=HAGESTUE", ["77"]),
        ("name=hage", []),
        ("number=2", ["2"]),
    ],
)
def test_projects_are_filtered(api: requests.Session, query: str, expected: list[str]) -> None:
    create(api)
    assert expected == [project["number"] for project in api.get(f"/projects?{query}").json()]


def test_a_deleted_project_is_gone(api: requests.Session) -> None:
    """Project deletes are hard.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = create(api)
    assert [204, 404] == [api.delete(location).status_code, api.get(location).status_code]

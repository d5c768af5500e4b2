"""Projects: create, read, change, delete, filter."""

from typing import Any

import pytest
import requests

NUMBERS = {"number": "77", "name": "Hagestue", "startDate": "2026-02-01"}


def create(api: requests.Session, **fields: Any) -> str:
    """Create a project and return its URL."""
    answer = api.post("/projects", json={**NUMBERS, **fields})
    assert (201, b"") == (answer.status_code, answer.content)
    return answer.headers["Location"]


def test_created_project_contains_its_contact(api: requests.Session) -> None:
    contact = api.get("/contacts?pageSize=1").json()[0]
    optional = {"description": "Med peis", "endDate": "2026-12-31", "completed": True}
    location = create(api, contactId=contact["contactId"], **optional)
    key = int(location.rpartition("/")[2])
    expected = {"projectId": key, **NUMBERS, **optional, "contact": contact}
    assert expected == api.get(location).json()


def test_optional_fields_of_project_are_null(api: requests.Session) -> None:
    """`completed` is false where the request does not send it."""
    project = api.get(create(api)).json()
    assert (None, None, None) == (project["description"], project["endDate"], project["contact"])
    assert project["completed"] is False


def test_patch_changes_fields_it_contains(api: requests.Session) -> None:
    """The status is 201, with a Location.

    Observed: docs/observed.md#3-responses
    """
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


def test_patch_with_null_clears_fields(api: requests.Session) -> None:
    contact = api.get("/contacts?pageSize=1").json()[0]
    location = create(api, description="Med peis", contactId=contact["contactId"])
    api.patch(location, json={"description": None, "contactId": None})
    project = api.get(location).json()
    assert (None, None, "Hagestue") == (project["description"], project["contact"], project["name"])


def test_empty_patch_changes_nothing(api: requests.Session) -> None:
    location = create(api)
    before = api.get(location).json()
    assert api.patch(location, json={}).status_code == 201
    assert before == api.get(location).json()


def test_number_of_project_cannot_change(api: requests.Session) -> None:
    location = create(api)
    assert api.patch(location, json={"number": "78"}).status_code == 201
    assert api.get(location).json()["number"] == "77"


def test_unknown_contact_of_project_is_refused(
    api: requests.Session,
) -> None:
    """Nothing is written, neither by POST nor by PATCH."""
    before = api.get("/projects").json()
    body = {**NUMBERS, "contactId": 1}
    answer = api.post("/projects", json=body)
    assert answer.status_code == 400
    assert "'contactId'" in answer.json()["message"]
    location = f"/projects/{before[0]['projectId']}"
    assert api.patch(location, json={"name": "Other", "contactId": 1}).status_code == 400
    assert before == api.get("/projects").json()


@pytest.mark.parametrize("missing", ["number", "name", "startDate"])
def test_project_requires_fields_of_contract(api: requests.Session, missing: str) -> None:
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


def test_deleted_project_is_404(api: requests.Session) -> None:
    """The API removes a deleted project for good.

    Observed: docs/observed.md#12-updates-and-deletions
    """
    location = create(api)
    assert [204, 404] == [api.delete(location).status_code, api.get(location).status_code]

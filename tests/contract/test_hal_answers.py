"""The check of answers of API v1 can fail: each rule is broken once."""

import json
from typing import Any

import pytest

from tests.contract.hal import HAL_JSON, VND_ERROR, hal_violations, serves

RIGHT = [
    ("X-Request-ID", "0b6f0b6f-0b6f-4b6f-8b6f-0b6f0b6f0b6f"),
    ("Cache-Control", "no-cache"),
    ("Pragma", "no-cache"),
    ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
]
JSON = ("Content-Type", HAL_JSON)
SELF = {"self": {"href": "http://x/api/v1"}}
REL = "https://fiken.no/api/v1/rel/contacts"
PROBLEM = {"logref": "0b6f0b6f-0b6f-4b6f-8b6f-0b6f0b6f0b6f", "message": "no"}


def found(status: int, headers: list[tuple[str, str]], content: Any = None) -> list[str]:
    body = b"" if content is None else json.dumps(content).encode()
    return hal_violations("/api/v1", status, [*RIGHT, *headers], body)


@pytest.mark.parametrize(
    "content",
    [
        {"_links": SELF},
        {"_links": SELF, "name": "A", "lines": [{"net": 1}]},
        {"_links": SELF, "_embedded": {REL: [{"_links": SELF}]}},
        {"_links": {**SELF, REL: {"href": "http://x/{year}", "templated": True}}},
    ],
)
def test_right_answers_pass(content: Any) -> None:
    assert [] == found(200, [JSON], content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({"name": "A", "_links": SELF}, "does not begin with _links"),
        ({"_links": SELF, "name": None}, "must be left out"),
        ({"_links": SELF, "_embedded": {REL: []}}, "must be left out"),
        ({"_links": SELF, "name": "A", "_embedded": {REL: [{"_links": SELF}]}}, "another place"),
        ({"_links": SELF, "_embedded": {"contacts": [{"_links": SELF}]}}, "embeds contacts"),
        ({"_links": {REL: {"href": "http://x"}, **SELF}}, "the first link is not self"),
        ({"_links": {**SELF, "contacts": {"href": "http://x"}}}, "the link contacts is short"),
        ({"_links": {"self": {"href": "/api/v1"}}}, "is not absolute"),
        ({"_links": {**SELF, REL: {"href": "http://x/{year}"}}}, "about its template"),
    ],
)
def test_wrong_content_is_found(content: Any, sentence: str) -> None:
    assert [True] == [sentence in each for each in found(200, [JSON], content)]


@pytest.mark.parametrize(
    ("status", "headers", "content", "sentence"),
    [
        (200, [("Content-Type", "application/json")], {"_links": SELF}, "Content-Type of HAL"),
        (200, [JSON, ("Fiken-Api-Page", "0")], {"_links": SELF}, "headers of paging are missing"),
        (202, [JSON], {"_links": SELF}, "has no status 202"),
        (201, [("Location", "http://x/1")], {}, "has a body"),
        (201, [("Location", "/1")], None, "is not absolute"),
        (204, [("Location", "http://x/1")], None, "has a Location"),
        (400, [JSON], [PROBLEM], "Content-Type of an error"),
        (400, [("Content-Type", VND_ERROR)], PROBLEM, "no array with messages"),
        (400, [("Content-Type", VND_ERROR)], [{"message": "no"}], "other fields"),
        (500, [("Content-Type", VND_ERROR)], [PROBLEM], "the emulator failed"),
        (405, [("Content-Type", VND_ERROR)], [PROBLEM], "the allowed methods"),
        (204, [("Pragma", "x")], None, "a header is sent twice"),
    ],
)
def test_wrong_answers_are_found(
    status: int, headers: list[tuple[str, str]], content: Any, sentence: str
) -> None:
    assert [True] == [sentence in each for each in found(status, headers, content)]


def test_a_missing_id_is_found() -> None:
    sentences = hal_violations("/api/v1", 204, RIGHT[1:], b"")
    assert ["the header x-request-id is missing", "the X-Request-ID is None"] == sentences


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/api/v1", True), ("/api/v1/x", True), ("/filer/a/b", True), ("/api/v10", False)],
)
def test_paths_of_v1_are_known(path: str, expected: bool) -> None:
    assert expected == serves(path)

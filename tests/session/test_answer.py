"""What can be asked of an answer."""

import pickle
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from fiken import _json
from fiken.errors import MappingError
from fiken.session import Answer


def answer(body: bytes = b"", *, fault: str = "", **headers: str) -> Answer:
    return Answer(200, CaseInsensitiveDict(headers), body, "GET", "https://x/y", "id-1", fault)


@pytest.fixture(params=["as installed", "standard library"])
def _json_of(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "standard library":
        monkeypatch.setattr("fiken.session._answer.loads", _json.standard_loads)


@pytest.mark.usefixtures("_json_of")
@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"[]", []),
        (b' {"a": 1.50}\n', {"a": 1.5}),
        ('"Ås"'.encode(), "Ås"),
        (b"13665985352", 13665985352),
    ],
)
def test_json_is_read(body: bytes, value: Any) -> None:
    assert value == answer(body).json()


@pytest.mark.usefixtures("_json_of")
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'[{"a": 1',
        b"NaN",
        b"[Infinity]",
        b"-Infinity",
        b"[1,]",
        b"1 2",
        '"Ås"'.encode("latin-1"),
        b"\xef\xbb\xbf[]",
        "[]".encode("utf-16"),
        b"[" * 100000,
    ],
)
def test_text_that_is_not_json_is_refused(body: bytes) -> None:
    """The exception shows how the text begins."""
    with pytest.raises(
        MappingError, match=r"^\$ should be JSON, but Fiken sent .*\(request id-1\)"
    ) as e:
        answer(body).json()
    assert answer(body).text[:200] == e.value.value


def test_cut_json_is_refused() -> None:
    """Even where the part that arrived is JSON by itself."""
    with pytest.raises(MappingError):
        answer(b"12", fault="the whole answer").json()


@pytest.mark.parametrize(
    ("location", "identity"),
    [
        ("https://api.fiken.no/api/v2/companies/x/contacts/13665985352", "13665985352"),
        ("https://api.fiken.no/api/v2/companies/x/contacts/42/", "42"),
        ("https://api.fiken.no/api/v2/companies/x/contacts/42?a=7#b8", "42"),
        ("https://api.fiken.no/api/v2/companies/x/contacts/42/?a=/7", "42"),
        ("/contacts/42", "42"),
        ("42", "42"),
        ("https://x/attachments/24760059-3b63-4ed5-ab4a-6d5b7b6e4fcb",) * 2,
        ("https://x/accounts/1500:10001", "1500:10001"),
        ("https://api.fiken.no/api/v2/companies/x/contacts/", None),
        ("https://api.fiken.no/api/v2/companies/x/contacts?id=7", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_the_id_ends_the_location(location: str, identity: str | None) -> None:
    expected = identity.rpartition("/")[2] if identity else None
    assert expected == answer(Location=location).location_id


def test_without_a_location_there_is_no_id() -> None:
    assert None is answer().location_id


def test_text_is_utf_8_or_latin_1() -> None:
    assert ["HØY", "HØY"] == [answer("HØY".encode(code)).text for code in ("utf-8", "latin-1")]


def test_headers_are_found_in_any_case() -> None:
    headers = answer(fiken_api="3").headers
    assert "3" == headers["Fiken_API"]


def test_an_answer_can_be_pickled() -> None:
    """Its repr does not show the body."""
    one = answer(b'{"name": "Nelly"}')
    assert one == pickle.loads(pickle.dumps(one))
    assert "Nelly" not in repr(one)

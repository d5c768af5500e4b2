"""The answers in the log of requests: what it keeps of them, and what is hidden."""

import json

import pytest
import requests

from fiken.emulator import CannedAnswer, CutBody, DropAfterCarryingOut, Emulator, Status
from fiken.emulator.wire import log
from fiken.emulator.wire.faults import Fault
from tests.emulator.oauth import query_of, running


def test_an_answer_is_logged(emulator: Emulator, api: requests.Session) -> None:
    """Its bytes, and its headers without those that every answer has."""
    answer = api.get("/contacts?pageSize=1")
    (request,) = emulator.requests
    assert answer.content == request.answer
    assert "application/json" == request.answer_headers["content-type"]
    assert "1" == request.answer_headers["fiken-api-page-size"]
    assert "date" not in request.answer_headers


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        (Status(503, body="down"), b"down"),
        (CannedAnswer(200, {}, b"<html>"), b"<html>"),
        (DropAfterCarryingOut(), None),
    ],
)
def test_a_fault_decides_what_is_logged(
    emulator: Emulator, api: requests.Session, fault: Fault, body: bytes | None
) -> None:
    emulator.fail_next(fault)
    try:
        api.get("/contacts")
    except requests.ConnectionError:
        assert body is None
    assert body == emulator.requests[0].answer


def test_a_cut_answer_is_logged_whole(emulator: Emulator, api: requests.Session) -> None:
    emulator.fail_next(CutBody())
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api.get("/contacts?pageSize=1")
    assert 1 == len(json.loads(emulator.requests[0].answer or b""))


def test_an_empty_answer_is_not_missing(emulator: Emulator, api: requests.Session) -> None:
    answer = api.post("/contacts", json={"name": "Anna"})
    (request,) = emulator.requests
    assert b"" == request.answer
    assert answer.headers["Location"] == request.answer_headers["location"]


def test_old_answers_are_dropped(
    emulator: Emulator, api: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The requests stay. Two limits are small here: the number of answers, and their bytes."""
    monkeypatch.setattr(log, "ANSWERS", 3)
    for _ in range(5):
        api.get("/user")
    kept = [request.answer is not None for request in emulator.requests]
    assert [False, False, True, True, True] == kept
    monkeypatch.setattr(log, "ANSWERED", 10)
    api.get("/user")
    assert [None] * 6 == [request.answer for request in emulator.requests]


def test_answers_are_not_in_the_text(emulator: Emulator, api: requests.Session) -> None:
    """A test that fails prints its requests."""
    api.get("/contacts")
    assert len(repr(emulator.requests[0])) < 2000


def test_tokens_are_hidden() -> None:
    """Those of OAuth, the code in the redirect, and the pages with their nonces."""
    with running() as (app, _):
        page = app.page_url()
        location = app.emulator.authorize(page)
        tokens = app.exchange(query_of(location)["code"]).json()
        requests_ = app.emulator.requests
        secrets = [tokens["access_token"], tokens["refresh_token"], query_of(location)["code"]]
        logged = [(each.answer or b"", each.answer_headers) for each in requests_]
        text = str(logged)
        assert [] == [secret for secret in secrets if secret in text]
        assert "nonce" not in text
        shown = json.loads(requests_[-1].answer or b"")
        hidden = {"access_token": "…", "refresh_token": "…"}
        assert {**tokens, **hidden} == shown
        redirect = next(each for each in requests_ if each.status == 302)
        assert "https://app.example/callback?…" == redirect.answer_headers["location"]


def test_an_odd_answer_of_oauth_is_hidden() -> None:
    """A test may order any answer there."""
    for body in (b"[1]", b'"secret"', b"secret", b'{"secret": 1}'):
        with running() as (app, _):
            app.emulator.fail_next(CannedAnswer(200, {}, body), path="/oauth/token")
            app.exchange("x")
            assert b'secret": 1' not in (app.emulator.requests[-1].answer or b"")
            assert b'"secret"' != app.emulator.requests[-1].answer

"""Odd requests to the endpoints of OAuth: each is refused or ignored, and none is a fault."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.emulator.oauth import CALLBACK, STATE, VERIFIER, App, challenge, running, status
from tests.emulator.test_oauth_page import DEMO, EMMA, nonce_of

#: Values that have broken servers: nothing, control characters, not UTF-8, huge, half a pair.
ODD = ["", "\0", "\n", "%FF", "æ😀", "\u2028", "x" * 60_000, "1e999", "[]", "' OR 1=1 --", b"\xff"]
#: Half a surrogate pair in UTF-8, which Python reads only if it is told to.
ODD += [b"\xed\xa0\x80"]
HEADERS = [
    {"Authorization": "Basic"},
    {"Authorization": "Basic w6bDuDrDpQ=="},
    {"Authorization": "Bearer "},
    {"Authorization": b"Bearer \xe6"},
    {"Authorization": f"Bearer g{'9' * 99}.x"},
    {"Content-Type": ""},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "application/x-www-form-urlencoded; charset=utf-16"},
    {"Host": "[::"},
    {"Host": ""},
    {"Sec-Fetch-Site": "æ".encode()},
]


@pytest.fixture
def app() -> Iterator[App]:
    with running() as (app, _):
        yield app


@pytest.fixture
def forms(app: App) -> dict[str, dict[str, str]]:
    """A right form for each endpoint, by its path. That of the page is its query."""
    query = {"response_type": "code", "client_id": app.client_id, "redirect_uri": CALLBACK}
    query |= {"state": STATE, **challenge()}
    code = {"grant_type": "authorization_code", "code": app.code(), "code_verifier": VERIFIER}
    refresh = {"grant_type": "refresh_token", "refresh_token": app.tokens()["refresh_token"]}
    page = {"nonce": nonce_of(app.http.get(app.page_url())), "user": EMMA, "company": DEMO}
    return {
        "GET /authorize": query,
        "POST /authorize": {**page, "decision": "allow"},
        "POST /token": {**code, **refresh, "redirect_uri": CALLBACK, "state": STATE},
        "POST /revoke": {"token": "x"},
    }


def test_odd_values_are_no_fault(app: App, forms: dict[str, dict[str, str]]) -> None:
    """Also a field that comes twice, and one that nobody knows."""
    for place, form in forms.items():
        method, path = place.split()
        where = "params" if method == "GET" else "data"
        for name in (*form, "client_secret", "x"):
            for odd in (*ODD, [form.get(name, "a"), "b"]):
                asked: dict[str, Any] = {where: {**form, name: odd}}
                answer = app.http.request(method, path, allow_redirects=False, **asked)
                assert answer.status_code < 500, (place, name, odd)
    assert 200 == status(app.emulator, app.tokens()["access_token"])


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_odd_headers_are_no_fault(
    app: App, forms: dict[str, dict[str, str]], headers: dict[str, Any]
) -> None:
    for place, form in forms.items():
        method, path = place.split()
        where = {"params" if method == "GET" else "data": form}
        answer = app.http.request(method, path, headers=headers, allow_redirects=False, **where)
        assert answer.status_code < 500, place


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_odd_methods_are_no_fault(app: App, forms: dict[str, dict[str, str]], method: str) -> None:
    for path in {place.split()[1] for place in forms}:
        answer = app.http.request(method, path, data={"grant_type": "x"})
        assert 405 == answer.status_code
        assert "POST" in answer.headers["Allow"]

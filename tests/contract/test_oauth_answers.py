"""The check of the answers of OAuth: right ones pass, and each kind of wrong one is found."""

import json

import pytest

from tests.contract.oauth import oauth_violations

UNCACHED = ("Cache-Control", "no-store")
JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=utf-8")
PRIVATE = ("Referrer-Policy", "no-referrer")
PAGE = b'<!doctype html>\n<html lang="nb">'
TOKENS = {"access_token": "a", "refresh_token": "r", "token_type": "bearer", "expires_in": 1}
ERROR = json.dumps({"error": "invalid_grant", "error_description": "No."}).encode()

RIGHT = [
    ("/oauth/authorize", 200, [UNCACHED, HTML, PRIVATE], PAGE),
    ("/oauth/authorize", 400, [UNCACHED, HTML, PRIVATE], PAGE),
    ("/oauth/authorize", 302, [UNCACHED, ("Location", "https://x/?code=1&state=2")], b""),
    ("/oauth/authorize", 302, [UNCACHED, ("Location", "https://x/?error=access_denied")], b""),
    ("/oauth/token", 200, [UNCACHED, JSON], json.dumps(TOKENS).encode()),
    ("/oauth/token", 400, [UNCACHED, JSON], ERROR),
    ("/oauth/token", 401, [UNCACHED, JSON], ERROR),
    ("/oauth/revoke", 200, [UNCACHED], b""),
    ("/oauth/revoke", 401, [JSON], ERROR),
    ("/oauth/token", 405, [JSON], b"{}"),
    ("/oauth/other", 404, [HTML], PAGE),
]
WRONG = [
    ("/oauth/other", 200, [JSON], b"{}", "there is no /oauth/other"),
    ("/oauth/token", 403, [UNCACHED, JSON], ERROR, "has no status 403"),
    ("/oauth/token", 302, [UNCACHED], b"", "has no status 302"),
    ("/oauth/token", 400, [JSON], ERROR, "may be kept"),
    ("/oauth/token", 400, [UNCACHED, JSON, JSON], ERROR, "sent twice"),
    ("/oauth/token", 400, [UNCACHED, JSON], b'{"message": "No."}', "the error is"),
    ("/oauth/token", 200, [UNCACHED, JSON], b'{"access_token": "a"}', "has the fields"),
    (
        *("/oauth/token", 200, [UNCACHED, JSON]),
        json.dumps({**TOKENS, "expires_in": "1"}).encode(),
        "has the fields",
    ),
    ("/oauth/revoke", 200, [UNCACHED], b"{}", "has the body"),
    ("/oauth/authorize", 302, [UNCACHED], b"", "sent back with"),
    ("/oauth/authorize", 302, [UNCACHED, ("Location", "/?code=1")], b"x", "without a body"),
    ("/oauth/authorize", 200, [UNCACHED, HTML, PRIVATE], b"<html>", "not HTML in Norwegian"),
    ("/oauth/authorize", 200, [UNCACHED, HTML, PRIVATE], PAGE + b"<script>", "JavaScript"),
    ("/oauth/authorize", 200, [UNCACHED, HTML], PAGE, "tell its URL"),
]


@pytest.mark.parametrize(("path", "status", "headers", "body"), RIGHT)
def test_right_answer_has_no_violation(
    path: str, status: int, headers: list[tuple[str, str]], body: bytes
) -> None:
    assert [] == oauth_violations(path, status, headers, body)


@pytest.mark.parametrize(("path", "status", "headers", "body", "message"), WRONG)
def test_wrong_answer_is_found(
    path: str, status: int, headers: list[tuple[str, str]], body: bytes, message: str
) -> None:
    assert message in " ".join(oauth_violations(path, status, headers, body))

"""The URL that the browser comes back to."""

from typing import Any

import pytest

from fiken import AccessDeniedError, FikenError, InvalidAttributeError, OAuthError, StateError
from tests.session.server import Server, answering

from .conftest import REDIRECT, MakeApp
from .hunting import traces_of

JSON = ("Content-Type", "application/json")
ISSUED = answering(200, JSON, body=b'{"access_token": "access.new", "expires_in": 60}')
STATE = "hushed-state"


@pytest.mark.parametrize(
    "url",
    [
        f"{REDIRECT}?code=the%2Fcode&state={STATE}",
        f"{REDIRECT}?state={STATE}&scope=&code=the/code#_=_",
        f"/callback?code=the%2Fcode&state={STATE}",
        f"  {REDIRECT}?code=the%2Fcode&state={STATE}\n",
        f"https://proxy.example.com/x?code=the%2Fcode&state={STATE}",
    ],
)
def test_the_code_is_exchanged(url: str, host: Server, make_app: MakeApp) -> None:
    """Behind a proxy, a program knows its own URL by another name."""
    host.plan = [ISSUED]
    tokens = make_app().exchange_redirect(url, state=STATE)
    assert "access.new" == tokens.access_token
    assert b"code=the%2Fcode&" in host.seen[0].body
    assert f"state={STATE}&".encode() in host.seen[0].body


def test_the_verifier_comes_along(host: Server, make_app: MakeApp) -> None:
    host.plan = [ISSUED]
    app = make_app(None)
    url = app.authorize_url()
    back = f"{REDIRECT}?code=c0de&state={url.state}"
    app.exchange_redirect(back, state=url.state, verifier=url.verifier)
    assert f"code_verifier={url.verifier}".encode() in host.seen[0].body


OTHERS: dict[str, tuple[str, type[FikenError], str]] = {
    "another state": ("?code=hushed-code&state=hushed-other", StateError, "its state differs"),
    "a longer state": (f"?code=hushed-code&state={STATE}1", StateError, "its state differs"),
    "no state": ("?code=hushed-code", StateError, r"it has no state\. Begin a new login$"),
    "an empty state": ("?code=hushed-code&state=", StateError, "its state differs"),
    "two states": (f"?code=hushed-code&state={STATE}&state=x", StateError, "its state differs"),
    "a state of no text": ("?code=hushed-code&state=%ff%ed", StateError, "its state differs"),
    "denied": (
        f"?error=access_denied&state={STATE}",
        AccessDeniedError,
        "the user did not allow the login",
    ),
    "denied without state": ("?error=access_denied", AccessDeniedError, "did not allow"),
    "denied elsewhere": ("?error=access_denied&state=hushed-x", StateError, "its state differs"),
    "another error": (
        f"?error=server_error&error_description=sorry+hushed-code&code=hushed-code&state={STATE}",
        OAuthError,
        r"refused the login \(server_error\): sorry \[token\]",
    ),
    "no code": (f"?state={STATE}", OAuthError, "no code: give the whole one"),
    "an empty code": (f"?code=&state={STATE}", OAuthError, "no code"),
    "two codes": (f"?code=hushed-a&code=hushed-b&state={STATE}", OAuthError, "2 codes"),
    "no query": ("", StateError, "it has no state"),
    "a bad code": (
        f"?code=hushed-code%0A&state={STATE}",
        InvalidAttributeError,
        r"exchange_code\.code .* a line break",
    ),
}


@pytest.mark.parametrize(("query", "kind", "message"), OTHERS.values(), ids=OTHERS)
def test_other_redirects_are_refused(
    query: str, kind: type[FikenError], message: str, host: Server, make_app: MakeApp
) -> None:
    """Nothing is sent, and the error has no secret."""
    with pytest.raises(kind, match=message) as caught:
        make_app().exchange_redirect(REDIRECT + query, state=STATE)
    assert (kind, "refused") == (type(caught.value), caught.value.outcome)
    assert "hushed" not in traces_of(caught.value)
    assert [] == host.seen


@pytest.mark.parametrize("state", [None, "", 7])
def test_a_login_without_a_state_is_refused(state: Any, host: Server, make_app: MakeApp) -> None:
    """As where the session of the user has ended: also a redirect without a state."""
    for query in ("?code=hushed-code&state=hushed-state", "?code=hushed-code&state="):
        with pytest.raises(StateError, match="there is no state to compare with") as caught:
            make_app().exchange_redirect(REDIRECT + query, state=state)
        assert "hushed" not in traces_of(caught.value)
    assert [] == host.seen


@pytest.mark.parametrize("url", [None, b"https://hushed", "https://[hushed", "?a=1" + "&a=1" * 200])
def test_what_is_no_url_is_refused(url: Any, host: Server, make_app: MakeApp) -> None:
    with pytest.raises(InvalidAttributeError, match=r"exchange_redirect\.url must be a URL") as got:
        make_app().exchange_redirect(url, state=STATE)
    assert "hushed" not in traces_of(got.value)
    assert [] == host.seen


def test_a_long_description_is_cut(make_app: MakeApp) -> None:
    with pytest.raises(OAuthError) as caught:
        make_app().exchange_redirect(
            f"{REDIRECT}?error=x&error_description={'a%0Ab%1b' * 999}", state=STATE
        )
    assert 301 == len(caught.value.description)
    assert caught.value.description.startswith("a b?a b?")

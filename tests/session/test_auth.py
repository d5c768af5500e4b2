"""The token: where it comes from, what it may be, and where it never shows."""

import copy
import pickle
from typing import Any

import pytest

from fiken.auth import PersonalToken, token_from_environment
from fiken.errors import ConfigurationError

SECRET = "1234.secret"


@pytest.mark.parametrize(
    "token",
    [
        "",
        " ",
        "secret\n",
        "sec ret",
        "\tsecret",
        "secret\x00",
        "secret\x7f",
        "secrét",
        "secret\u200b",
        None,
        7,
        b"secret",
    ],
)
def test_a_wrong_token_is_not_shown(token: Any) -> None:
    with pytest.raises(ConfigurationError, match="the token") as raised:
        PersonalToken(token)
    assert "sec" not in str(raised.value)


def test_no_repr_or_pickle_shows_a_token() -> None:
    token = PersonalToken(SECRET)
    assert "PersonalToken('…')" == repr(token) == str(token)
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="holds a secret"):
            attempt(token)


def test_the_credential_does_not_reveal_the_token() -> None:
    """It differs between tokens, and stays the same for each."""
    assert PersonalToken(SECRET).credential == PersonalToken(SECRET).credential
    assert PersonalToken(SECRET).credential != PersonalToken("1234.other").credential
    assert SECRET not in PersonalToken(SECRET).credential


def test_the_token_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIKEN_TOKEN", SECRET)
    assert PersonalToken(SECRET).credential == token_from_environment().credential


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_token_both_remedies_are_named(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is not None:
        monkeypatch.setenv("FIKEN_TOKEN", value)
    with pytest.raises(
        ConfigurationError, match=r'Fiken\(token="…"\), or set the environment variable FIKEN_TOKEN'
    ):
        token_from_environment()

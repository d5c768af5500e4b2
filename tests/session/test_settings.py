"""The settings of a session: refused at once where they cannot work."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from fiken.auth import Auth, PersonalToken
from fiken.errors import (
    ConfigurationError,
)
from fiken.session import Retries, Session, Unpaced

Connect = Callable[..., Session]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("retries", 3),
        ("retries", Retries),
        ("retries", requests.adapters.Retry(3)),
        ("pacer", 0.25),
        ("pacer", Unpaced),
        ("pacer", object()),
        ("http", "http://proxy"),
        ("http", requests.Session),
        ("max_answer_bytes", 0),
        ("max_answer_bytes", 1e6),
        ("max_answer_bytes", True),
        ("allow_http", "yes"),
        ("user_agent", 5),
        ("user_agent", b"acme/1.0"),
        ("user_agent", "acme\n1.0"),
        ("timeout", "5"),
        ("timeout", (1, 2, 3)),
    ],
)
def test_a_wrong_setting_is_refused_at_once(setting: str, value: Any, connect: Connect) -> None:
    name = "session" if setting == "http" else setting
    with pytest.raises(ConfigurationError, match=rf"^{name} must be"):
        connect("http://127.0.0.1:1", **{setting: value})


@pytest.mark.parametrize("auth", ["a.token", object(), None, Auth])
def test_a_wrong_auth_is_refused_at_once(auth: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"^auth must be an Auth \(such as Personal"):
        Session(auth)


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("https://fikén.example/api/v2", "xn--fikn-dpa.example"),
        ("https://blåbær.no", "xn--blbr-roah.no"),
    ],
)
def test_a_host_with_other_letters_is_refused(url: str, remedy: str, connect: Connect) -> None:
    with pytest.raises(ConfigurationError, match=f"write it as {remedy}"):
        connect(url)


@pytest.mark.parametrize(
    ("url", "allow_http"),
    [
        ("http://api.fiken.no", False),
        ("http://api.fiken.no", True),
        ("http://FIKEN.no./api/v2", True),
        ("http://emulator.test", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("ftp://api.fiken.no", True),
        ("api.fiken.no", True),
        ("https://", False),
        ("https://user:secret@api.fiken.no", False),
        ("https://api.fiken.no?secret=1", False),
        ("https://api.fiken.no#secret", False),
        ("https://api.fiken.no:x", False),
        ("https://api.fiken.no\n", False),
        ("", False),
        (None, False),
    ],
)
def test_an_unsafe_base_url_is_refused(url: Any, allow_http: bool) -> None:
    """The token would be sent unencrypted, or to nowhere."""
    with pytest.raises(ConfigurationError, match=r"must b") as raised:
        Session(PersonalToken("a.b"), base_url=url, allow_http=allow_http)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "allow_http"),
    [
        ("https://api.fiken.no/api/v2/", False),
        ("http://localhost:8080", False),
        ("http://127.9.9.9:8080", False),
        ("http://[::1]:8080", False),
        ("http://emulator.test", True),
        ("http://notfiken.no", True),
    ],
)
def test_a_safe_base_url_is_accepted(url: str, allow_http: bool) -> None:
    with Session(PersonalToken("a.b"), base_url=url, allow_http=allow_http) as session:
        assert url.rstrip("/") == session.base_url


@pytest.mark.parametrize(
    "timeout", [None, 0, -1, True, float("nan"), float("inf"), "1", (1,), (1, None)]
)
def test_a_session_always_has_a_timeout(timeout: Any) -> None:
    with pytest.raises(ConfigurationError, match="timeout"):
        Session(PersonalToken("a.b"), timeout=timeout)


@pytest.mark.parametrize("name", ["a\r\nX-Evil: b", "Bjørn-sync/1.0"])
def test_a_user_agent_is_one_line(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"user_agent must be one line .* ASCII"):
        Session(PersonalToken("a.b"), user_agent=name)

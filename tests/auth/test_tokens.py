"""Tokens: what they hold, and that only one method shows them."""

import copy
import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from traceback import TracebackException
from typing import Any

import pytest

import fiken
from fiken import InvalidAttributeError
from fiken.auth import Tokens

ACCESS, REFRESH = "access.made-up", "refresh.made-up"
HOME = str(Path(fiken.__file__).parent)
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def tokens(**changes: Any) -> Tokens:
    values: dict[str, Any] = {"access_token": ACCESS, "refresh_token": REFRESH, "expires_at": NOON}
    return Tokens(**values | changes)


@pytest.mark.parametrize("show", [repr, str, Tokens.as_text, "{}".format, "{0!r}".format])
def test_no_text_shows_a_token(show: Callable[[Tokens], str]) -> None:
    shown = show(tokens())
    assert "expires_at" in shown
    assert "made-up" not in shown


@pytest.mark.parametrize(
    "show",
    [Tokens.as_dict, Tokens.as_json, pickle.dumps, lambda t: t.__reduce_ex__(2)],
)
def test_forms_with_secrets_are_refused(show: Callable[[Tokens], object]) -> None:
    with pytest.raises(TypeError, match="dump_secrets") as caught:
        show(tokens())
    assert "made-up" not in str(caught.value)


def test_a_copy_is_the_same_object() -> None:
    """So that a copy of an object that holds tokens can be made."""
    one = tokens()
    assert one is copy.copy(one) is copy.deepcopy([one])[0]


def test_secrets_survive_a_store() -> None:
    """Also the time zone, and through JSON."""
    one = tokens(expires_at=NOON.astimezone(timezone(timedelta(hours=1))))
    dumped = one.dump_secrets()
    assert {
        "access_token": ACCESS,
        "refresh_token": REFRESH,
        "expires_at": "2026-11-26T13:00:00+01:00",
    } == dumped
    assert one == Tokens.load_secrets(json.loads(json.dumps(dumped)))


def test_a_value_without_is_left_out() -> None:
    personal = Tokens(access_token=ACCESS)
    assert {"access_token": ACCESS} == personal.dump_secrets()
    assert personal == Tokens.load_secrets(personal.dump_secrets())


@pytest.mark.parametrize(
    "changes",
    [{"access_token": "other"}, {"refresh_token": None}, {"expires_at": NOON + timedelta(1)}],
)
def test_every_attribute_counts_in_equality(changes: dict[str, Any]) -> None:
    assert tokens() != tokens(**changes)
    assert tokens(**changes) == tokens().evolve(**changes)
    assert 1 == len({tokens(**changes), tokens().evolve(**changes)})


def test_tokens_differ_from_other_things() -> None:
    assert (tokens() == ACCESS) is False


@pytest.mark.parametrize(
    ("seconds", "expires"), [(0, False), (59, False), (60, True), (3600, True)]
)
def test_tokens_expire_within_seconds(seconds: float, expires: bool) -> None:
    now = NOON - timedelta(seconds=60)
    assert expires is tokens().expires_within(seconds, now)


def test_tokens_expire_by_the_clock() -> None:
    """The clock of this machine, where no time is given."""
    assert tokens(expires_at=datetime.now(UTC)).expires_within(0)
    assert not tokens(expires_at=datetime.now(UTC) + timedelta(1)).expires_within(3600)


def test_tokens_without_expiry_never_expire() -> None:
    assert not Tokens(access_token=ACCESS).expires_within(10**9)


BAD = {
    "a space": {"access_token": "made-up token"},
    "a line break": {"refresh_token": "made-up\n"},
    "a letter": {"access_token": "made-up-ø"},
    "bytes": {"access_token": b"made-up"},
    "empty": {"refresh_token": ""},
    "no access token": {"access_token": None},
    "no time zone": {"expires_at": datetime(2026, 1, 1)},  # noqa: DTZ001 - what is wrong with it
    "seconds": {"expires_at": 86157},
}


@pytest.mark.parametrize("how", ["create", "evolve", "load"])
@pytest.mark.parametrize("wrong", BAD.values(), ids=BAD)
def test_an_error_shows_no_token(how: str, wrong: dict[str, Any]) -> None:
    """Nor do its arguments, or the frames of its traceback that belong to the library."""
    ways: dict[str, Callable[[], Tokens]] = {
        "create": lambda: tokens(**wrong),
        "evolve": lambda: tokens().evolve(**wrong),
        "load": lambda: Tokens.load_secrets({"access_token": ACCESS} | wrong),
    }
    with pytest.raises(InvalidAttributeError, match=next(iter(wrong))) as caught:
        ways[how]()
    printed = TracebackException.from_exception(caught.value, capture_locals=True)
    ours = [line for line in printed.stack if line.filename.startswith(HOME)]
    assert ours
    assert "made-up" not in repr([line.locals for line in ours])
    assert "made-up" not in repr(caught.value) + repr(caught.value.args)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(InvalidAttributeError, match="expires_at must be a datetime"):
        Tokens.load_secrets({"access_token": ACCESS, "expires_at": "soon"})


def test_tokens_cannot_be_changed() -> None:
    one = tokens()
    with pytest.raises(AttributeError, match="frozen"):
        one.access_token = "other"  # type: ignore[misc]
    with pytest.raises(TypeError, match="scope"):
        one.evolve(scope="all")

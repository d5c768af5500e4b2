"""The token is in no error, no traceback and no request to another host."""

from collections.abc import Callable
from traceback import TracebackException

import pytest

from fiken import (
    AmbiguousWriteError,
    ApiError,
    CompanyClient,
    ConfigurationError,
    Contact,
    Fiken,
    TransportError,
)
from fiken.auth import PersonalToken
from fiken.emulator import (
    CannedAnswer,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
)

NELLY = Contact(name="Nelly Bloom")


@pytest.fixture
def client(quick_client: Fiken) -> Fiken:
    """The client that does not wait long before it tries again."""
    return quick_client


def traceback_with_locals(does: Callable[[], object], kind: type[TransportError]) -> str:
    """Return the traceback of an error with the local variables of each frame.

    The frames of the tests are not in it, since they hold the token themselves.
    """
    with pytest.raises(kind) as caught:
        does()
    traced = TracebackException.from_exception(caught.value, capture_locals=True)
    return "".join(traced.format())


def test_a_lost_write_hides_the_token(acme: CompanyClient, emulator: Emulator) -> None:
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    printed = traceback_with_locals(lambda: acme.contacts.save(NELLY), AmbiguousWriteError)
    assert "in _create" in printed
    assert emulator.token not in printed


def test_a_lost_read_hides_the_token(client: Fiken, emulator: Emulator) -> None:
    emulator.fail_next(DropBeforeReading(), times=9)
    printed = traceback_with_locals(client.user, TransportError)
    emulator.clear_faults()
    assert "GET" in printed
    assert emulator.token not in printed


def test_a_refused_connection_hides_the_token(client: Fiken, emulator: Emulator) -> None:
    """Its message does not name an internal class either."""
    emulator.stop()
    printed = traceback_with_locals(client.user, TransportError)
    emulator.start()  # for the fixture, which looks at its books
    assert "no connection: Failed to establish" in printed  # no name of a class of ours
    assert emulator.token not in printed


def test_no_redirect_leaves_the_host(client: Fiken, emulator: Emulator) -> None:
    with Emulator(seed=2) as elsewhere:
        emulator.fail_next(CannedAnswer(302, {"Location": f"{elsewhere.url}/user"}, b""))
        with pytest.raises(ApiError, match="does not follow"):
            client.user()
        assert [] == elsewhere.requests


def test_a_token_and_an_auth_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="give one login, not several: token and auth"):
        Fiken(token="made.up", auth=PersonalToken("another"))

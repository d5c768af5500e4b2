"""A write whose answer is lost, or whose load afterwards fails, is never sent again."""

import json
import warnings
from traceback import extract_tb
from typing import Any

import pytest

from fiken import (
    AmbiguousWriteError,
    ChangeNotKeptWarning,
    CompanyClient,
    Contact,
    Fiken,
    FikenError,
    TransportError,
    WrittenButNotLoadedError,
)
from fiken.emulator import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
    Status,
)

NELLY = Contact(name="Nelly Bloom")


JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(quick_client: Fiken) -> Fiken:
    """The client that does not wait long before it tries again."""
    return quick_client


def carried_out(emulator: Emulator) -> int:
    return sum(r.carried_out for r in emulator.requests if r.method == "POST")


def test_a_refused_connection_sends_nothing(acme: CompanyClient, emulator: Emulator) -> None:
    """The outcome is therefore known, and the error is not ambiguous."""
    emulator.stop()
    with pytest.raises(TransportError) as caught:
        acme.contacts.save(NELLY)
    assert not isinstance(caught.value, AmbiguousWriteError)
    assert "refused" == caught.value.outcome
    assert [] == emulator.requests
    emulator.start()  # for the fixture, which looks at its books


@pytest.mark.parametrize(("fault", "done"), [(DropBeforeReading(), 0), (DropAfterCarryingOut(), 1)])
def test_a_post_with_a_lost_answer_is_not_repeated(
    fault: Any, done: int, acme: CompanyClient, emulator: Emulator
) -> None:
    """Whether it was carried out or not: the client cannot know."""
    emulator.fail_next(fault, method="POST")
    with pytest.raises(AmbiguousWriteError, match="look before you repeat it") as caught:
        acme.contacts.save(NELLY)
    assert "unknown" == caught.value.outcome
    assert (1, done) == (len(emulator.requests), carried_out(emulator))


def test_a_post_with_half_a_body_succeeds(acme: CompanyClient, emulator: Emulator) -> None:
    """The status and the Location say enough."""
    emulator.fail_next(CutBody(), method="POST")
    saved = acme.contacts.save(NELLY)
    assert saved.contact_id
    assert 1 == carried_out(emulator)


LOAD_FAULTS = [
    DropBeforeReading(),
    DropAfterCarryingOut(),
    CutBody(),
    Status(500),
    CannedAnswer(200, JSON, b"<html>"),
    CannedAnswer(200, JSON, b'{"contactId": "x"}'),
]


@pytest.mark.parametrize("fault", LOAD_FAULTS, ids=repr)
def test_a_failed_load_after_a_post_has_outcome_done(
    fault: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    emulator.fail_next(fault, method="GET", times=9)
    with pytest.raises(WrittenButNotLoadedError, match="do not send it again") as caught:
        acme.contacts.save(NELLY)
    emulator.clear_faults()
    assert "done" == caught.value.outcome
    assert 1 == carried_out(emulator)
    assert isinstance(caught.value.__cause__, FikenError)
    assert ("Nelly Bloom", False) == (caught.value.model.name, caught.value.model.is_new)


def test_a_change_that_fiken_drops_gives_a_warning(acme: CompanyClient, emulator: Emulator) -> None:
    """The warning points at the line of the caller."""
    nelly = acme.contacts.save(NELLY)
    row = {"contactId": nelly.contact_id, "name": "Nelly Bloom", "email": "other@example.com"}
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps(row).encode()), method="GET")
    with pytest.warns(ChangeNotKeptWarning, match=r"Contact\.email.*other@example\.com") as caught:
        acme.contacts.save(nelly.evolve(email="nelly@example.com"))
    assert __file__ == caught[0].filename


def test_a_change_that_fiken_keeps_gives_no_warning(acme: CompanyClient) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nelly = acme.contacts.save(NELLY)
        acme.contacts.save(nelly.evolve(phone_number="62158537", groups=["A"], email="n@x.no"))


def test_a_lost_answer_keeps_the_traceback_of_the_caller(
    acme: CompanyClient, emulator: Emulator
) -> None:
    """The session clears its own frames, since they hold the token."""

    def own() -> None:
        raise ValueError("mine")

    frames: list[str] = []
    try:
        own()
    except ValueError as mine:
        emulator.fail_next(DropAfterCarryingOut(), method="POST")
        with pytest.raises(AmbiguousWriteError):
            acme.contacts.save(Contact(name="Nelly"))
        frames = [frame.name for frame in extract_tb(mine.__traceback__)]
    assert "own" == frames[-1]

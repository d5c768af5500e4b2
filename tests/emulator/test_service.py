"""The answers to requests that the books reject."""

from collections.abc import Iterator

import pytest

from fiken.emulator._service import Service
from fiken.emulator.books.errors import DescriptionTooLong, MissingValue, Rejected
from fiken.emulator.families import FAMILIES
from fiken.emulator.store.state import State
from fiken.emulator.wire.contract import load
from fiken.emulator.wire.refusals import Refusal

USER = load().operation("GET", "/user")


@pytest.fixture
def state() -> Iterator[State]:
    state = State(seed=1)
    state.create(family.tables for family in FAMILIES)
    yield state
    state.close()


@pytest.mark.parametrize(
    ("error", "status", "body"),
    [
        (Rejected("Nei, påkrevd"), 400, {"message": "Nei, påkrevd"}),
        (DescriptionTooLong("Lang"), 500, {"message": "Lang"}),
    ],
)
def test_rejection_has_the_first_shape(
    state: State, error: Rejected, status: int, body: object
) -> None:
    """Whatever its last words are (docs/observed.md#4-error-bodies)."""
    with pytest.raises(Refusal) as refused, Service(state, FAMILIES).operation(USER, {}):
        raise error
    assert (status, body) == (refused.value.status, refused.value.body)


def test_missing_value_has_the_third_shape(state: State) -> None:
    """A list of one (docs/observed.md#4-error-bodies)."""
    with pytest.raises(Refusal) as refused, Service(state, FAMILIES).operation(USER, {}):
        raise MissingValue("account")
    (body,) = refused.value.body
    message = "Feil ved validering av data: 'account' er påkrevd."
    assert (400, message) == (refused.value.status, body["message"])


def test_rejection_undoes_the_operation(state: State) -> None:
    facts = {"slug": "acme", "name": "Acme", "creation_date": "2026-01-01"}

    def fail() -> None:
        with Service(state, FAMILIES).operation(USER, {}):
            state.insert("companies", **facts, has_api_access=1, test_company=1)
            raise Rejected("Nei")

    with pytest.raises(Refusal):
        fail()
    assert 0 == state.value("SELECT count(*) FROM companies")

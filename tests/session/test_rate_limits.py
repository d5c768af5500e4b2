"""Answers of 429."""

import pytest

from fiken import (
    CompanyClient,
    Contact,
    Fiken,
    RateLimitedError,
)
from fiken.emulator import (
    Emulator,
    Status,
)

NELLY = Contact(name="Nelly Bloom")


@pytest.fixture
def client(quick_client: Fiken) -> Fiken:
    """The client that does not wait long before it tries again."""
    return quick_client


@pytest.mark.parametrize("retry_after", ["0", None, "soon"])
def test_a_429_is_waited_out(
    retry_after: str | None, acme: CompanyClient, emulator: Emulator
) -> None:
    emulator.fail_next(Status(429, retry_after=retry_after))
    saved = acme.contacts.save(NELLY)
    assert [429, 201, 200] == [request.status for request in emulator.requests]
    assert 1 == len(acme.contacts.all(name=saved.name))


def test_a_second_429_names_the_wait(acme: CompanyClient, emulator: Emulator) -> None:
    """The first answer asks for no time, so that the test need not wait for the second."""
    emulator.fail_next(Status(429, retry_after="0"))
    emulator.fail_next(Status(429, retry_after="7"))
    with pytest.raises(RateLimitedError) as caught:
        acme.contacts.save(NELLY)
    assert ("refused", 7.0) == (caught.value.outcome, caught.value.retry_after)
    assert [429, 429] == [request.status for request in emulator.requests]

"""Answers without a body."""

import pickle

import pytest

from fiken import (
    Fiken,
    MappingError,
)
from fiken.emulator import CannedAnswer, Emulator
from fiken.session import Answer as Answered


def empty_answer(client: Fiken, emulator: Emulator, method: str) -> Answered:
    """Return an answer without a body."""
    emulator.fail_next(CannedAnswer(201 if method == "POST" else 200, {}, b""), method=method)
    return client.request(method, f"/companies/{emulator.company_slug}/contacts", json={})


@pytest.mark.parametrize(("method", "outcome"), [("POST", "done"), ("GET", "refused")])
def test_an_empty_answer_is_not_json(
    method: str, outcome: str, client: Fiken, emulator: Emulator
) -> None:
    """The error keeps its outcome in a pickle."""
    answer = empty_answer(client, emulator, method)
    with pytest.raises(MappingError, match="should be JSON") as caught:
        answer.json()
    again = pickle.loads(pickle.dumps(caught.value))
    assert [outcome, outcome] == [caught.value.outcome, again.outcome]
    assert str(caught.value) == str(again)

"""Answers without a body."""

import pickle

import pytest

from fiken import (
    Fiken,
    MappingError,
)
from fiken.emulator import CannedAnswer, Emulator
from fiken.session import Answer as Answered


def raw(client: Fiken, emulator: Emulator, method: str) -> Answered:
    """Let Fiken answer with nothing, and give that answer."""
    emulator.fail_next(CannedAnswer(201 if method == "POST" else 200, {}, b""), method=method)
    return client.request(method, f"/companies/{emulator.company_slug}/contacts", json={})


@pytest.mark.parametrize(("method", "outcome"), [("POST", "done"), ("GET", "refused")])
def test_an_empty_answer_is_no_json_and_keeps_its_outcome_when_pickled(
    method: str, outcome: str, client: Fiken, emulator: Emulator
) -> None:
    answer = raw(client, emulator, method)
    with pytest.raises(MappingError, match="should be JSON") as caught:
        answer.json()
    again = pickle.loads(pickle.dumps(caught.value))
    assert [outcome, outcome] == [caught.value.outcome, again.outcome]
    assert str(caught.value) == str(again)

"""Answers that a model cannot hold, and unknown values that it can."""

import json
from typing import Any, cast

import pytest

from fiken import (
    CompanyClient,
    Language,
    MappingError,
)
from fiken.emulator import (
    CannedAnswer,
    Emulator,
)

JSON = {"Content-Type": "application/json"}


SERVED: dict[str, tuple[bytes, str]] = {
    "a page of HTML": (b"<html><h1>Welcome</h1></html>", r"^\$ should be JSON"),
    "half a JSON document": (b'[{"contactId": 1, "name": "Nel', r"^\$ should be JSON"),
    "one object where a list belongs": (b'{"contactId": 1}', r"^\$ should be a list"),
    "a string where a number belongs": (
        b'[{"contactId": 1, "name": "N"}, {"contactId": "2", "name": "M"}]',
        r"^\$\[1\]\.contactId of a Contact should be a whole number, but Fiken sent '2'",
    ),
    "a number where a list belongs": (
        b'[{"contactPerson": 5}]',
        r"^\$\[0\]\.contactPerson of a Contact should be a list, but Fiken sent 5",
    ),
}


@pytest.mark.parametrize("what", SERVED)
def test_a_wrong_type_is_an_error_with_its_path(
    what: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """And with the id of the request."""
    body, message = SERVED[what]
    emulator.fail_next(CannedAnswer(200, JSON, body))
    with pytest.raises(MappingError, match=message) as caught:
        acme.contacts.all().first()
    assert emulator.requests[-1].request_id == caught.value.request_id
    assert str(caught.value.request_id) in str(caught.value)


def test_unknown_fields_values_and_nulls_are_loaded(
    acme: CompanyClient, emulator: Emulator
) -> None:
    row = {"contactId": 1, "name": None, "language": "KLINGON", "customer": None, "groups": None}
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps({**row, "planet": {"x": [1]}}).encode()))
    contact = acme.contacts.find(1)
    assert ("KLINGON", False) == (contact.language, cast("Language", contact.language).is_known)
    assert {"planet": {"x": [1]}} == dict(contact.unknown_fields)
    empty: tuple[Any, ...] = (contact.name, contact.customer, contact.groups)
    assert (None, None, ()) == empty


def test_an_unknown_value_is_sent_back_unchanged(acme: CompanyClient, emulator: Emulator) -> None:
    row = {"contactId": 1, "name": "Nelly", "language": "KLINGON"}
    emulator.fail_next(CannedAnswer(200, JSON, json.dumps(row).encode()))
    changed = acme.contacts.find(1).evolve(email="nelly@example.com")
    assert "KLINGON" == acme.contacts.payload(changed)["language"]

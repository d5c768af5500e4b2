"""The JSON in which stores keep tokens, with a version."""

import json
from collections.abc import Sequence
from typing import Any, cast

from fiken.auth._tokens import Tokens
from fiken.errors import InvalidAttributeError, TokenStoreError

VERSION = 1
"""The version of the JSON. Another version is never read and never overwritten."""


def dumped(tokens: Tokens) -> str:
    """Return the tokens of one account as JSON. Keep the result secret."""
    return json.dumps({"version": VERSION, **tokens.dump_secrets()})


def loaded(text: str, place: str) -> Tokens:
    """Return the tokens in a JSON of `dumped`.

    Args:
        text: The JSON.
        place: Where the JSON was, for the error.

    Raises:
        TokenStoreError: The text is not such a JSON. The error contains nothing of the text.
    """
    try:
        record = versioned(text, place)
    finally:
        del text  # no frame of an error may hold it
    try:
        return tokens_of(record, place)
    finally:
        del record


def versioned(text: str | bytes, place: str) -> dict[str, Any]:
    """Return the object in a JSON, after a check of its version.

    Args:
        text: The JSON, as text or in UTF-8.
        place: Where the JSON was, for the error.

    Raises:
        TokenStoreError: The text is not JSON or not an object, a name in it occurs twice, or its
            version is another one. The error contains nothing of the text.
    """
    value, problem = _parsed(text)
    del text  # no frame of an error may hold it
    if not problem and isinstance(value, dict):
        record = cast("dict[str, Any]", value)
        version: object = record.get("version")
        if version == VERSION and version is not True:
            return record
        number = f"version {version}" if isinstance(version, int) else "no version"
        problem = f"has {number}, and this release of fiken reads version {VERSION}"
        del record, version
    del value
    raise unreadable(place, problem or "was not written by fiken")


def tokens_of(record: object, place: str) -> Tokens:
    """Return the tokens of one account.

    Args:
        record: The plain values of the account.
        place: Where the record was, for the error.

    Raises:
        TokenStoreError: The record contains no tokens. The error contains nothing of the record.
    """
    problem = "is not an object"
    if isinstance(record, dict):
        try:
            return Tokens.load_secrets(cast("dict[str, Any]", record))
        except InvalidAttributeError as error:
            problem = f"has no valid {error.attribute}"
    del record
    raise unreadable(place, problem)


def unreadable(place: str, problem: str) -> TokenStoreError:
    """Return the error for something that this library has not written, or not so.

    Args:
        place: Where it was, such as the path of a file.
        problem: A verb phrase that says what is wrong.
    """
    return TokenStoreError(
        f"{place} {problem}. It was not changed. Restore it from a backup, or remove it and log in "
        "again"
    )


def _parsed(text: str | bytes) -> tuple[object, str]:
    """Return the value of a JSON and ``""``, or None and what is wrong with it.

    An exception of `json` contains the whole text. It must not become the context of ours.
    """
    if not text.strip():
        return None, "is empty"
    try:
        return json.loads(text, object_pairs_hook=_unique), ""
    except _TwiceError:
        return None, "has a name twice in one object"
    except (ValueError, RecursionError):
        return None, "is not whole JSON: it is half written, or was not written by fiken"


class _TwiceError(Exception):
    """A name occurs twice in an object of JSON."""


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs of an object as a dict; refuse a name that occurs twice."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise _TwiceError
    return values

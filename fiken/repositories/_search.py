"""How it is found out whether a write was carried out whose answer was lost."""

import hashlib
import json
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, cast

import attrs

from fiken.errors import NotFoundError
from fiken.idempotency._write import Clue, Found


@attrs.frozen
class Search:
    """The search for what a write has made. The attributes are those of `Write`.

    Args:
        look: The function that looks in Fiken for what a clue describes.
        clue: What to look for, if nothing has to be asked first; else None.
        alike: The signature of all writes whose results would look alike; None if there are none.
        made_in: The URL of the list in which the write makes an entity; empty if it makes none.
        identify: The function that returns the complete search, if that needs a request.
        list_before: The function that lists what looks alike before the write, and returns the
            clue.
        is_harmless: Whether carrying out the write twice does no harm.
    """

    look: Callable[[Clue], Found]
    clue: Clue | None = None
    alike: str | None = None
    made_in: str = ""
    identify: "Callable[[], Search] | None" = None
    list_before: Callable[[], Clue] | None = None
    is_harmless: bool = False


def signature_of(url: str, like: object) -> str:
    """Return a text of 64 characters that is equal for all writes that would look alike.

    Args:
        url: The URL of the list or of the entity in which they are looked for.
        like: What the results of the writes have in common, as JSON.
    """
    text = json.dumps([url, folded(like)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def folded(value: Any) -> Any:
    """Return JSON whose texts are in small letters, and have no spaces but single ones.

    Texts that differ in nothing else count as alike: whether Fiken keeps all spaces is not known.
    """
    if isinstance(value, str):
        return tidy(value).casefold()
    if isinstance(value, list):
        items = [folded(each) for each in cast("Sequence[Any]", value)]
        are_rows = bool(items) and isinstance(items[0], list)
        return sorted(items, key=repr) if are_rows else items  # in the order of the folded texts
    if isinstance(value, dict):
        return {name: folded(each) for name, each in cast("dict[str, Any]", value).items()}
    return value


def tidy(text: str) -> str:
    """Return a text without spaces but single ones, and with composed letters (Unicode NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_by(is_done: Callable[[], bool]) -> Search:
    """Return the search for a write that can be carried out twice without harm.

    Args:
        is_done: The function that asks Fiken whether the write was carried out. If it raises
            `NotFoundError`, the write was not carried out.
    """

    def look(_: Clue) -> Found:
        try:
            return Found("") if is_done() else Found()
        except NotFoundError:
            return Found()

    return Search(look, clue={}, is_harmless=True)


def search_for_absence(
    load: Callable[[], Any], is_done: Callable[[Any], bool] | None = None
) -> Search:
    """Return the search for a deletion: the entity is not there any more.

    Args:
        load: The function that loads the entity.
        is_done: The function that returns whether a loaded entity is deleted, such as a sale that
            is marked as deleted; None if what is deleted cannot be loaded.
    """

    def is_gone() -> bool:
        try:
            entity = load()
        except NotFoundError:
            return True
        return is_done is not None and is_done(entity)

    return search_by(is_gone)

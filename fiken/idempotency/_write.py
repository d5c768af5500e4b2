"""One write with an idempotency key, as a repository describes it."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import attrs

from fiken.idempotency._kept import Intent

R = TypeVar("R")

Clue: TypeAlias = Mapping[str, Any]
"""What a look needs, as JSON: also another process, which has no model, can look with it.

Its keys are those of the repository, but for one: ``known`` lists ids, as texts, of entities that
the write has not made. A look passes over them. `carry_out` adds ids that it knows of to the list.
"""


class Found(NamedTuple):
    """What a look in Fiken has found.

    Attributes:
        id: The id of what the write has made, as text; empty if it has none, as with a sale that is
            settled. None if it is not there, or if that is not clear.
        unsure: Why a person has to decide, such as "several look alike", "one with this number
            differs" or "it was deleted". Empty if it is not there.
        candidates: The ids, as texts, between which a person has to decide.
    """

    id: str | None = None
    unsure: str = ""
    candidates: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Write(Generic[R]):
    """One write with an idempotency key. `carry_out` carries it out once.

    Attributes:
        company: The company, as ``slug@host``. Tokens may change, the company stays.
        key: The idempotency key, from 1 to 255 characters.
        verb: The request, such as ``POST /companies/acme-as/sales``.
        digest: A short hash per field, by its name. It is equal for the same content.
        send: Send the write, with the session's own retries inside, and return the id of what was
            made: empty if it has none, None if Fiken did not say. It calls the function that it is
            given immediately before each attempt to send, in the slot of the pacer. Raises a
            `FikenError` with its `outcome`.
        look: Look in Fiken for what the write has made. Raises a `FikenError` if Fiken does not
            answer, never because the result is unclear.
        load: Return the result of a write that was carried out earlier, by its id. It takes at most
            one GET.
        result: Return the result of the write that `send` has just carried out, by its id. It is
            called only when the store has recorded that.
        model: The model that is written, for the errors; None if there is none.
        clue: What to look for, if that is known before anything is asked, because what is written
            has a number of its own. None if something has to be asked first.
        alike: The signature of all writes whose results would look alike, in the list in which
            `look` looks: only one of them at a time is carried out. None if what is written has a
            number of its own, or if the write can be carried out twice without harm.
        made_in: The list in which a look finds what was made, such as ``/companies/acme-as/sales``;
            empty if the write makes nothing. Two keys never have the same id in one list.
        identify: Return the write with its clue or its signature, if that needs a request: to
            finalize a draft by its id, the draft has to be loaded. None if nothing is missing.
        list_before: List what looks alike before the write, and return the clue with their ids in
            ``known``. None if `clue` is known without asking.
        is_harmless: Whether carrying it out twice does no harm, as with an update or a deletion.
    """

    company: str
    key: str
    verb: str
    digest: Mapping[str, str]
    send: Callable[[Callable[[], None]], str | None]
    look: Callable[[Clue], Found]
    load: Callable[[str], R]
    result: Callable[[str], R]
    model: Any = None
    clue: Clue | None = None
    alike: str | None = None
    made_in: str = ""
    identify: "Callable[[], Write[R]] | None" = None
    list_before: Callable[[], Clue] | None = None
    is_harmless: bool = False

    @property
    def intent(self) -> Intent:
        """What a store keeps of the write before it is sent."""
        return Intent(
            company=self.company,
            key=self.key,
            verb=self.verb,
            digest=self.digest,
            clue=self.clue,
            alike=self.alike,
            made_in=self.made_in,
        )

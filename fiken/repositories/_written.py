"""A write that Fiken has carried out, and its answer."""

from typing import Any

import attrs

from fiken._messages import short_repr
from fiken.mappers._base import Mapper
from fiken.repositories._ids import has_number, number_in
from fiken.repositories._protocols import AnswerProtocol

#: The value of `Written.step` while the entity is loaded after a write.
LOADING = "loading it failed"


@attrs.define
class Written:
    """A write (a request that changes data) that Fiken has carried out, and its answer.

    The function that reads the result from the answer sets `model` and `step`. They go into the
    `WrittenButNotLoadedError` that is raised if the reading fails.

    Attributes:
        answer: The answer to the write.
        model: The model that the error will contain, or its id. When the id of a new entity is
            known, this becomes a model with the id.
        step: The first words of the error's reason, such as "loading it failed"; may be empty.
        is_repeated: Whether an earlier call with the same idempotency key carried out the write.
            The answer then has nothing but the id of what was made.
    """

    answer: AnswerProtocol
    model: object
    step: str = "its answer says"
    is_repeated: bool = False

    @property
    def holds_entity(self) -> bool:
        """Whether the answer contains the entity as a JSON object. Some answers have an empty body.

        Observed: docs/observed.md#3-responses
        """
        return self.answer.body.lstrip()[:1] == b"{"

    def new_id(self, mapper: Mapper[Any]) -> int | str:
        """Return the id of the new entity: the last part of the URL in the header `Location`.

        Args:
            mapper: The mapper for this kind of entity.

        Raises:
            LookupError: The id must be a number, but the URL does not end with a valid id.
        """
        text = self.answer.location_id or ""
        if not has_number(mapper):
            return text
        number = number_in(text)
        if number is None:
            self.step = ""
            raise LookupError(f"its Location ends in {short_repr(text)}, which is not an id")
        return number


def nothing(written: Written) -> None:
    """Return None, as the result of a write that has no result, such as a deletion.

    Pass this function as the argument `then` of `_write` or `_act`. They send a write, and call
    `then` to read its result.
    """

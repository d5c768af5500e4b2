"""Sending one write, and reading its result."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import attrs

from fiken.errors import AmbiguousWriteError, MappingError, ServerError, WrittenButNotLoadedError
from fiken.repositories._interrupts import is_from_outside
from fiken.repositories._protocols import AnswerProtocol
from fiken.repositories._written import Written

R = TypeVar("R")


@attrs.frozen
class NoAnswer:
    """The answer to a write that an earlier call carried out: all that is left of it is an id."""

    location_id: str | None
    status: int = 200
    headers: dict[str, str] = attrs.Factory(dict[str, str])
    body: bytes = b""
    request_id: str = ""

    def json(self) -> Any:
        """Raise `MappingError`: the answer is not there any more."""
        raise MappingError("", "$", "the answer to the write", None)


@attrs.frozen
class Sending(Generic[R]):
    """One write: how it is sent, and how its result is read.

    Args:
        session: The session of the repository.
        request: The function that sends the write, and returns the answer.
        then: The function that reads the result from the `Written`.
        model: The model or id that a `WrittenButNotLoadedError` will contain.
    """

    session: object
    request: Callable[..., AnswerProtocol]
    then: Callable[[Written], R]
    model: object

    def send(self, **options: Any) -> Written:
        """Send the write, and return it with its answer.

        Args:
            **options: The options of the session, such as `guard`.

        Raises:
            WrittenButNotLoadedError: Fiken carried out the write, but did not name the new id.
            FikenError: The request failed. `outcome` says what became of the write.
        """
        try:
            return Written(self.request(**options), self.model)
        except WrittenButNotLoadedError as error:  # the session does not know the model
            raise WrittenButNotLoadedError(self.model, error.reason) from error
        except (AmbiguousWriteError, ServerError) as error:
            error.model = self.model
            raise

    def read(self, written: Written) -> R:
        """Return the result of the write.

        Raises:
            WrittenButNotLoadedError: The result could not be read.
        """
        try:
            return self.then(written)
        except Exception as error:
            if is_from_outside(self.session, error):
                raise
            reason = f"{written.step}: {error}" if written.step else str(error)
            raise WrittenButNotLoadedError(written.model, reason) from error

    def read_again(self, id: str) -> R:
        """Return the result of the write that an earlier call has carried out.

        Args:
            id: The id of what was made, as text; empty if nothing was made.

        Raises:
            WrittenButNotLoadedError: The result could not be read.
        """
        return self.read(Written(NoAnswer(id), self.model, is_repeated=True))

"""The base class of all repositories, which loads entities and sends writes."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import quote

import attrs

from fiken._messages import short_repr
from fiken.errors import MappingError, WrittenButNotLoadedError
from fiken.mappers._base import Mapper
from fiken.models._base import Model
from fiken.repositories._ids import has_number, id_of, number_in
from fiken.repositories._interrupts import is_from_outside, outcome_noted
from fiken.repositories._protocols import AnswerProtocol, SessionProtocol

M = TypeVar("M", bound=Model)
R = TypeVar("R")

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
    """

    answer: AnswerProtocol
    model: object
    step: str = "its answer says"

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


class Repository(Generic[M]):
    """The base class of repositories. A repository finds and saves one kind of entity.

    Attributes:
        mapper: The mapper, which converts between JSON and the model of the entity.
        path: The last part of the list's URL, such as ``contacts`` in
            ``/companies/acme-as/contacts``.
    """

    mapper: Mapper[M]
    path: ClassVar[str]

    def __init__(self, session: SessionProtocol, root: str) -> None:
        self._session, self._root = session, root
        self._url = f"{root}/{self.path}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._url}>"

    def _id_of(self, what: object) -> int | str:
        """Return the id of an entity, given its id or a saved model.

        Raises:
            InvalidAttributeError: `what` is neither an id nor a saved model.
        """
        return id_of(self.mapper, what)

    def _url_of(self, what: object) -> str:
        """Return the URL of an entity, without that of the API: ``/companies/acme-as/contacts/42``.

        `what` is the id of the entity, or a saved model.

        Raises:
            InvalidAttributeError: `what` is neither an id nor a saved model.
        """
        return f"{self._url}/{self._in_url(what)}"

    def _in_url(self, what: object) -> str:
        return quote(str(self._id_of(what)), safe=":")

    def _load(self, url: str, params: Mapping[str, str] | None = None) -> M:
        """Send a GET request and return the entity from the answer."""
        return self._loaded(self._session.request("GET", url, params=params))

    def _loaded(self, answer: AnswerProtocol) -> M:
        """Build the entity from the JSON of an answer."""
        with request_named(answer):
            return self.mapper.load(answer.json())

    def _write(
        self,
        method: str,
        url: str,
        then: Callable[[Written], R],
        *,
        model: object = None,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, str] | None = None,
        files: Mapping[str, Any] | None = None,
        creates: bool = False,
    ) -> R:
        """Send a write (a request that changes data), and return the result that `then` reads.

        All repositories send all their writes through this method.

        Args:
            method: POST, PUT, PATCH or DELETE.
            url: The path below the URL of the API.
            then: A function that reads the result from the `Written`, which holds the answer.
            model: The model or id that a `WrittenButNotLoadedError` will contain.
            params: The query parameters.
            json: The value to send as JSON.
            data: The fields of a form to send.
            files: The files of that form.
            creates: Whether the write creates an entity, so that the answer must name its id.

        Raises:
            WrittenButNotLoadedError: Fiken carried out the write, but its result could not be read.
            FikenError: The request failed. `outcome` says what became of the write.
        """
        with outcome_noted(self._session):
            try:
                answer = self._session.request(
                    method, url, params=params, json=json, data=data, files=files, creates=creates
                )
            except WrittenButNotLoadedError as error:  # the session does not know the model
                raise WrittenButNotLoadedError(model, error.reason) from error
            written = Written(answer, model)
            try:
                return then(written)
            except Exception as error:
                if is_from_outside(self._session, error):
                    raise
                reason = f"{written.step}: {error}" if written.step else str(error)
                raise WrittenButNotLoadedError(written.model, reason) from error


@contextmanager
def request_named(answer: AnswerProtocol) -> Generator[None]:
    """Add the request id of an answer to a `MappingError` that the ``with`` block raises."""
    try:
        yield
    except MappingError as e:
        named = MappingError(e.model, e.path, e.expected, e.value, answer.request_id)
        named.outcome = e.outcome
        raise named from None

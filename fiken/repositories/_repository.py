"""The base of all repositories: loading an entity, and sending a write."""

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

#: The step of a write in which the entity is loaded: see `Written`.
LOADING = "loading it failed"


@attrs.define
class Written:
    """A write that Fiken has carried out, while its result is read.

    What reads the result keeps `model` and `step` up to date, so that an error says what is known.

    Attributes:
        answer: The answer to the write.
        model: What `WrittenButNotLoadedError` will hold as its model.
        step: What its message says before the cause; empty where the cause says enough.
    """

    answer: AnswerProtocol
    model: object
    step: str = "its answer says"

    @property
    def holds_entity(self) -> bool:
        """Whether the body is a JSON object; the body of a write may be anything, or empty.

        Observed: docs/observed.md#3-responses
        """
        return self.answer.body.lstrip()[:1] == b"{"

    def new_id(self, mapper: Mapper[Any]) -> int | str:
        """Return the id at the end of the Location header; the rest of that URL is not used.

        Raises:
            LookupError: The entity has a number as its key, and the last segment is not one.
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
    """Return None: the write has no result that could be read."""


class Repository(Generic[M]):
    """One kind of entity below one root, such as ``/companies/acme-as``.

    Attributes:
        mapper: How the entity looks in JSON.
        path: Where the entities are found, below the root.
    """

    mapper: Mapper[M]
    path: ClassVar[str]

    def __init__(self, session: SessionProtocol, root: str) -> None:
        self._session, self._root = session, root
        self._url = f"{root}/{self.path}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._url}>"

    def _id_of(self, what: object) -> int | str:
        """Return the id of an entity, given as a model or as its id, or refuse it."""
        return id_of(self.mapper, what)

    def _url_of(self, what: object) -> str:
        """Return the URL of an entity, given as a model or as its id, or refuse it."""
        return f"{self._url}/{self._in_url(what)}"

    def _in_url(self, what: object) -> str:
        return quote(str(self._id_of(what)), safe=":")

    def _load(self, url: str, params: Mapping[str, str] | None = None) -> M:
        """Send a GET and return the entity in its answer."""
        return self._loaded(self._session.request("GET", url, params=params))

    def _loaded(self, answer: AnswerProtocol) -> M:
        """Return the entity in an answer."""
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
        """Send a write, and return what `then` reads from its answer.

        Every write of every repository is sent here, and nowhere else.

        Args:
            method: POST, PUT, PATCH or DELETE.
            url: The URL, below that of the API.
            then: Reads the result. Whatever fails in it, the write was carried out.
            model: What the error holds as its model: what was sent, or what was acted on.
            params: The query.
            json: The body, as JSON.
            data: The fields of a form, as the body.
            files: The files of that form.
            creates: Whether the answer must have an id in its Location header.

        Raises:
            WrittenButNotLoadedError: Fiken carried it out; its result could not be read.
            FikenError: Whatever the session raises; `outcome` says what became of the write.
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
    """Add the id of the request to an error about what could not be mapped."""
    try:
        yield
    except MappingError as e:
        named = MappingError(e.model, e.path, e.expected, e.value, answer.request_id)
        named.outcome = e.outcome
        raise named from None

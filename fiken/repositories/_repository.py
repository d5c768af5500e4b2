"""The base class of all repositories, which loads entities and sends writes."""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import quote

from fiken.errors import ConfigurationError, MappingError
from fiken.mappers._base import Mapper
from fiken.models._base import Model
from fiken.repositories._ids import id_of
from fiken.repositories._interrupts import outcome_noted
from fiken.repositories._looking import Looking
from fiken.repositories._once import Once, once
from fiken.repositories._protocols import AnswerProtocol, SessionProtocol
from fiken.repositories._search import Search, folded
from fiken.repositories._sending import Sending
from fiken.repositories._trace import Trace
from fiken.repositories._written import Written

M = TypeVar("M", bound=Model)
R = TypeVar("R")


class Repository(Generic[M]):
    """The base class of repositories. A repository finds and saves one kind of entity.

    Attributes:
        mapper: The mapper, which converts between JSON and the model of the entity.
        path: The last part of the list's URL, such as ``contacts`` in
            ``/companies/acme-as/contacts``.
        trace: What shows which entity a write has made whose answer was lost; None if that cannot
            be looked for.
    """

    mapper: Mapper[M]
    path: ClassVar[str]
    trace: ClassVar[Trace | None] = None

    def __init__(self, session: SessionProtocol, root: str) -> None:
        mapper = getattr(type(self), "mapper", None)
        if isinstance(mapper, type):
            raise TypeError(
                f"{type(self).__name__}.mapper is a class: write mapper = {mapper.__name__}()"
            )
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
        return loaded(self.mapper, answer)

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
        once: Once | None = None,
    ) -> R:
        """Send a write (a request that changes data), and return the result that `then` reads.

        All repositories send all their writes through this method.

        Args:
            method: POST, PUT, PATCH or DELETE.
            url: The path below the URL of the API.
            then: A function that reads the result from the `Written`, which holds the answer.
            model: The model or id that a `WrittenButNotLoadedError` will contain.
            params: The query parameters.
            json: The value to send as JSON, or a function that returns it when it is sent.
            data: The fields of a form to send.
            files: The files of that form.
            creates: Whether the write creates an entity, so that the answer must name its id.
            once: How to carry out the write once, from `_once`; None to send it at once.

        Raises:
            WrittenButNotLoadedError: Fiken carried out the write, but its result could not be read.
            FikenError: The request failed. `outcome` says what became of the write.
        """

        def send(**guard: Any) -> AnswerProtocol:
            return self._session.request(
                method,
                url,
                params=params,
                json=json() if callable(json) else json,
                data=data,
                files=files,
                creates=creates,
                **guard,
            )

        sending = Sending(self._session, send, then, model)
        with outcome_noted(self._session):
            if once is None:
                return sending.read(sending.send())
            return once.carry_out(f"{method} {url}", sending)

    def _once(
        self, key: str | None, content: Mapping[str, Any], search: Callable[[], Search]
    ) -> Once | None:
        """Return what `_write` needs to carry out a write once; None without an idempotency key.

        Args:
            key: The idempotency key that the caller gave.
            content: What is written, by name. Another call with the same key must have the same.
            search: The function that returns how it is found out whether it was carried out.

        Raises:
            InvalidAttributeError: The key is not a text of 1 to 255 characters.
            ConfigurationError: The client has no store of keys.
        """
        if key is None:
            return None
        return once(self._session, f"{type(self).__name__}", self._url, key, content, search)

    @property
    def _looking(self) -> Looking:
        """The search for an entity of this repository.

        Raises:
            ConfigurationError: The repository has no `trace`.
        """
        if self.trace is None:
            raise ConfigurationError(
                f"{type(self).__name__} has no trace, so nothing can be looked for: declare "
                "trace = Trace(own=…, alike=…, ask=…)"
            )
        return Looking(
            self._url,
            self.trace,
            self.mapper,
            self._rows_for,
            self._is_alike,
            self._id_of,
            self._get,
        )

    @staticmethod
    def _looking_in(other: "Repository[Any]") -> Looking:
        """Return the search for an entity of another repository, such as that of the documents."""
        return other._looking  # noqa: SLF001 - the same class

    def _get(self, url: str) -> AnswerProtocol:
        return self._session.request("GET", url)

    def _rows_for(self, query: Mapping[str, str]) -> Iterable[Any]:
        """Return the entities of the list that match a query, to look among them.

        Raises:
            ConfigurationError: The repository cannot list its entities.
        """
        raise ConfigurationError(
            f"{type(self).__name__} cannot look for {query}: give it the base class Lists"
        )

    def _is_alike(self, row: Any, like: Mapping[str, Any]) -> bool:
        """Return whether an entity has the values that were sent.

        Args:
            row: The entity, as Fiken has listed it.
            like: The values, as `Mapper.likeness` returns them.
        """
        trace = self.trace or Trace()
        names = [name for name in trace.alike if name.partition(".")[0] in like]
        return bool(folded(self.mapper.likeness(row, names)) == folded(dict(like)))


def body_of(answer: AnswerProtocol) -> bytes:
    """Return the body of an answer; nothing if a part of it is missing, as `json` then says."""
    return answer.body if getattr(answer, "complete", True) else b""


def loaded(mapper: Mapper[M], answer: AnswerProtocol) -> M:
    """Build an entity from the JSON of an answer.

    Raises:
        MappingError: The answer is not that of such an entity. The error has the request id.
    """
    with request_named(answer):
        return mapper.load_body(body_of(answer), answer.json)


@contextmanager
def request_named(answer: AnswerProtocol) -> Generator[None]:
    """Add the request id of an answer to a `MappingError` that the ``with`` block raises."""
    try:
        yield
    except MappingError as e:
        named = MappingError(e.model, e.path, e.expected, e.value, answer.request_id)
        named.outcome = e.outcome
        raise named from None

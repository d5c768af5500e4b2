"""The engine of the repositories: capabilities as generic types, on a session and a mapper.

A repository inherits what the API can do, and nothing else exists for the type checker:
``company.accounts.save(...)`` is a static error.
"""

import re
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, Concatenate, Generic, ParamSpec, Protocol, TypeVar, cast
from urllib.parse import quote

from fiken._messages import short_repr, warn_user, with_article
from fiken.errors import (
    ChangeNotKeptWarning,
    InvalidAttributeError,
    MappingError,
    NotLoadedError,
    StaleError,
    UnsavedChangesError,
    WrittenButNotLoadedError,
)
from fiken.mappers._base import Mapper
from fiken.models._base import Model, as_loaded, hints_of, is_embedded, key_of, original_of
from fiken.repositories._collection import Collection, Page
from fiken.repositories._filters import query_of
from fiken.repositories._interrupts import is_from_outside, write_verb
from fiken.repositories._paging import page_of
from fiken.repositories._read_back import Comparisons, unkept_changes, with_write_only_values
from fiken.types import Rule, can_be_sent

M = TypeVar("M", bound=Model)
D = TypeVar("D", bound=Model)
T = TypeVar("T")
P = ParamSpec("P")
R = TypeVar("R")


class _Deletable(Protocol):
    @property
    def deleted(self) -> bool: ...


L = TypeVar("L", bound=_Deletable)


class Answer(Protocol):
    """What a repository needs of an answer."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def request_id(self) -> str: ...
    @property
    def location_id(self) -> str | None: ...
    def json(self) -> Any:
        """Decode the body, or raise `MappingError`."""


class Session(Protocol):
    """What a repository needs of a session."""

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
        files: Mapping[str, Any] | None = None,
        data: Mapping[str, str] | None = None,
        creates: bool = False,
    ) -> Answer:
        """Send a request and give its answer, or raise a `FikenError`."""
        ...


class Repository(Generic[M]):
    """Finds and saves one kind of entity, below one root such as ``/companies/acme``."""

    mapper: Mapper[M]
    path: ClassVar[str]

    def __init__(self, session: Session, root: str) -> None:
        self._session, self._root = session, root
        self._url = f"{root}/{self.path}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._url}>"

    def _url_of(self, what: object) -> str:
        """Give the URL of an entity, named by a model or by its id, or refuse it."""
        return f"{self._url}/{quote(str(self._id_of(what)), safe=':')}"

    def _id_of(self, what: object) -> int | str:
        model, key = self.mapper.model, cast("str", self.mapper.key)
        value = _key_in(what, key) if isinstance(what, model) else what
        numeric = hints_of(model)[key].core is int
        if (_is_number if numeric else _is_code)(value):
            return cast("int | str", value)
        kind = "an id (a whole number from 1 on)" if numeric else "a text"
        rule = f"{kind} or a saved {model.__name__}"
        hint = _no_key(what, model, numeric=numeric)
        raise InvalidAttributeError(model.__name__, key, what, rule, hint)

    def _read(self, answer: Answer) -> M:
        with _told_by(answer):
            return self.mapper.load(answer.json())

    def _read_after(self, answer: Answer, model: object) -> M:
        """Read what a write answered with: it was carried out, whatever the body is."""
        try:
            return self._read(answer)
        except Exception as error:
            raise WrittenButNotLoadedError(model, f"its answer says: {error}") from error

    def load_made(self, answer: Answer, sent: object) -> M:
        """Load what a verb elsewhere has made, by the id in its Location."""
        key = cast("str", self.mapper.key)
        made = as_loaded(self.mapper.model(**{key: self._new_id(answer, sent)}))
        return self._loaded_after(made, made)

    def _new_id(self, answer: Answer, sent: object) -> int | str:
        """Give the id in Location; of that URL nothing else is used."""
        text = answer.location_id or ""
        numeric = hints_of(self.mapper.model)[cast("str", self.mapper.key)].core is int
        # Bounded before it is converted: Python refuses to make a number of 5,000 digits.
        value = int(text) if _DIGITS.fullmatch(text) else 0
        if numeric and not _is_number(value):
            reason = f"its Location ends in {short_repr(text)}, which is not an id"
            sent = as_loaded(sent) if isinstance(sent, Model) else sent
            raise WrittenButNotLoadedError(sent, reason)
        return value if numeric else text

    def _loaded_after(self, what: object, model: object) -> M:
        """Load what a write left behind: it was carried out, whatever goes wrong from here on."""
        try:
            return self._read(self._session.request("GET", self._url_of(what)))
        except Exception as error:
            if is_from_outside(self._session, error):
                raise
            reason = f"loading it failed: {error}"
            raise WrittenButNotLoadedError(model, reason) from error

    def _delete(self, what: object, params: Mapping[str, str] | None = None) -> Answer:
        return self._session.request("DELETE", self._url_of(what), params=params)

    def _carry_out(
        self,
        what: object,
        verb: str,
        *,
        params: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> M:
        """Send a verb that answers with the entity as it stands afterwards."""
        refuse_unsaved(what)
        url = f"{self._url_of(what)}/{verb}"
        answer = self._session.request("PATCH", url, params=params, json=json)
        holds = holds_an_object(answer)
        return self._read_after(answer, what) if holds else self._loaded_after(what, what)


class Finds(Repository[M]):
    """Can find one by its id."""

    def find(self, what: int | M, /) -> M:
        """Give the entity with this id; given a model, load it again.

        Raises:
            NotFoundError: There is none.
            InvalidAttributeError: This is no id; nothing was sent.
        """
        return self._read(self._session.request("GET", self._url_of(what)))


class FindsByCode(Repository[M]):
    """Can find one by its code, its slug or another text."""

    def find(self, what: str | M, /) -> M:
        """Give the entity with this key; given a model, load it again.

        Raises:
            NotFoundError: There is none.
            InvalidAttributeError: This is no key; nothing was sent.
        """
        return self._read(self._session.request("GET", self._url_of(what)))


class Listing(Generic[T]):
    """Can list rows of any kind. Those that are not paged say so: it is declared, never guessed."""

    paged: ClassVar[bool] = True
    _session: Session
    _url: str

    def _collection(
        self, query: Mapping[str, str], load: Callable[[Any], T], key: Callable[[T], object]
    ) -> Collection[T]:
        def fetch(number: int, size: int, *, again: bool = False) -> Page[T]:
            paging = {"page": str(number), "pageSize": str(size)} if self.paged else {}
            answer = self._session.request("GET", self._url, params={**query, **paging})
            with _told_by(answer):
                rows = _rows(answer.json(), load)
                if not self.paged:
                    return Page(number, rows, None)
                try:
                    return page_of(rows, answer.headers, number, size, answer.request_id)
                except MappingError:
                    if again:
                        raise
            # Rows may come or go between the moments at which Fiken counts and reads them.
            return fetch(number, size, again=True)

        return Collection(fetch, what=self._url, key=key, paged=self.paged)


class Lists(Repository[M], Listing[M]):
    """Can list all that match. `all` is written by each family: its filters are its own."""

    def _all(self, filters: type, given: Mapping[str, Any]) -> Collection[M]:
        query = query_of(filters, given, f"{type(self).__name__}.all")
        key = self.mapper.key
        # What has no key, or came without it, is known by all that it holds.
        return self._collection(
            query, self.mapper.load, lambda row: getattr(row, key or "", None) or row
        )


class Saves(Repository[M]):
    """Can save: create what is new, and change what was loaded, where Fiken can."""

    #: Where new ones go, if not where they are found.
    new_path: ClassVar[str | None] = None
    #: How to tell whether Fiken kept a field that is not compared by equality, per model.
    comparisons: ClassVar[Comparisons] = {}

    @property
    def _new_url(self) -> str:
        return self._url if self.new_path is None else f"{self._root}/{self.new_path}"

    def payload(self, model: M) -> dict[str, Any]:
        """Give the exact JSON that `save` would send: ``{}`` for an unchanged model."""
        self._check_savable(model)
        return self.mapper.create(model) if model.is_new else self.mapper.update(model)

    @write_verb
    def save(self, model: M, *, reload: bool = True, fresh: bool = False) -> M:
        """Bring Fiken's entity to the state of the model, and give it as it stands there then.

        A new one is created, and a changed one is updated. An unchanged one is returned as it is,
        without a request, even where Fiken's has changed since: ``find(model)`` loads it again.

        Args:
            model: What to save.
            reload: Load it afterwards. Without, the model comes back with its new id, and what
                Fiken computes is not in it.
            fresh: Load first, and apply the changes to what stands there then.

        Raises:
            InvalidModelError: Fiken would refuse it: all that is wrong with it.
            NotUpdatableError: Fiken cannot change these fields.
            NotLoadedError: It has an id, but was not loaded as an entity of its own.
            StaleError: `fresh`, and a changed field was changed in Fiken too.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            AmbiguousWriteError: The answer was lost; look before repeating it.
            ApiError: Fiken refused it.
        """
        payload = self.payload(model)
        if model.is_new:
            return self._create(model, payload, reload=reload)
        if not model.changes:
            return model
        if fresh:
            model = self._rebased(model)
            payload = self.mapper.update(model)
        return self._update(model, payload, reload=reload) if payload else model

    def _check_savable(self, model: M) -> None:
        cls = self.mapper.model
        if not isinstance(model, cls):
            raise TypeError(
                f"{type(self).__name__} saves {with_article(cls.__name__)}, not {short_repr(model)}"
            )
        key = self.mapper.key
        if is_embedded(model):
            raise NotLoadedError(_EMBEDDED.format(cls.__name__))
        if model.is_new and key and getattr(model, key) is not None:
            raise NotLoadedError(_TYPED.format(cls.__name__, key, getattr(model, key)))

    def _create(self, model: M, payload: dict[str, Any], *, reload: bool) -> M:
        try:
            answer = self._session.request("POST", self._new_url, json=payload, creates=True)
        except WrittenButNotLoadedError as error:
            # As a loaded one: to save it again must not create it again.
            raise WrittenButNotLoadedError(as_loaded(model), error.reason) from error
        made = self._with_id(model, answer)
        return self._reloaded(made, model.changes) if reload else made

    def _with_id(self, model: M, answer: Answer) -> M:
        key = cast("str", self.mapper.key)
        return as_loaded(model, **{key: self._new_id(answer, model)})

    def _update(self, model: M, payload: dict[str, Any], *, reload: bool) -> M:
        self._session.request(self.mapper.update_method, self._url_of(model), json=payload)
        return self._reloaded(model, model.changes) if reload else as_loaded(model)

    def _reloaded(self, model: M, changes: Mapping[str, Any]) -> M:
        loaded = self._loaded_after(model, as_loaded(model))
        kept = with_write_only_values(loaded, model)
        try:
            for name in unkept_changes(changes, loaded, self.comparisons):
                _warn_lost(type(model).__name__, name, changes[name], getattr(loaded, name))
        except Exception as error:  # such as the warning, of which the user's filter makes an error
            raise WrittenButNotLoadedError(kept, str(error)) from error
        return kept

    def _rebased(self, model: M) -> M:
        """Apply the changes to what stands in Fiken now."""
        was, changes = original_of(model), model.changes
        loaded = self._read(self._session.request("GET", self._url_of(model)))
        current = with_write_only_values(loaded, cast("M", was))
        moved = [n for n in changes if getattr(current, n) not in (getattr(was, n), changes[n])]
        if moved:
            raise StaleError(type(model).__name__, moved)
        return cast("M", current.evolve(**changes))


class DeletesSoftly(Repository[M]):
    """Can delete by reversing: the entity stays, marked as deleted."""

    @write_verb
    def delete(self, what: int | M, /, *, description: str) -> M:
        """Delete the entity: Fiken books a transaction that reverses it, and keeps both.

        Emulator choice: the reversal is dated today, so that the balances of earlier months still
        show what is deleted. On which day Fiken dates it was not observed.

        Args:
            what: The entity, or its id.
            description: Why, for the books.

        Returns:
            The entity as it stands now, with ``deleted=True``.

        Raises:
            NotFoundError: There is none.
            BadRequestError: Fiken refuses it, as where payments must be undone first.
            UnsavedChangesError: The model was changed here and not saved; nothing was sent.
            WrittenButNotLoadedError: It was carried out; do not repeat it.
            InvalidAttributeError: This is no id, or the description is empty; nothing was sent.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        said = _texts.converted(f"{type(self).__name__}.delete", "description", description)
        return self._carry_out(what, "delete", params={"description": said})


class Finalizes(Repository[M], Generic[M, D]):
    """Can turn a draft into the document."""

    #: The verb in the URL.
    finalizing: ClassVar[str]

    def _documents(self) -> "Finds[D]":
        """Give the repository of the documents."""
        raise NotImplementedError

    @write_verb
    def finalize(self, draft: int | M, /) -> D:
        """Book the draft, and give what it became. The draft is gone then.

        Raises:
            NotFoundError: There is no such draft.
            UnsavedChangesError: The draft was changed here and not saved; nothing was sent.
            WrittenButNotLoadedError: It was booked; do not repeat it.
            BadRequestError: Fiken refuses it.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        refuse_unsaved(draft)
        url = f"{self._url_of(draft)}/{self.finalizing}"
        try:
            answer = self._session.request("POST", url, creates=True)
        except WrittenButNotLoadedError as error:
            raise WrittenButNotLoadedError(draft, error.reason) from error
        return self._documents().load_made(answer, draft)


class Deletes(Repository[M]):
    """Can delete for good."""

    @write_verb
    def delete(self, what: int | M, /) -> None:
        """Delete the entity.

        Raises:
            NotFoundError: It is not there (any more).
            InvalidAttributeError: This is no id; nothing was sent.
            AmbiguousWriteError: The answer was lost; look before repeating it.
        """
        self._delete(what)


def holds_an_object(answer: Answer) -> bool:
    """Return whether the answer to a write has an entity in it: it may say anything.

    Observed: docs/observed.md#3-responses
    """
    return answer.body.lstrip()[:1] == b"{"


def refuse_unsaved(what: object) -> None:
    """Refuse a model whose changes are not saved: a verb acts on what Fiken holds."""
    if not isinstance(what, Model):
        return
    key = key_of(type(what)) if what.is_new else None  # typed in by hand, it may name the entity
    changed = [name for name in what.changes if name != key]
    if changed:
        raise UnsavedChangesError(type(what).__name__, changed)


def _says_something(value: object) -> bool:
    return isinstance(value, str) and value.strip() != "" and can_be_sent(value)


_texts = Rule("a text that says why", _says_something)


def first_of(
    all: Callable[Concatenate[R, P], Collection[T]],
) -> Callable[Concatenate[R, P], T | None]:
    """Make `find_by` of `all`: the same filters, and the first match or None."""

    # The "/" is what mypy needs to pass the filters on.
    def find_by(repository: R, /, *args: P.args, **filters: P.kwargs) -> T | None:
        """Give the first that matches, or None."""
        _require_filter(filters)
        return all(repository, *args, **filters).first()

    return find_by


def first_not_deleted_of(
    all: Callable[Concatenate[R, P], Collection[L]],
) -> Callable[Concatenate[R, P], L | None]:
    """Make `find_by` of `all` where deleted rows stay listed: the first that is not deleted."""

    def find_by(repository: R, /, *args: P.args, **filters: P.kwargs) -> L | None:
        """Give the first that matches and is not deleted, or None."""
        _require_filter(filters)
        return next((row for row in all(repository, *args, **filters) if not row.deleted), None)

    return find_by


def _require_filter(filters: Mapping[str, object]) -> None:
    """Refuse a search for nothing: the first entity there is may be anybody."""
    if not filters:
        raise TypeError("find_by() needs a filter; all().first() gives the first there is")


def _key_in(model: Model, key: str) -> object:
    """Give the key of a model as it was loaded; None where it was changed here."""
    value, loaded = getattr(model, key), getattr(original_of(model), key)
    return value if value == loaded else None


def _no_key(what: object, cls: type[Model], *, numeric: bool) -> str:
    if isinstance(what, cls):
        changed = "its key was changed here" if original_of(what) is not what else ""
        return changed or f"this {cls.__name__} was not saved yet"
    if numeric:
        return f"write {what}" if isinstance(what, str) and _DIGITS.fullmatch(what) else ""
    return f'write "{what}"' if type(what) is int else ""


_EMBEDDED = "this {0} was loaded inside another entity and may lack fields: find it by its id first"
_TYPED = "this {0} was not loaded, but has {1}={2}: find({2}) it and evolve that one"


_DIGITS = re.compile("[0-9]{1,19}", re.ASCII)
_LARGEST = 2**63 - 1


def _is_number(value: object) -> bool:
    return type(value) is int and 1 <= value <= _LARGEST


def _is_code(value: object) -> bool:
    return isinstance(value, str) and value.strip(" .") != "" and can_be_sent(value)


def _rows(data: Any, load: Callable[[Any], T]) -> tuple[T, ...]:
    if data.__class__ is not list:
        raise MappingError("", "$", "a list", data)
    try:
        return tuple([load(row) for row in data])
    except MappingError:
        return tuple(_placed(place, row, load) for place, row in enumerate(data))


def _placed(place: int, row: Any, load: Callable[[Any], T]) -> T:
    try:
        return load(row)
    except MappingError as e:
        path = f"$[{place}]{e.path.removeprefix('$')}"
        raise MappingError(e.model, path, e.expected, e.value) from None


@contextmanager
def _told_by(answer: Answer) -> Generator[None]:
    """Add the id of the request to what could not be mapped."""
    try:
        yield
    except MappingError as e:
        told = MappingError(e.model, e.path, e.expected, e.value, answer.request_id)
        told.outcome = e.outcome
        raise told from None


def _warn_lost(model: str, name: str, sent: object, back: object) -> None:
    values = f"was sent as {short_repr(sent)} and came back as {short_repr(back)}"
    warn_user(f"{model}.{name} {values}: Fiken did not keep it", ChangeNotKeptWarning)

"""Looking in a list of Fiken for the entity that a write has made."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from fiken.errors import NotFoundError
from fiken.idempotency._write import Clue, Found
from fiken.mappers._base import Mapper
from fiken.mappers._fields import camel
from fiken.models._base import Model
from fiken.repositories._protocols import AnswerProtocol
from fiken.repositories._search import Search, folded, signature_of, tidy
from fiken.repositories._trace import Trace

_SEVERAL = "several look alike"
_DIFFERS = "one with this number differs"
_OTHER = "one that looks alike has other values"
_DELETED = "it was deleted"
_NUMBERED = "one that looks alike has a number of its own"
_GONE = "the draft is gone, but what it became is not there: it may have been deleted"


@attrs.frozen
class Looking:
    """The search for an entity in a list.

    Args:
        list_url: The URL of the list, such as ``/companies/acme-as/sales``.
        trace: What shows that an entity is the one that is looked for.
        mapper: The mapper of the entities.
        rows: The function that requests the entities that match a query.
        is_alike: The function that compares an entity with the values that were sent.
        id_of: The function that returns the id of an entity.
        get: The function that sends a GET request.
    """

    list_url: str
    trace: Trace
    mapper: Mapper[Any]
    rows: Callable[[Mapping[str, str]], Iterable[Any]]
    is_alike: Callable[[Any, Mapping[str, Any]], bool]
    id_of: Callable[[object], int | str]
    get: Callable[[str], AnswerProtocol]

    def like(self, *names: str) -> "Looking":
        """Return the same search, by these fields alone."""
        return attrs.evolve(self, trace=Trace(alike=names, uuid=self.trace.uuid))

    def search_for(self, model: Model, **more: str) -> Search:
        """Return the search for the entity that a request with this new model makes.

        Args:
            model: The new model.
            more: More of the clue, such as the URL of the draft that becomes the entity.
        """
        clue = self.clue_of(model) | more
        is_numbered = bool(clue["own"]) and not self.trace.is_doubtful
        return Search(
            self.look,
            clue=clue if is_numbered else None,
            alike=None if is_numbered and not self.trace.is_hidden else self.signature(clue),
            made_in=self.list_url,
            list_before=None if is_numbered else lambda: self.with_known(clue),
        )

    def search_for_draft(self, uuid: str, draft: str) -> Search:
        """Return the search for the document that a draft becomes, by the UUID of the draft.

        Args:
            uuid: The UUID of the draft.
            draft: The URL of the draft.
        """
        clue = self.clue_of_draft(uuid) | {"draft": draft}
        return Search(self.look, clue=clue, made_in=self.list_url)

    def clue_of_draft(self, uuid: str) -> dict[str, Any]:
        """Return the clue of the document that has the UUID of its draft."""
        own = {self.trace.uuid: uuid.lower()}
        ask = {camel(name): value for name, value in own.items() if name in self.trace.ask}
        return {"own": own, "number": None, "ask": ask, "like": {}, "check": {}}

    def clue_of(self, model: Model) -> dict[str, Any]:
        """Return what to look for, as JSON.

        `own` has the number that no other entity has, if the model has one, `like` the values that
        Fiken keeps, `check` those in which nothing else may differ, `ask` the query of the request,
        and `number` the number, whatever it is.
        """
        trace, likeness = self.trace, self.mapper.likeness
        own = likeness(model, trace.own)
        number = own.get(trace.own[0]) if trace.own else None
        if trace.uuid:
            uuid = getattr(model, "uuid", None)
            own = {trace.uuid: uuid.lower()} if uuid else {}
        sure = [name for name in trace.ask if _is_tidy(getattr(model, name, None))]
        if trace.is_hidden and trace.own[0] not in sure:
            number = None  # the filter alone would decide, and may not find it
        if None in own.values() or (trace.is_hidden and number is None):
            own = {}
        asked = {n: v for n, v in (likeness(model, trace.ask) | own).items() if v is not None}
        names = [name for name in sure if name in asked]
        if any(name in own for name in names):
            names = [name for name in names if name in own]
        return {
            "own": own,
            "number": number,
            "ask": {camel(name): str(asked[name]) for name in names},
            "like": likeness(model, trace.alike),
            "check": likeness(model, trace.checked),
        }

    def signature(self, clue: Clue) -> str:
        """Return a text that is equal for all entities that would look alike in the list."""
        like = {name: v for name, v in clue["like"].items() if name not in self.trace.loose}
        return signature_of(self.list_url, like)

    def with_known(self, clue: Clue) -> Clue:
        """List the entities that look alike already, and return the clue with their ids."""
        rows = self.rows(clue["ask"])
        return {**clue, "known": [self._key(row) for row in rows if self._is_alike(row, clue)]}

    def look(self, clue: Clue) -> Found:
        """Look for the entity that a clue describes."""
        if "draft" in clue and self._is_there(clue["draft"]):
            return Found()  # the draft did not become anything yet
        if "locked" in clue and not self.get(clue["locked"]).json().get("locked"):
            return Found()  # the hours are in no draft
        known = set(clue.get("known", ()))
        rows = {self._key(row): row for row in self.rows(clue["ask"])}
        rows = {key: row for key, row in rows.items() if key not in known}
        found = self._numbered(rows, clue) if clue["own"] else self._alike(rows, clue)
        if found == Found() and self.trace.is_doubtful and clue["own"]:
            found = self._alike(rows, clue)
        if found == Found() and "draft" in clue:
            return Found(unsure=_GONE)
        return found

    def _numbered(self, rows: Mapping[str, Any], clue: Clue) -> Found:
        """Return the row that has the number of its own that a clue names."""
        own: Mapping[str, Any] = clue["own"]
        same = {k: row for k, row in rows.items() if self.trace.is_hidden or self._has(row, own)}
        alive = {key: row for key, row in same.items() if not _is_deleted(row)}
        if len(alive) > 1:
            return Found(unsure=_SEVERAL, candidates=tuple(alive))
        for key, row in alive.items():
            if self.trace.uuid or self._is_alike(row, clue):
                return Found(key)
            return Found(unsure=_DIFFERS, candidates=(key,))
        deleted = tuple(key for key, row in same.items() if self._is_alike(row, clue))
        return Found(unsure=_DELETED, candidates=deleted) if deleted else Found()

    def _alike(self, rows: Mapping[str, Any], clue: Clue) -> Found:
        """Return the row that looks like what a clue describes."""
        alike = {key: row for key, row in rows.items() if self._is_alike(row, clue)}
        alive = {key: row for key, row in alike.items() if not _is_deleted(row)}
        number = _tidied(clue["number"])
        ours = tuple(key for key, row in alive.items() if self._number_of(row) == number)
        if len(ours) > 1:
            return Found(unsure=_SEVERAL, candidates=ours)
        if ours:
            is_other = self._differs(alive[ours[0]], clue["check"])
            return Found(unsure=_OTHER, candidates=ours) if is_other else Found(ours[0])
        if alive and clue["number"] is None:
            return Found(unsure=_NUMBERED, candidates=tuple(alive))
        deleted = tuple(key for key in alike if key not in alive)
        return Found(unsure=_DELETED, candidates=deleted) if deleted else Found()

    def _key(self, row: Any) -> str:
        return str(self.id_of(row))

    def _has(self, row: Any, own: Mapping[str, Any]) -> bool:
        values = self.mapper.likeness(row, tuple(own))
        if self.trace.uuid:
            values = {name: str(value).lower() for name, value in values.items()}
        return all(_tidied(values[name]) == _tidied(value) for name, value in own.items())

    def _number_of(self, row: Any) -> Any:
        if not self.trace.own or self.trace.is_hidden:
            return None
        number = self.trace.own[0]
        return _tidied(self.mapper.likeness(row, (number,))[number])

    def _differs(self, row: Any, sent: Mapping[str, Any]) -> bool:
        """Return whether a row that looks alike has other values than were sent."""
        given = {name: value for name, value in sent.items() if value is not None}
        return bool(folded(self.mapper.likeness(row, tuple(given))) != folded(given))

    def _is_alike(self, row: Any, clue: Clue) -> bool:
        """Return whether a row has the values that were sent."""
        like: Mapping[str, Any] = clue["like"]
        chosen = [name for name in self.trace.loose if like.get(name, "") is None]
        return self.is_alike(row, {n: v for n, v in like.items() if n not in chosen})

    def _is_there(self, url: str) -> bool:
        try:
            self.get(url)
        except NotFoundError:
            return False
        return True


def _is_tidy(value: Any) -> bool:
    """Return whether a filter surely finds a value: it is not known which spaces Fiken keeps."""
    return bool(value == _tidied(value))


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


def _is_deleted(row: Any) -> bool:
    return bool(getattr(row, "deleted", False))

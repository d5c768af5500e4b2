"""Writes with an idempotency key: from the call of a repository to a `Write`."""

import hashlib
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar, cast
from uuid import NAMESPACE_URL, uuid5

import attrs

from fiken.errors import ConfigurationError, InvalidAttributeError, WrittenButNotLoadedError
from fiken.idempotency._write import Write
from fiken.mappers._likeness import number_text
from fiken.models._base import Model
from fiken.models._fields import defaults_of, hints_of
from fiken.repositories._protocols import OnceProtocol
from fiken.repositories._search import Search
from fiken.repositories._sending import Sending
from fiken.repositories._trace import Trace
from fiken.repositories._written import Written
from fiken.types import Access

M = TypeVar("M", bound=Model)
R = TypeVar("R")

_LONGEST_KEY = 255
_HASH = 16  # characters: enough that two contents do not share one by chance


@attrs.frozen
class Once:
    """What is needed to carry out a write once.

    Args:
        key: The idempotency key.
        session: The session, which has the store of the keys.
        company: The company, as ``slug@host``.
        content: What is written, by name.
        search: How it is found out whether the write was carried out.
    """

    key: str
    session: OnceProtocol
    company: str
    content: Mapping[str, Any]
    search: Search

    def carry_out(self, verb: str, sending: Sending[R]) -> R:
        """Carry out the write once, and return its result.

        Args:
            verb: The method and the path, such as ``POST /companies/acme-as/sales``.
            sending: How the write is sent, and its result is read.
        """
        from fiken.idempotency._course import carry_out  # noqa: PLC0415 - for writes with a key

        write = self._write_of(verb, sending)
        if (identify := self.search.identify) is not None:
            write = attrs.evolve(write, identify=lambda: _with_search(write, identify()))
        return carry_out(write, self.session.idempotency)

    def _write_of(self, verb: str, sending: Sending[R]) -> Write[R]:
        sent: list[Written] = []

        def send(guard: Callable[[], None]) -> str | None:
            try:
                sent[:] = [sending.send(guard=guard)]
            except WrittenButNotLoadedError:
                return None  # Fiken did not name the id
            return (sent[0].answer.location_id or None) if self.search.made_in else ""

        write = Write[R](
            company=self.company,
            key=self.key,
            verb=verb,
            digest={name: _hash(value) for name, value in sorted(self.content.items())},
            send=send,
            look=self.search.look,
            load=sending.read_again,
            result=lambda _: sending.read(sent[0]),
            model=sending.model,
        )
        return _with_search(write, self.search)


def _with_search(write: Write[R], search: Search) -> Write[R]:
    return attrs.evolve(write, **attrs.asdict(search, recurse=False))


def once(
    session: object,
    where: str,
    url: str,
    key: str,
    content: Mapping[str, Any],
    search: Callable[[], Search],
) -> Once:
    """Check an idempotency key, and return what is needed to carry out a write once.

    Args:
        session: The session of the repository.
        where: The name of the repository, for messages.
        url: The URL of the repository's list, which begins with that of the company.
        key: The key that the caller gave.
        content: What is written, by name.
        search: The function that returns how it is found out whether the write was carried out.

    Raises:
        InvalidAttributeError: The key is not a text of 1 to 255 characters.
        ConfigurationError: The client has no store of keys.
    """
    checked = checked_key(where, key)
    if not _has_store(session):
        raise ConfigurationError(
            "an idempotency_key needs a store of the keys: "
            'Fiken(…, idempotency=SqlIdempotency("sqlite:///fiken.db")) of fiken.idempotency'
        )
    keeping = cast("OnceProtocol", session)
    return Once(checked, keeping, company_of(keeping, url), content, search())


def _has_store(session: object) -> bool:
    return getattr(session, "idempotency", None) is not None


def checked_key(where: str, key: Any) -> str:
    """Return an idempotency key, or raise `InvalidAttributeError`.

    Args:
        where: The name of the repository, for the message.
        key: The key that the caller gave.
    """
    is_key = isinstance(key, str) and key.strip() and key.isprintable()
    if not is_key or len(key) > _LONGEST_KEY:
        rule = f"a text of 1 to {_LONGEST_KEY} printable characters"
        hint = f'write "{key}"' if type(key) is int else ""
        raise InvalidAttributeError(where, "idempotency_key", key, rule, hint)
    return str(key)


def company_of(session: OnceProtocol, url: str) -> str:
    """Return the name of a company in the store, such as ``acme-as@api.fiken.no``.

    Tokens may change, but the company stays.
    """
    return f"{url.split('/')[2]}@{session.host}"


def with_uuid(model: M, trace: Trace | None, session: object, url: str, key: str) -> M:
    """Return a new model with a UUID that is derived from an idempotency key, always the same.

    A model that cannot have a UUID, or has one, is returned as it is.

    Args:
        model: The new model.
        trace: The trace of its repository.
        session: The session, which knows the host of the API.
        url: The URL of the list.
        key: The key.
    """
    changing: Any = model
    if trace is None or not trace.uuid or changing.uuid is not None or not _has_store(session):
        return model
    name = f"{company_of(cast('OnceProtocol', session), url)}{url}#{key}"
    return cast("M", changing.evolve(uuid=str(uuid5(NAMESPACE_URL, name))))


def content_of(model: Model) -> dict[str, Any]:
    """Return the values of a model that were given, by name.

    A field with its default is left out, so that a later version with more fields has the same
    content. So is a read-only field.
    """
    hints, defaults = hints_of(type(model)), defaults_of(type(model))
    values = {name: getattr(model, name) for name in hints}
    return {
        name: value
        for name, value in values.items()
        if hints[name].access is not Access.READ_ONLY and value != defaults.get(name, _NO_DEFAULT)
    }


_NO_DEFAULT = object()


def _hash(value: Any) -> str:
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH]


def _plain(value: Any) -> Any:
    """Return a value as JSON that is equal for equal values, whatever their classes are."""
    if isinstance(value, Model):
        return _plain(content_of(value))
    if isinstance(value, Mapping):
        given = cast("Mapping[str, Any]", value)
        return {name: _plain(each) for name, each in given.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in cast("tuple[Any, ...]", value)]
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number_text(value)
    plain = value.value if isinstance(value, Enum) else value
    return plain if isinstance(plain, str | bool | None) else plain.isoformat()

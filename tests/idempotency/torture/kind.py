"""A kind of write: what it needs, how it is called, and how the books show it.

Each write has a mark, such as ``T17``, that stands in what it makes. Twins are two writes with the
same content and the same mark, each with a key of its own: the books must show both.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from fiken import CompanyClient
from fiken.models._fields import key_of

#: What a write acts on, or the new model that it saves. It is pickled for the workers.
What: TypeAlias = Any
#: Prepares what the write with this mark acts on or saves.
Prepare: TypeAlias = Callable[[CompanyClient, str], What]
#: Returns what belongs to a company: a repository, or a list.
Of: TypeAlias = Callable[[CompanyClient], Any]
#: Counts in the books, by its mark, how often each of these writes was carried out.
Books: TypeAlias = Callable[[CompanyClient, list[tuple[str, What]]], Counter[str]]


@dataclass(frozen=True)
class Kind:
    """One kind of write.

    Attributes:
        prepare: Returns what the write with this mark acts on, or the new model that it saves.
        call: Carries out the write with this key, and returns its result.
        books: Counts in the books, by its mark, how often each write was carried out.
        twins: Whether there are two of each, which nothing but their keys tells apart.
        makes: Whether the result is a new entity, whose id no other key may have.
        hidden: For a write that Fiken's API does not show: returns whether a body that was sent is
            that of this write. The log of the emulator then takes the place of the books, and if an
            answer was lost, it may stay unclear whether the write was carried out.
    """

    prepare: Prepare
    call: Callable[[CompanyClient, What, str | None], Any]
    books: Books
    twins: bool = False
    makes: bool = False
    hidden: Callable[[What, Any], bool] | None = None


# --- how the books show a write ------------------------------------------------------------------


def listed(rows: Callable[[CompanyClient], Iterable[Any]], mark: Callable[[Any], Any]) -> Books:
    """Return a function that counts the rows of a list by their marks, without deleted ones."""

    def books(acme: CompanyClient, _: list[tuple[str, What]]) -> Counter[str]:
        return Counter(mark(row) for row in rows(acme) if not getattr(row, "deleted", False))

    return books


def each(count: Callable[[CompanyClient, What], int]) -> Books:
    """Return a function that counts, for each write by itself, how often it was carried out."""

    def books(acme: CompanyClient, writes: list[tuple[str, What]]) -> Counter[str]:
        return Counter({mark: int(count(acme, what)) for mark, what in writes})

    return books


# --- the marks of rows ---------------------------------------------------------------------------


def name(row: Any) -> Any:
    """Return the name of an entity, which is its mark."""
    return row.name


def reference(row: Any) -> Any:
    """Return the order reference of a document, which is its mark."""
    return row.order_reference


def line(row: Any) -> Any:
    """Return the text of the first line of a sale, a purchase or a draft, which is its mark."""
    first = row.lines[0] if row.lines else None
    return getattr(first, "description", None) or getattr(first, "text", None)


def job_line(row: Any) -> Any:
    """Return the text of the first line of a recurring invoice, which is its mark."""
    return line(row.jobs[0])


# --- the kinds that most families have -----------------------------------------------------------


def saves(of: Of, new: Prepare, mark: Callable[[Any], Any], *, twins: bool = True) -> Kind:
    """Return the kind that saves new models in a repository, and finds them in its list."""
    return Kind(
        new,
        lambda acme, what, key: of(acme).save(what, idempotency_key=key),
        listed(lambda acme: of(acme).all(), mark),
        twins=twins,
        makes=True,
    )


def changes(of: Of, new: Prepare, **change: Any) -> Kind:
    """Return the kind that saves changed models."""
    field, value = next(iter(change.items()))
    return Kind(
        lambda acme, mark: of(acme).save(new(acme, mark)).evolve(**change),
        lambda acme, what, key: of(acme).save(what, idempotency_key=key),
        each(lambda acme, what: getattr(of(acme).find(what), field) == value),
    )


def deletes(of: Of, new: Prepare, **options: Any) -> Kind:
    """Return the kind that deletes what it has saved before. It is gone, or marked as deleted."""
    return Kind(
        lambda acme, mark: of(acme).save(new(acme, mark)),
        lambda acme, what, key: of(acme).delete(what, **options, idempotency_key=key),
        each(lambda acme, what: is_gone(of(acme).all(), what)),
    )


def is_gone(rows: Iterable[Any], what: Any) -> bool:
    """Return whether an entity is not in a list, or marked as deleted in it."""
    key = str(key_of(type(what)))
    ids = {getattr(row, key) for row in rows if not getattr(row, "deleted", False)}
    return getattr(what, key) not in ids


def finalizes(
    of: Of, new: Prepare, documents: Of, mark: Callable[[Any], Any], *, by_id: bool = False
) -> Kind:
    """Return the kind that finalizes drafts, which become documents."""

    def prepare(acme: CompanyClient, text: str) -> Any:
        draft = of(acme).save(new(acme, text))
        return draft.draft_id if by_id else draft

    return Kind(
        prepare,
        lambda acme, what, key: of(acme).finalize(what, idempotency_key=key),
        listed(lambda acme: documents(acme).all(), mark),
        makes=True,
    )


def acts(
    new: Prepare,
    call: Callable[[CompanyClient, What, str | None], Any],
    count: Callable[[CompanyClient, What], int],
    *,
    twins: bool = False,
    makes: bool = False,
) -> Kind:
    """Return the kind of a verb, whose effect the books show for each write by itself."""
    return Kind(new, call, each(count), twins=twins, makes=makes)

"""What an export reports: its progress, and its result."""

from collections.abc import Callable
from typing import TypeAlias

import attrs


@attrs.frozen
class ExportedEntity:
    """The result of an export for one entity.

    Attributes:
        name: The name of its table, such as ``contacts``.
        rows: The number of rows that are in Fiken now, as far as is known.
        read: The number of rows that were read from Fiken by this run.
        missing: The number of rows that this run found to be gone from Fiken, and marked.
        is_whole: Whether the whole list was read, and not only what has changed.
        skipped: Why Fiken did not answer, such as a module that the company has not bought. Empty
            if it did.
    """

    name: str
    rows: int
    read: int
    missing: int
    is_whole: bool
    skipped: str = ""


@attrs.frozen
class Exported:
    """The result of an export.

    Attributes:
        company: The slug of the company.
        entities: The result of each entity, in the order of the export.
    """

    company: str
    entities: tuple[ExportedEntity, ...]

    @property
    def read(self) -> int:
        """The number of rows that were read from Fiken."""
        return sum(entity.read for entity in self.entities)

    @property
    def missing(self) -> int:
        """The number of rows that were found to be gone from Fiken, and marked."""
        return sum(entity.missing for entity in self.entities)

    def __getitem__(self, name: str) -> ExportedEntity:
        """Return the result of an entity by its name, such as ``contacts``."""
        for entity in self.entities:
            if entity.name == name:
                return entity
        raise KeyError(name)


@attrs.frozen
class ExportProgress:
    """How far an export is.

    Attributes:
        name: The entity that is being exported, such as ``contacts``.
        read: The number of its rows that were read so far.
        total: The number of its rows that will be read, as far as is known.
    """

    name: str
    read: int
    total: int


#: A function that is told about each page that was written.
Progress: TypeAlias = Callable[[ExportProgress], object]

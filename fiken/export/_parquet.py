"""Parquet files, one per table, written from the database of an export in the same folder.

This module needs SQLAlchemy and pyarrow.
"""

import json
import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from fiken.errors import ConfigurationError, ExportError
from fiken.export._books import Books
from fiken.export._entities import Entity
from fiken.export._shape import Kind, Row, Shape, shape_of
from fiken.export._tables import EXPORTED_AT, MISSING_SINCE
from fiken.types import Real

# It has no types.
pa: Any = import_module("pyarrow")
pq: Any = import_module("pyarrow.parquet")

_BATCH = 10_000  # rows in memory at a time
_VERSION = b"fiken.export.version"

TYPES: Mapping[Kind, Any] = MappingProxyType(
    {
        str: pa.string(),
        int: pa.int64(),
        bool: pa.bool_(),
        Real.date: pa.date32(),
        Real.datetime: pa.timestamp("us", "UTC"),
        Decimal: pa.decimal128(38, 15),  # 15 digits are all that JSON holds exactly
        dict: pa.string(),
    }
)


class ParquetFolder:
    """The Parquet files of a folder.

    Args:
        folder: The folder.
        books: The database that the files are written from.
    """

    def __init__(self, folder: Path, books: Books) -> None:
        self._folder, self._books = folder, books

    def require_own(self) -> None:
        """Check that no file of another program has the name of one of ours.

        Raises:
            ConfigurationError: One has.
        """
        for entity in self._books.entities:
            for shape in shape_of(entity).all():
                path = self._path(shape)
                if path.exists() and not _is_torn(path) and _version_in(path) is None:
                    raise ConfigurationError(
                        f"{path} was not written by an export, and would be replaced: "
                        "name another folder"
                    )

    def write(self, entity: Entity) -> None:
        """Write the files of an entity again, unless nothing has changed since.

        Each file is written beside the old one, which it then replaces.

        Raises:
            ExportError: A file cannot be written.
        """
        with self._books.alone(entity):  # two exports would write into one file beside
            self._write(entity)

    def _write(self, entity: Entity) -> None:
        version = str(self._books.version(entity)).encode()
        main = shape_of(entity)
        for shape in main.all():
            schema = _schema(shape, version, is_main=shape is main)
            path = self._path(shape)
            try:
                if not path.exists() or _is_torn(path) or not _is_current(path, schema):
                    self._replace(path, shape, schema)
            except OSError as error:
                raise ExportError(f"{path} cannot be written: {error.strerror or error}") from None

    def _replace(self, path: Path, shape: Shape, schema: Any) -> None:
        beside = path.with_name(f"{path.name}.part")
        with pq.ParquetWriter(beside, schema) as writer:
            for rows in self._batches(shape):
                try:
                    writer.write_table(pa.Table.from_pylist(rows, schema))
                except pa.ArrowInvalid as error:
                    raise ExportError(
                        f"{path} cannot be written, because a number has more digits than a "
                        f"column of Parquet holds: {error}"
                    ) from None
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        beside.replace(path)

    def _batches(self, shape: Shape) -> Iterator[list[Row]]:
        table = self._books.metadata.tables[shape.name]
        every = sa.select(table).order_by(*table.primary_key.columns)
        texts = [column.name for column in shape.columns if column.kind is dict]
        with self._books.transaction() as connection:
            found = connection.execution_options(yield_per=_BATCH).execute(every)
            for batch in found.mappings().partitions(_BATCH):
                rows = [dict(row) for row in batch]
                for row in rows:
                    for name in texts:
                        if row[name] is not None:
                            row[name] = json.dumps(row[name], ensure_ascii=False)
                yield rows

    def _path(self, shape: Shape) -> Path:
        return self._folder / f"{shape.name}.parquet"


def _schema(shape: Shape, version: bytes, *, is_main: bool) -> Any:
    kinds = dict(shape.keys) | {column.name: column.kind for column in shape.columns}
    if is_main:
        kinds |= {EXPORTED_AT: Real.datetime, MISSING_SINCE: Real.datetime}
    fields = [pa.field(name, TYPES[kind], name not in shape.keys) for name, kind in kinds.items()]
    return pa.schema(fields, {_VERSION: version})


def _is_torn(path: Path) -> bool:
    """Return whether a file is no whole Parquet file, as after a crash of the machine."""
    try:
        pq.read_schema(path)
    except pa.ArrowInvalid:
        return True
    return False


def _version_in(path: Path) -> bytes | None:
    metadata: dict[bytes, bytes] = pq.read_schema(path).metadata or {}
    return metadata.get(_VERSION)


def _is_current(path: Path, schema: Any) -> bool:
    written = pq.read_schema(path)
    return bool(written.equals(schema)) and _version_in(path) == schema.metadata[_VERSION]

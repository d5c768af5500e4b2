"""The export of the books of a company into SQLite, PostgreSQL or Parquet.

It needs the extra ``pip install 'fiken[export]'``, and for Parquet ``'fiken[export,parquet]'``.
"""

from fiken.export._entities import ENTITIES
from fiken.export._export import export
from fiken.export._results import Exported, ExportedEntity, ExportProgress

__all__ = ["ENTITIES", "ExportProgress", "Exported", "ExportedEntity", "export"]

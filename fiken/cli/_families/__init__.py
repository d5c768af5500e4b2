"""The families of Fiken, such as contacts, as the commands list, show and write them.

Nothing here is written per family. The families come from `CompanyClient` and its repositories, the
filters from the declarations of `all`, and the columns from the fields of the models.

- `families` returns all families by name, and `family_named` the one that a person has named.
- `Family.open` returns the repository, and `opened` also opens the client for it.
- `value_of` reads a value that a person has typed, or that stands in a cell of a file.
- `as_columns` returns the columns of a family. `heading_of` and `named_in` write and read their
  headings, which name the unit of amounts.
- `FamilyGroup` is a command with a command per family. `filter_options`, `parent_options` and
  `columns_option` return the options that a family has, and `value_type` the type of one.
"""

from fiken.cli._families._columns import (
    Column,
    as_columns,
    column_named,
    heading_of,
    named_in,
)
from fiken.cli._families._family import Family, Parent
from fiken.cli._families._filters import SINCE, Filter
from fiken.cli._families._finding import families, family_named
from fiken.cli._families._groups import FamilyGroup
from fiken.cli._families._opening import opened
from fiken.cli._families._options import (
    columns_option,
    filter_options,
    filters_in,
    parent_options,
    parents_in,
    value_type,
)
from fiken.cli._families._values import choice_of, is_amount, start_of, value_of

__all__ = [
    "SINCE",
    "Column",
    "Family",
    "FamilyGroup",
    "Filter",
    "Parent",
    "as_columns",
    "choice_of",
    "column_named",
    "columns_option",
    "families",
    "family_named",
    "filter_options",
    "filters_in",
    "heading_of",
    "is_amount",
    "named_in",
    "opened",
    "parent_options",
    "parents_in",
    "start_of",
    "value_of",
    "value_type",
]

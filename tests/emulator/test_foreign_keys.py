"""No row that can be deleted is held by a foreign key of another table.

Otherwise the emulator answers 500 to the DELETE, and no test of the family would see it: the rows
that refer to the entity belong to another family.
"""

import inspect
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from fiken.emulator.families import FAMILIES
from fiken.emulator.store.resources import Resource
from fiken.emulator.store.state import State
from tests.conftest import NOW

#: The tables whose rows other tables may hold, and why no request fails because of it.
HELD = {
    "accounts": "no operation deletes an account, and that of a contact goes if it has no postings",
    "activities": "an activity that time entries refer to is archived: `is_referred_to`",
    "bank_accounts": "no operation deletes a bank account",
    "companies": "no operation deletes a company",
    "contacts": "a contact that another table refers to becomes inactive: `is_referred_to`",
    "invoices": "no operation deletes an invoice: it is credited",
    "order_confirmations": "no operation deletes an order confirmation",
    "files": "the files of a company stay in its archive",
    "purchase_lines": "purchases are deleted softly, and their lines stay",
    "purchases": "purchases are deleted softly",
    "recurring_invoice_jobs": "a job that has generated an invoice is stopped, not deleted",
    "recurring_invoices": "no operation deletes a recurring invoice",
    "sale_lines": "sales are deleted softly, and their lines stay",
    "sales": "sales are deleted softly",
    "time_users": "no operation deletes a person who records time",
    "transactions": "the books delete what refers to an open transaction first: `ledger.undo`",
}


class ForeignKey(NamedTuple):
    """A column that refers to another table, and what becomes of it when that row is deleted."""

    table: str
    column: str
    target: str
    on_delete: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


def _foreign_keys() -> Iterator[ForeignKey]:
    """Yield the foreign keys of the tables of all families."""
    sql = """SELECT m.name, f."from", f."table", f.on_delete
        FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'"""
    state = State(seed=1, clock=lambda: NOW)
    state.create(family.tables for family in FAMILIES)
    yield from (ForeignKey(*row) for row in state.rows(sql))
    state.close()


KEYS = sorted(_foreign_keys())


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_a_foreign_key_holds_no_deletable_row(key: ForeignKey) -> None:
    lets_go = key.on_delete in {"CASCADE", "SET NULL"}
    assert lets_go or key.target in HELD, (
        f"write REFERENCES {key.target} ON DELETE SET NULL for {key.table}.{key.column} (or "
        f"ON DELETE CASCADE, if its rows are parts of {key.target}); if no operation deletes rows "
        f"of {key.target}, add it to HELD of this test with the reason"
    )


def _removed() -> Iterator[tuple[str, str]]:
    """Yield each operation whose handler is made by `removes`, with the table of its resource."""
    for family in FAMILIES:
        for operation, handler in family.operations.items():
            held: Any = inspect.getclosurevars(handler).nonlocals
            resource = held.get("resource")
            if handler.__qualname__.startswith("removes.") and isinstance(resource, Resource):
                yield operation, resource.table


REMOVED = dict(_removed())


def test_no_held_table_is_deleted_from() -> None:
    """Neither by a DELETE, nor together with a row that can be deleted."""
    assert {"deleteProject": "projects", "deleteProduct": "products"}.items() <= REMOVED.items()
    held = {operation: table for operation, table in REMOVED.items() if table in HELD}
    assert not held, "take these tables out of HELD of this test"
    parts = {str(key) for key in KEYS if key.on_delete == "CASCADE" and key.target not in HELD}
    assert not {key for key in parts if key.partition(".")[0] in HELD}


def test_every_held_table_is_referred_to() -> None:
    needed = {key.target for key in KEYS if key.on_delete not in {"CASCADE", "SET NULL"}}
    assert HELD.keys() == needed, "take the others out of HELD of this test"

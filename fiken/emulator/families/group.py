"""The names of all groups that contacts are in."""

from typing import Any

from fiken.emulator.store.handlers import page
from fiken.emulator.store.resources import Call, Family
from fiken.emulator.wire.exchange import Reply

_GROUPS = """FROM contact_groups AS g JOIN contacts USING (contact_id)
    WHERE company_id = ? GROUP BY g.name"""


def _get_groups(call: Call) -> Reply:
    """Return a page of the names of contact groups. The group that was used first comes first."""
    count = call.state.value(f"SELECT count(*) FROM (SELECT 1 {_GROUPS})", call.company)  # noqa: S608

    def fetch(limit: int, offset: int) -> list[Any]:
        sql = f"SELECT g.name {_GROUPS} ORDER BY min(g.rowid) LIMIT ? OFFSET ?"
        return [row["name"] for row in call.state.rows(sql, call.company, limit, offset)]

    return page(call, count, fetch)


FAMILY = Family(operations={"getGroups": _get_groups})

"""The SQL of `SqlStore`. Each statement does no harm if it is carried out twice."""

import re
from collections.abc import Callable

# By the clock of the database, so that the clocks of the machines do not matter. It has to go on
# within a transaction, and while a test freezes the time.
_NOW = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch from clock_timestamp())::double precision",
}
# Tokens that were stored must survive a crash of the server, whatever its settings are.
_DURABLE = {
    "sqlite": ("", ""),
    "postgresql": (
        "FROM (SELECT set_config('synchronous_commit', 'on', true) AS setting) AS durable",
        "AND durable.setting = 'on'",
    ),
}

CREATE = """\
CREATE TABLE IF NOT EXISTS {table} (
    account VARCHAR(255) PRIMARY KEY,
    tokens TEXT,                                    -- JSON; NULL: the account has none
    saved INTEGER NOT NULL DEFAULT 0,               -- how often the tokens were stored
    holder VARCHAR(32),                             -- who holds the lock; NULL: nobody
    held_until DOUBLE PRECISION NOT NULL DEFAULT 0  -- by the clock of the database
)"""

PROBE = "SELECT account, tokens, saved, holder, held_until FROM {table} WHERE 1 = 0"
"""No rows, or an error if there is no such table."""

ACCOUNTS = "SELECT account FROM {table} WHERE tokens IS NOT NULL"

LOAD = "SELECT tokens FROM {table} WHERE account = ?"

LEASE = """\
INSERT INTO {table} AS kept (account, holder, held_until) VALUES (?, ?, {now} + ?)
ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
WHERE kept.holder IS NULL OR kept.holder = excluded.holder OR kept.held_until <= {now}
RETURNING saved"""
"""Take the lease: account, holder, seconds. No row: somebody else has it."""

RENEW = "UPDATE {table} SET held_until = {now} + ? WHERE account = ? AND holder = ?"
"""Renew the lease: seconds, account, holder. It was not lost if it ended but nobody took it."""

FREE = "UPDATE {table} SET holder = NULL, held_until = 0 WHERE account = ? AND holder = ?"

SAVE = """\
UPDATE {table} SET tokens = ?, saved = saved + 1 {from_durable}
WHERE account = ? AND (holder = ? OR saved = ?) {is_durable}
RETURNING saved"""
"""Store tokens: tokens, account, holder, and the number of `saved` that the holder knows.

No row: another process has taken over and stored tokens. If it has stored none yet, these are the
newest; with rotation of refresh tokens they may be the only ones that work.
"""

_TABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?")


def is_table(name: str) -> bool:
    """Return whether a table can have a name: letters, digits and _, with or without a schema."""
    return _TABLE.fullmatch(name) is not None


def statements(dialect: str, table: str) -> Callable[[str], str]:
    """Return a function that completes a statement of this module.

    Args:
        dialect: ``sqlite`` or ``postgresql``.
        table: The name of the table, for which `is_table` holds.
    """
    from_durable, is_durable = _DURABLE[dialect]
    parts = {
        "{table}": ".".join(f'"{part}"' for part in table.split(".")),
        "{now}": _NOW[dialect],
        "{from_durable}": from_durable,
        "{is_durable}": is_durable,
    }

    def complete(statement: str) -> str:
        for name, part in parts.items():
            statement = statement.replace(name, part)
        return statement

    return complete

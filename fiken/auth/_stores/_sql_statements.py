"""The SQL of `SqlStore`. Each statement does no harm if it is carried out twice."""

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

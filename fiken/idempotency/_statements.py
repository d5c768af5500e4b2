"""The SQL of the stores. Each statement does no harm if it is carried out twice."""
# ruff: noqa: S608 - only names of columns are put into the statements

CREATE = """\
CREATE TABLE IF NOT EXISTS {table} (
    company VARCHAR(300) NOT NULL,         -- acme-as@api.fiken.no
    key VARCHAR(255) NOT NULL,
    verb VARCHAR(300) NOT NULL,            -- POST /companies/acme-as/sales
    digest TEXT NOT NULL,                  -- {"date": "9f3a…", …}
    state VARCHAR(10) NOT NULL,            -- working, unsure, written or done
    owner VARCHAR(32),                     -- the worker that claimed it last
    owned_until DOUBLE PRECISION NOT NULL, -- by the clock of the database; 0: nobody has it
    sent_by DOUBLE PRECISION,              -- when a request was sent at the latest; NULL: none was
    clue TEXT,                             -- what to look for, with personal data; NULL when done
    alike VARCHAR(64),                     -- the signature of all writes that would look alike
    made_in VARCHAR(300),                  -- the list that contains the result; NULL: none does
    result VARCHAR(100),                   -- the id, when it is done
    made_at DOUBLE PRECISION NOT NULL,
    done_at DOUBLE PRECISION,
    PRIMARY KEY (company, key),
    UNIQUE (company, alike),
    UNIQUE (company, made_in, result)
)"""

COLUMNS = (
    "company, key, verb, digest, state, owner, owned_until, sent_by, clue, alike, made_in, result, "
    "made_at, done_at, {now}"
)
"""The columns of a row as `kept_write` expects them."""

PROBE = f"SELECT {COLUMNS} FROM {{table}} WHERE 1 = 0"
"""No rows, or an error if there is no such table."""

GET = f"SELECT {COLUMNS} FROM {{table}} WHERE company = ? AND key = ?"

BLOCKER = f"SELECT {COLUMNS} FROM {{table}} WHERE company = ? AND alike = ?"

UNRESOLVED = f"SELECT {COLUMNS} FROM {{table}} WHERE state <> 'done' ORDER BY made_at, company, key"

ADD = f"""\
INSERT INTO {{table}} (
    company, key, verb, digest, owner, owned_until, sent_by, clue, alike, made_in, made_at, state
)
SELECT ?, ?, ?, ?, ?, {{now}} + ?, {{now}} + ?, ?, ?, ?, {{now}}, 'working'
{{from_durable}} WHERE 1 = 1 {{is_durable}}
ON CONFLICT DO NOTHING
RETURNING {COLUMNS}"""
"""Record a write: company, key, verb, digest, owner, lease, lease or NULL, clue, alike, made_in.

No row: the key is there, or another one has the signature.
"""

TAKE = f"""\
UPDATE {{table}} SET
    state = CASE
        WHEN state = 'working' AND sent_by IS NOT NULL AND (owner IS NULL OR owner <> ?)
        THEN 'unsure' ELSE state END,
    owner = ?,
    owned_until = {{now}} + ?
{{from_durable}}
WHERE company = ? AND key = ? AND state <> 'done' AND (owned_until <= {{now}} OR owner = ?)
{{is_durable}}
RETURNING {COLUMNS}"""
"""Take over a write: owner, owner, lease, company, key, owner. No row: it cannot be taken."""

TAKE_SAME = TAKE.replace("AND state <>", "AND verb = ? AND digest = ? AND state <>")
"""The same for one content: owner, owner, lease, company, key, verb, digest, owner."""

MARK = """\
UPDATE {table} SET alike = ? {from_durable}
WHERE company = ? AND key = ? AND owner = ? AND state <> 'done' AND NOT EXISTS (
    SELECT 1 FROM {table} AS others
    WHERE others.company = ? AND others.alike = ? AND others.key <> ?
) {is_durable}
RETURNING key"""
"""Keep a signature: alike, company, key, owner, company, alike, key. No row: it is taken."""

SENDING = f"""\
UPDATE {{table}} SET clue = ?, sent_by = {{now}} + ?, owned_until = {{now}} + ? {{from_durable}}
WHERE company = ? AND key = ? AND owner = ? AND state IN ('working', 'unsure') {{is_durable}}
RETURNING {COLUMNS}"""
"""Record that a request may be sent: clue, lease, lease, company, key, owner. No row: lost."""

KEEP = """\
UPDATE {table} SET
    state = CASE WHEN state = 'written' THEN state ELSE ? END,
    sent_by = COALESCE(?, {now}), owner = NULL, owned_until = 0
{from_durable}
WHERE company = ? AND key = ? AND owner = ? AND state <> 'done' {is_durable}
RETURNING key"""
"""Keep a state, and end the lease: state, sent_by or NULL for now, company, key, owner."""

WRITTEN = """\
UPDATE {table} SET state = 'written', sent_by = {now}, clue = COALESCE(clue, ?) {from_durable}
WHERE company = ? AND key = ? AND state <> 'done' {is_durable}
RETURNING key"""
"""Record that a write was carried out, whoever holds it: clue, company, key."""

FREE = """\
UPDATE {table} SET
    clue = CASE WHEN state = 'written' THEN clue ELSE NULL END,
    sent_by = CASE WHEN state = 'written' THEN sent_by ELSE NULL END,
    state = CASE WHEN state = 'written' THEN 'written' ELSE 'working' END,
    alike = NULL, owner = NULL, owned_until = 0
{from_durable}
WHERE company = ? AND key = ? AND owner = ? AND state <> 'done' {is_durable}
RETURNING key"""
"""Clear the signature and the lease: company, key, owner."""

DONE = f"""\
INSERT INTO {{table}} AS kept (
    company, key, verb, digest, made_in, result, owned_until, made_at, done_at, state
)
SELECT ?, ?, ?, ?, ?, ?, 0, {{now}}, {{now}}, 'done'
{{from_durable}}
WHERE NOT EXISTS (
    SELECT 1 FROM {{table}} AS others
    WHERE others.company = ? AND others.made_in = ? AND others.result = ? AND others.key <> ?
) {{is_durable}}
ON CONFLICT (company, key) DO UPDATE SET
    state = 'done', result = excluded.result, made_in = excluded.made_in,
    done_at = excluded.done_at, clue = NULL, alike = NULL, owner = NULL, owned_until = 0
WHERE kept.state <> 'done'
RETURNING {COLUMNS}"""
"""Record the result: company, key, verb, digest, made_in, result, company, made_in, result, key.

No row: it is done already, or another key has the result.
"""

FOUND = f"""\
UPDATE {{table}} SET
    state = 'done', result = ?, made_in = ?, done_at = {{now}},
    clue = NULL, alike = NULL, owner = NULL, owned_until = 0
{{from_durable}}
WHERE company = ? AND key = ? AND owner = ? AND state <> 'done' AND NOT EXISTS (
    SELECT 1 FROM {{table}} AS others
    WHERE others.company = ? AND others.made_in = ? AND others.result = ? AND others.key <> ?
) {{is_durable}}
RETURNING {COLUMNS}"""
"""Record what a look has found: result, made_in, company, key, owner, then as in `DONE`.

No row: the worker has lost the write, or another key has the result.
"""

DROP = """\
DELETE FROM {table}
WHERE company = ? AND key = ? AND owner = ? AND state IN ('working', 'unsure')
RETURNING key"""

FORGET = "DELETE FROM {table} WHERE company = ? AND key = ? AND owned_until <= {now} RETURNING key"

EXPIRE = "DELETE FROM {table} WHERE state = 'done' AND done_at < {now} - ? RETURNING key"

TAKEN = """\
SELECT result FROM {table}
WHERE company = ? AND made_in = ? AND key <> ? AND result IN ({results})"""
"""The results that others have: company, made_in, key, and one value per result."""

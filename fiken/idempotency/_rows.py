"""Writes as rows of a table."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fiken._databases import Row
from fiken.idempotency._kept import KeptWrite


def dumped(value: Mapping[str, Any] | None) -> str | None:
    """Return JSON that is equal for equal values; None for None."""
    if value is None:
        return None
    return json.dumps(dict(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def kept_write(row: Row) -> KeptWrite:
    """Return the write of a row, with the columns of `COLUMNS`."""
    company, key, verb, digest, state, owner, owned_until, sent_by, clue, *rest = row
    alike, made_in, result, made_at, done_at, read_at = rest
    return KeptWrite(
        company=company,
        key=key,
        verb=verb,
        digest=json.loads(digest),
        state=state,
        owner=owner,
        owned_until=_moment(owned_until),
        sent_by=None if sent_by is None else _moment(sent_by),
        clue=None if clue is None else json.loads(clue),
        alike=alike,
        made_in=made_in or "",
        result=result,
        made_at=_moment(made_at),
        done_at=None if done_at is None else _moment(done_at),
        read_at=_moment(read_at),
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

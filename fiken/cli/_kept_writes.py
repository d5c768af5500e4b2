"""What the commands `fiken once` show of a write with an idempotency key."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from fiken.idempotency import KeptWrite

#: The parts of a clue that a person can use: what only this one has, what it looks like, and more.
_PARTS = ("own", "like", "check")


def look_for(row: KeptWrite, *, in_full: bool = False) -> str:
    """Return what a person has to look for in Fiken. It names people and sums.

    Args:
        row: A write that is not done.
        in_full: Whether to name all values that it has, and not only a number of its own.
    """
    if row.state == "done":
        return ""
    parts = [cast("Mapping[str, Any]", (row.clue or {}).get(part) or {}) for part in _PARTS]
    texts = [f"{name} {_text(v)}" for part in parts for name, v in part.items() if v is not None]
    if parts[0] and not in_full:
        texts = texts[: len(parts[0])]
    what = f" with {', '.join(dict.fromkeys(texts))}" if texts else ""
    if row.made_in:
        return f"one in {_below(row.made_in)}{what}"
    fields = f": {', '.join(sorted(row.digest))}" if row.digest else ""
    return f"whether it took effect{fields}"


def _text(value: Any) -> str:
    """Return a value of a clue as text, such as "Coffee 10000" for a line with its sum in øre."""
    if isinstance(value, list):
        items = cast("Sequence[Any]", value)
        return " ".join(_text(item) for item in items if item is not None)
    return str(value)


def meaning(row: KeptWrite) -> str:
    """Return what the state of a write means, without an end."""
    if row.owned_for:
        return f"a worker is carrying it out, for at most {row.owned_for:.0f} s more"
    if row.sent_by is None and row.state != "done":
        return "a worker has begun it, and has sent nothing yet"
    return {
        "working": "a worker has begun it, and was not seen to end it",
        "unsure": "its answer was lost, so Fiken may have carried it out",
        "written": "Fiken has carried it out, but its id is not known",
        "done": "Fiken has carried it out",
    }[row.state]


def as_json(row: KeptWrite) -> dict[str, Any]:
    """Return a write as JSON. `held_for` is in seconds, and the moments are in UTC."""
    moments = {"made_at": row.made_at, "sent_by": row.sent_by, "done_at": row.done_at}
    return {
        "key": row.key,
        "company": row.company,
        "state": row.state,
        "request": request_of(row),
        "fields": sorted(row.digest),
        "look_for": row.clue,
        "result": row.result,
        "held_for": round(row.owned_for, 1),
        **{name: moment and moment.isoformat() for name, moment in moments.items()},
    }


def request_of(row: KeptWrite) -> str:
    """Return the request without the company, such as "POST /sales"."""
    method, _, path = row.verb.partition(" ")
    return f"{method} {_below(path)}"


def _below(path: str) -> str:
    """Return a path below that of its company: "/sales" for "/companies/acme-as/sales"."""
    return re.sub("^/companies/[^/]+(?=/)", "", path)


def local(moment: datetime) -> str:
    """Return a moment in the time zone of this machine."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"

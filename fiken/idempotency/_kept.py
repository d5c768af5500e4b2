"""A write as a store keeps it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeAlias

import attrs

State: TypeAlias = Literal["working", "unsure", "written", "done"]


@attrs.frozen(kw_only=True)
class Intent:
    """A write that is to be carried out once.

    Attributes:
        company: The company, as ``slug@host``. Tokens may change, the company stays.
        key: The idempotency key, which is unique in its company.
        verb: The request, such as ``POST /companies/acme-as/sales``.
        digest: A short hash per field, by its name. It is equal for the same content.
        clue: What to look for in Fiken if the answer is lost, as JSON. It contains personal data,
            such as names and numbers. None if nothing was sent yet.
        alike: The signature of all writes whose results would look alike. A store keeps it for only
            one write of a company at a time. None if there is no such limit.
        made_in: The list in Fiken that contains what the write makes; empty if it makes nothing.
    """

    company: str
    key: str
    verb: str
    digest: Mapping[str, str] = attrs.field(repr=False)
    clue: Mapping[str, Any] | None = attrs.field(default=None, repr=False)
    alike: str | None = None
    made_in: str = ""


@attrs.frozen(kw_only=True)
class KeptWrite(Intent):
    """A write with an idempotency key, as a store keeps it.

    The times are those of the store's clock.

    Attributes:
        company: The company, as ``slug@host``.
        key: The idempotency key.
        verb: The request, such as ``POST /companies/acme-as/sales``.
        digest: A short hash per field, by its name.
        clue: What to look for in Fiken if the answer is lost. It contains personal data. None if
            nothing was sent yet, and when the write is done.
        alike: The signature of all writes whose results would look alike, as long as the write is
            the only one of them that may be carried out.
        made_in: The list in Fiken that contains what the write makes; empty if it makes nothing.
        state: ``working``: a worker carries it out, or has died while it did. ``unsure``: its
            answer was lost. ``written``: Fiken carried it out, but its result is not known.
            ``done``: Fiken carried it out, and `result` is known.
        owner: The worker that claimed the write last.
        owned_until: The end of the lease of that worker. No other one touches the write before.
        sent_by: The last moment at which a request may have been sent; None if none was sent.
        result: The id of what the write has made, when it is done; empty if it has no id.
        made_at: When the key was first used.
        done_at: When the write was recorded as done.
        read_at: When the store returned this object.
    """

    state: State
    owner: str | None = attrs.field(default=None, repr=False)
    owned_until: datetime
    sent_by: datetime | None = None
    result: str | None = None
    made_at: datetime
    done_at: datetime | None = None
    read_at: datetime

    @property
    def owned_for(self) -> float:
        """Seconds for which a worker still holds the write; 0 if none does."""
        return max((self.owned_until - self.read_at).total_seconds(), 0.0)

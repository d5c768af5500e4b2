"""The user to whom the token belongs."""

from fiken.emulator.store.resources import Call, Family
from fiken.emulator.wire.exchange import Reply


def _get_user(call: Call) -> Reply:
    row = call.state.row("SELECT name, email FROM users")
    return Reply(200, dict(row) if row else {})


FAMILY = Family(
    tables="CREATE TABLE users (name TEXT NOT NULL, email TEXT NOT NULL);",
    operations={"getUser": _get_user},
)

"""The user of the token."""

from fiken.emulator.store.resources import Call, Family, Reply


def _get_user(call: Call) -> Reply:
    row = call.state.row("SELECT name, email FROM users")
    return Reply(200, dict(row) if row else {})


FAMILY = Family(
    tables="CREATE TABLE users (name TEXT NOT NULL, email TEXT NOT NULL);",
    operations={"getUser": _get_user},
)

"""The user to whom the token belongs."""

from fiken.emulator.store import logins
from fiken.emulator.store.resources import Call, Family
from fiken.emulator.wire.exchange import Reply


def _get_user(call: Call) -> Reply:
    if call.login is None:
        return Reply(200, {})
    row = call.state.row("SELECT name, email FROM users WHERE user_id = ?", call.login.user)
    return Reply(200, dict(row) if row else {})


FAMILY = Family(tables=logins.TABLES, operations={"getUser": _get_user})

"""The logins in the store: how they are stored, used and shown."""

import os
import shlex
import unicodedata
from collections.abc import Iterator

import click

from fiken import Fiken
from fiken.auth import LoginRecord, LoginRecords, Tokens, store_from_environment
from fiken.cli._here import is_here
from fiken.idempotency import IdempotencyStore
from fiken.pacing import Paced

#: The number of accounts that an error can name.
_FEW = 5


def chosen(account: str | None) -> str:
    """Return the name of the account to use: the given one, `FIKEN_ACCOUNT`, or "default"."""
    # An empty one is not the default: a script may have lost the name.
    name = os.environ.get("FIKEN_ACCOUNT") or "default" if account is None else account
    return unicodedata.normalize("NFC", name)  # as in the stores


def has_login(account: str) -> bool:
    """Return whether the store has a login of an account.

    The lock is taken too, so that a store that cannot be written is noticed before the login.

    Raises:
        FikenError: The store cannot be used, or the name of the account is not allowed.
    """
    store = store_from_environment()
    with store.lock(account):
        return store.load(account) is not None


def store_login(record: LoginRecord, tokens: Tokens, *, replaces: bool) -> None:
    """Store a new login, with what is to be remembered about it.

    Args:
        record: What is to be remembered.
        tokens: The tokens.
        replaces: Whether another login of the account may be replaced.

    Raises:
        ClickException: There is another login, which was stored in the meantime.
        FikenError: The store does not work. The earlier login is still stored.
    """
    store, records, account = store_from_environment(), LoginRecords(), record.account
    with store.lock(account):
        before = records.load(account)
        if not replaces and store.load(account) is not None:
            raise click.ClickException(
                f"another login was stored for the account {account!r} in the meantime, and is "
                "kept: begin again, with another --account"
            )
        records.save(record)  # first, so that no token is ever sent to another Fiken than its own
        try:
            store.save(account, tokens)
        except BaseException:
            if before is None:
                records.remove(account)
            else:
                records.save(before)
            raise


def client_of(
    account: str | None, base_url: str | None, idempotency: IdempotencyStore | None = None
) -> Fiken:
    """Return a client for an account, or for the token in `FIKEN_TOKEN`.

    Args:
        account: The name of the account; None for the login that the environment names, and else
            for the account "default".
        base_url: The URL of the API; None for that of the login.
        idempotency: The store of idempotency keys; None for a client that takes no keys.

    Raises:
        ClickException: The account has no login.
        FikenError: The environment names two logins, the account belongs to another URL, or the
            store does not work.
    """
    if account is None and os.environ.get("FIKEN_TOKEN"):
        return Fiken(base_url=base_url, idempotency=idempotency, pacer=_pacer_for(base_url))
    name = chosen(account)
    if store_from_environment().load(name) is None:
        raise no_login(name)
    record = LoginRecords().load(name)
    pacer = _pacer_for(base_url or (record.base_url if record else None))
    return Fiken(account=name, base_url=base_url, idempotency=idempotency, pacer=pacer)


def _pacer_for(url: str | None) -> Paced:
    """Return the pacer for a URL. An emulator on this machine needs no pauses between requests."""
    return Paced(spacing=0) if url is not None and is_here(url) else Paced()


def rows() -> Iterator[tuple[str, str, str, str]]:
    """Yield, for each account in the store, its name, its kind, its expiry and its URL."""
    store, records = store_from_environment(), LoginRecords()
    for account in store.accounts():
        tokens, record = store.load(account), records.load(account)
        if tokens is None:  # it has logged out since
            continue
        client_id = record.client_id if record else None
        kind = f"app {client_id or ''}".strip() if is_of_app(tokens, record) else "personal token"
        moment = tokens.expires_at and tokens.expires_at.astimezone()
        expiry = f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
        yield account, kind, expiry, (record or LoginRecord(account)).base_url


def no_login(account: str) -> click.ClickException:
    """Return the error for an account without a login."""
    command = f"fiken login --account {shlex.quote(account)}"
    others = store_from_environment().accounts()
    is_short = 0 < len(others) <= _FEW
    remedy = (
        f"name one that is with --account ({', '.join(others)}), or"
        if is_short
        else "fiken accounts lists the accounts that are, and"
    )
    return click.ClickException(
        f"the account {account!r} is not logged in: {remedy} {command} logs it in"
    )


def is_of_app(tokens: Tokens, record: LoginRecord | None) -> bool:
    """Return whether a login was made by an app, so that it is not a personal token."""
    if record is not None:
        return record.client_id is not None
    return tokens.refresh_token is not None or tokens.expires_at is not None

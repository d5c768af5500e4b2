"""The app in whose name a user logs in: from the environment, from the last login, or typed."""

import os

from fiken.auth import LoginRecord, LoginRecords
from fiken.cli._output import note
from fiken.cli._reading import ask, ask_secret

_REMEDY = "set FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET"


def new_record(account: str, base_url: str | None, redirect_uri: str | None) -> LoginRecord:
    """Return what is to be remembered about a new login by an app. It asks for what is missing.

    Args:
        account: The name of the account.
        base_url: The URL of the API; None for Fiken's own.
        redirect_uri: The redirect URI; None for that of the last login, or the default.

    Raises:
        ClickException: There is nobody to answer.
        TokenStoreError: What was remembered about the last login cannot be read.
    """
    real = LoginRecord(account)
    home = (base_url or real.base_url).rstrip("/")
    last = LoginRecords().load(account)
    if last is None or last.base_url != home:  # no secret goes to another Fiken
        last = LoginRecord(account, home)
    client_id = os.environ.get("FIKEN_CLIENT_ID") or last.client_id
    if client_id is None:
        note("You need an app that is registered in Fiken. Its page there shows both of these:")
        client_id = ask("Client id", _REMEDY)
    secret = os.environ.get("FIKEN_CLIENT_SECRET")
    if secret is None and client_id == last.client_id:
        secret = last.client_secret or ""
    if secret is None:
        secret = ask_secret("Client secret, or nothing if the app has none", _REMEDY)
    # As in the emulator, where both addresses have the same beginning.
    beside = f"{home.removesuffix('/api/v2')}/oauth"
    return LoginRecord(
        account,
        home,
        client_id,
        secret or None,
        redirect_uri or last.redirect_uri,
        os.environ.get("FIKEN_OAUTH_URL") or (real.oauth_url if home == real.base_url else beside),
    )

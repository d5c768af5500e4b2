"""The app in whose name a user logs in: from the environment, from the last login, or typed."""

import os

from fiken.cli._output import note
from fiken.cli._reading import ask, ask_secret
from fiken.cli._records import API, OAUTH, REDIRECT_URI, Record, recall

_REMEDY = "set FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET"


def new_record(account: str, base_url: str | None, redirect_uri: str | None) -> Record:
    """Return what is to be remembered about a new login by an app. It asks for what is missing.

    Args:
        account: The name of the account.
        base_url: The URL of the API; None for Fiken's own.
        redirect_uri: The redirect URI; None for that of the last login, or the default.

    Raises:
        ClickException: There is nobody to answer.
    """
    home = (base_url or API).rstrip("/")
    last = recall(account)
    if last is None or last.base_url != home:  # no secret goes to another Fiken
        last = Record(account, home)
    client_id = os.environ.get("FIKEN_CLIENT_ID") or last.client_id
    if client_id is None:
        note("An app is registered in Fiken: its page there shows the client id and the secret.")
        client_id = ask("Client id", _REMEDY)
    secret = os.environ.get("FIKEN_CLIENT_SECRET")
    if secret is None and client_id == last.client_id:
        secret = last.client_secret or ""
    if secret is None:
        secret = ask_secret("Client secret, or nothing if the app has none", _REMEDY)
    return Record(
        account,
        home,
        client_id,
        secret or None,
        redirect_uri or last.redirect_uri or REDIRECT_URI,
        os.environ.get("FIKEN_OAUTH_URL") or _oauth_url(home),
    )


def _oauth_url(base_url: str) -> str:
    """Return the address of OAuth that belongs to the URL of the API, as in the emulator."""
    if base_url == API:
        return OAUTH
    return f"{base_url.removesuffix('/api/v2')}/oauth"

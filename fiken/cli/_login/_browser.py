"""The two ways to log in by OAuth: with the browser of this machine, or with any other one."""

import contextlib
import threading
import webbrowser
from collections.abc import Callable

import click

from fiken.auth import OAuthApp, Tokens
from fiken.cli._login._loopback import Loopback, Page
from fiken.cli._output import note
from fiken.cli._reading import ask_secret
from fiken.cli._sentences import sentence_of
from fiken.errors import AccessDeniedError

#: What stores the tokens of the new login.
Keep = Callable[[Tokens], None]

_PASTE = "begin again, and paste the whole address"


def log_in_here(app: OAuthApp, seconds: float, keep: Keep) -> None:
    """Open the browser of this machine, wait until it comes back, and store the tokens.

    The browser sees a page that says whether the login worked, and if not, why.

    Args:
        app: The app. Its redirect URI leads to this machine.
        seconds: How long to wait for the browser.
        keep: What stores the tokens.

    Raises:
        ClickException: The browser did not come back, or the port is not free.
        FikenError: The login was refused, or its tokens could not be stored.
    """
    url = app.authorize_url()
    with Loopback(app.redirect_uri, url.state) as loopback:
        note("The browser opens. If it does not, open this address in a browser on this machine:")
        note(str(url))
        # Some browsers run in the terminal, and return only when they are closed.
        threading.Thread(target=_open, args=(str(url),), daemon=True).start()
        came = loopback.wait(seconds)
        if came is None:
            raise click.ClickException(
                f"the browser did not come back within {seconds:g} seconds: begin again. If Fiken "
                f"showed an error, look whether the client id is {app.client_id}, and whether "
                f"{app.redirect_uri} is registered for the app. If this machine has no browser, "
                "use fiken login --no-browser"
            )
        try:
            keep(app.exchange_redirect(came, state=url.state, verifier=url.verifier))
        except BaseException as error:
            loopback.answer(_page_of(error))
            raise
        finally:
            del came
        loopback.answer(Page(200, "You are logged in", "You can close this page."))


def log_in_elsewhere(app: OAuthApp, keep: Keep) -> None:
    """Print the URL of the login, read the one to which a browser came back, and store the tokens.

    Raises:
        ClickException: There is nobody to paste it.
        FikenError: The login was refused, or its tokens could not be stored.
    """
    url = app.authorize_url()
    note("Open this address in any browser, and log in:")
    note(str(url))
    note(
        f"The browser then goes to {app.redirect_uri}, and may show an error there. Copy the "
        "whole address that it shows."
    )
    came = ask_secret("Paste the address", _PASTE)
    try:
        keep(app.exchange_redirect(came, state=url.state, verifier=url.verifier))
    finally:
        del came


def _open(url: str) -> None:
    """Open the browser. If that fails, for whatever reason, the login still waits for a browser."""
    is_open = False
    with contextlib.suppress(Exception):
        is_open = webbrowser.open(url)
    if not is_open:
        note("No browser was opened. If yours is on another machine, begin again: --no-browser.")


def _page_of(error: BaseException) -> Page:
    if isinstance(error, AccessDeniedError):
        text = "You did not allow the login, so nothing was stored. You can close this page."
        return Page(200, "You are not logged in", text)
    text = f"{sentence_of(error)}. The terminal says the same. You can close this page."
    return Page(200, "The login did not work", text)

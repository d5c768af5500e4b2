"""List the companies of a user, by a script that runs again and again.

    python examples/login_script.py                      # on an embedded Fiken
    FIKEN_TOKEN=… python examples/login_script.py list   # with your own personal token
    FIKEN_CLIENT_ID=… FIKEN_CLIENT_SECRET=… FIKEN_REDIRECT_URI=… \
        python examples/login_script.py list             # as an app, for another user

As an app, it asks the user to log in the first time, and again if the login was revoked. The tokens
stay in the store that FIKEN_STORE names, by default a file that only this user can read.
"""

import os
import sys

from fiken import Fiken, FikenError, LoginRequiredError, OAuthApp
from fiken.auth import MemoryStore, OAuth2, TokenStore, app_from_environment, store_from_environment
from fiken.emulator import Emulator

API = "https://api.fiken.no/api/v2"  # FIKEN_URL is for an emulator
ACCOUNT = "default"


def log_in(app: OAuthApp, store: TokenStore) -> None:
    """Ask the user to log in, and store the tokens. The browser may be on another machine."""
    url = app.authorize_url()
    print(f"Open this page and log in:\n\n{url}\n")
    print("Then paste the whole address to which the browser is sent, even if it shows an error:")
    tokens = app.exchange_redirect(input(), state=url.state, verifier=url.verifier)
    store.save(ACCOUNT, tokens)


def print_companies(client: Fiken) -> None:
    """Print the companies that the user has given access to."""
    for company in client.companies.all():
        can = company.has_api_access or company.test_company  # those of a test company say no
        note = "" if can else "  (has no API module)"
        print(f"{company.name}{note}")


def on_an_emulator() -> None:
    """Log in to an embedded Fiken, and list the companies there."""
    with Emulator() as emulator:
        app, store = emulator.oauth_app(), MemoryStore()
        url = app.authorize_url()
        back = emulator.authorize(url)  # as a person would in a browser
        store.save(ACCOUNT, app.exchange_redirect(back, state=url.state, verifier=url.verifier))
        with Fiken(auth=OAuth2(app, store, ACCOUNT), base_url=emulator.url) as client:
            print_companies(client)


def main() -> None:
    """List the companies with the login that the environment names."""
    url = os.environ.get("FIKEN_URL", API)
    app = app_from_environment()
    if app is None:  # with the personal token in FIKEN_TOKEN
        with Fiken(base_url=url) as client:
            print_companies(client)
        return
    store = store_from_environment()
    with Fiken(auth=OAuth2(app, store, ACCOUNT), base_url=url) as client:
        try:
            print_companies(client)
        except LoginRequiredError:
            log_in(app, store)
            print_companies(client)


if __name__ == "__main__":
    try:
        main() if sys.argv[1:] else on_an_emulator()
    except FikenError as error:
        sys.exit(str(error))

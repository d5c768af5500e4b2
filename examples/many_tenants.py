"""A job for many tenants: list what is overdue, in every company that they gave access to.

    python examples/many_tenants.py             # on an embedded Fiken
    FIKEN_CLIENT_ID=… FIKEN_CLIENT_SECRET=… FIKEN_STORE=postgresql://… \
        python examples/many_tenants.py run     # for all accounts of the store

Several copies may run at once, also on several machines, beside a web application that uses the
same store, such as `login_flask.py`: each login is renewed once, and all of them take the result.
The tenants whose login is over are listed at the end, and do not stop the others.
"""

import os
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from fiken import Company, Fiken, FikenError, ForbiddenError, OAuthApp, format_kroner
from fiken.auth import (
    FileStore,
    KeyringStore,
    MemoryStore,
    OAuth2,
    SqlStore,
    Tokens,
    app_from_environment,
    store_from_environment,
)
from fiken.emulator import Emulator

API = "https://api.fiken.no/api/v2"  # FIKEN_URL is for an emulator

#: Any `TokenStore` will do if the names of the tenants are in a database of your own.
Store = FileStore | KeyringStore | MemoryStore | SqlStore


class Server(NamedTuple):
    """What the logins of all tenants share. The name of a tenant is its account in the store."""

    app: OAuthApp
    store: Store
    url: str = API

    def report(self, tenant: str) -> list[str]:
        """Return one line per company of a tenant, with what its customers should have paid.

        If the login of the tenant is over, the line says so: its user has to log in again.
        """
        # Each tenant has a queue of its own at the pacer: they do not wait for each other.
        login = OAuth2(self.app, self.store, tenant)
        try:
            with Fiken(auth=login, base_url=self.url, read_only=True) as client:
                companies = list(client.companies.all())
                return [f"{tenant}: {each.name}, {overdue(client, each)}" for each in companies]
        except FikenError as error:  # such as LoginRequiredError; the other tenants go on
            return [f"{tenant}: {error}"]

    def run(self, tenants: Iterable[str]) -> None:
        """Print the lines of all tenants, eight of which are asked at the same time."""
        with ThreadPoolExecutor(8) as threads:
            for lines in threads.map(self.report, tenants):
                print(*lines, sep="\n")


def overdue(client: Fiken, company: Company) -> str:
    """Return what is overdue in a company, in kroner."""
    try:
        unpaid = list(client.company(company).invoices.all(settled=False))
    except ForbiddenError:  # the list of companies has it nevertheless
        return "has no API module"
    ore = sum(each.outstanding_balance or 0 for each in unpaid if each.is_overdue())
    return f"overdue: {format_kroner(ore)} kroner"


def on_an_emulator() -> None:
    """Log in the users of an embedded Fiken, and run the job for them."""
    with Emulator(rotate_refresh_tokens=True) as emulator:
        server = Server(emulator.oauth_app(), MemoryStore(), emulator.url)
        *_, last = [log_in(emulator, server, user.name) for user in emulator.users]
        server.app.revoke(last)  # as this user may do in Fiken
        emulator.expire_tokens()  # as a day later
        server.run(server.store.accounts())


def log_in(emulator: Emulator, server: Server, tenant: str) -> Tokens:
    """Log in as a person would in a browser. Return the tokens, which are stored."""
    url = server.app.authorize_url()
    back = emulator.authorize(url, user=tenant)
    tokens = server.app.exchange_redirect(back, state=url.state, verifier=url.verifier)
    server.store.save(tenant, tokens)
    return tokens


def main() -> None:
    """Run the job for all accounts of the store, or on an embedded Fiken."""
    if not sys.argv[1:]:
        on_an_emulator()
        return
    app, store = app_from_environment(), store_from_environment()
    if app is None:
        sys.exit("Set FIKEN_CLIENT_ID and FIKEN_CLIENT_SECRET.")
    Server(app, store, os.environ.get("FIKEN_URL", API)).run(store.accounts())


if __name__ == "__main__":
    main()

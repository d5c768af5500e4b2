"""The part of `Emulator` for its clients: URLs, clients of this library, and apps of OAuth."""

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from fiken.emulator._options import checked_redirect_uri
from fiken.emulator.demo.users import SLUG, USERS
from fiken.emulator.store import grants
from fiken.emulator.store.state import State
from fiken.emulator.wire import person
from fiken.emulator.wire.exchange import BASE, BASE_V1, OAUTH

if TYPE_CHECKING:
    from fiken import Fiken
    from fiken.auth import OAuthApp

#: The client secret of apps that name none. It is not a secret.
APP_SECRET = "embedded-secret"  # noqa: S105
#: The URL to which browsers are sent back, for apps that name none.
REDIRECT_URI = "http://127.0.0.1:8000/callback"


class Clients(ABC):
    """The part of `Emulator` that says where it is, and makes clients and apps for it."""

    #: The personal token of the first user. It is not a secret.
    token = "1001.embedded-fiken"  # noqa: S105
    #: The e-mail address and the password of the first user, for API v1. They are not secrets.
    email, password = USERS[0].email, USERS[0].password
    #: The slug of the demo company.
    company_slug = SLUG
    #: The users, each with personal tokens and the companies that they may see.
    users = USERS

    @abstractmethod
    def _address(self) -> tuple[str, int]:
        """Return the host and the port. Raise RuntimeError if the emulator does not run."""

    @abstractmethod
    def _running(self) -> State:
        """Return the database. Raise RuntimeError if the emulator does not run."""

    @property
    def url(self) -> str:
        """The base URL of the API, such as ``http://127.0.0.1:8080/api/v2``."""
        return self._origin() + BASE

    @property
    def url_v1(self) -> str:
        """The start URL of API v1, such as ``http://127.0.0.1:8080/api/v1``.

        It serves the same books as `url`, as Fiken did until the end of 2022.
        """
        return self._origin() + BASE_V1

    @property
    def oauth_url(self) -> str:
        """The base URL of the OAuth endpoints, such as ``http://127.0.0.1:8080/oauth``."""
        return self._origin() + OAUTH.rstrip("/")

    @property
    def window_url(self) -> str:
        """The URL of the pages that show this emulator, such as ``http://127.0.0.1:8080/``."""
        host, port = self._address()
        # An emulator that listens on all addresses of the machine is opened under one of them.
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - is compared
        return f"{_origin(host, port)}/"

    def client(self, **options: Any) -> "Fiken":
        """Return a client of this emulator, which does not pause between requests.

        Args:
            options: arguments of `fiken.Fiken`, which replace the defaults. For example,
                `client(pacer=Paced())` pauses between requests.
        """
        from fiken import Fiken  # noqa: PLC0415 - the emulator stands alone
        from fiken.session import Unpaced  # noqa: PLC0415

        defaults: dict[str, Any] = {"token": self.token, "base_url": self.url, "pacer": Unpaced()}
        if "auth" in options or "account" in options:
            del defaults["token"]
        return Fiken(**{**defaults, **options})

    def oauth_app(
        self,
        redirect_uri: str = REDIRECT_URI,
        *,
        client_secret: str | None = APP_SECRET,
        pkce: bool | None = None,
        read_only: bool = False,
        other_redirect_uris: Collection[str] = (),
        **options: Any,
    ) -> "OAuthApp":
        """Register an app with the emulator, and return it.

        An app with the same arguments is registered only once. `reset` removes all apps.

        Args:
            redirect_uri: the URL to which browsers are sent back. It must match exactly.
            client_secret: the client secret. None makes a public app, which uses PKCE instead.
            pkce: whether the app uses PKCE. None means only if it has no secret.
            read_only: whether the app may only read. Its writes are answered with 403.
            other_redirect_uris: more URLs that are registered for the app. An app in Fiken has a
                list of them (docs/observed.md#6-tokens-and-oauth).
            options: further arguments of `fiken.auth.OAuthApp`, such as `timeout=5`.

        Raises:
            RuntimeError: the emulator does not run.
            ValueError: a redirect URI is not an absolute URL.
        """
        from fiken.auth import OAuthApp  # noqa: PLC0415 - the emulator stands alone

        client_id = self.register_app(
            redirect_uri,
            client_secret,
            read_only=read_only,
            other_redirect_uris=other_redirect_uris,
        )
        options.setdefault("base_url", self.oauth_url)
        options |= {"redirect_uri": redirect_uri, "pkce": pkce}
        return OAuthApp(client_id, client_secret, **options)

    def register_app(
        self,
        redirect_uri: str,
        client_secret: str | None,
        *,
        read_only: bool = False,
        other_redirect_uris: Collection[str] = (),
    ) -> str:
        """Register an app with the emulator, for a client in any language. Return the client id.

        The arguments are those of `oauth_app`.

        Raises:
            RuntimeError: the emulator does not run.
            ValueError: a redirect URI is not an absolute URL.
        """
        state = self._running()
        uris = [checked_redirect_uri(uri) for uri in (redirect_uri, *other_redirect_uris)]
        with state.operation():
            return grants.register(state, uris, client_secret, read_only=read_only)

    def authorize(
        self,
        url: str,
        user: str | None = None,
        allow: bool = True,
        companies: Collection[str] | None = None,
    ) -> str:
        """Do what a person does on the page to authorize an app, and return the next URL.

        The person logs in, chooses companies, and lets the app in or not. The emulator then sends
        the browser to the returned URL of the app, which has the code or the error in its query.
        Nothing is sent to that URL.

        Args:
            url: the URL of the page, as `OAuthApp.authorize_url` returns it.
            user: the name or the e-mail address of one of the `users`. None means the first one.
            allow: whether the person lets the app in.
            companies: the slugs of the chosen companies. None chooses all companies of the user.

        Raises:
            RuntimeError: the page shows an error, for instance since the app is unknown.
            ValueError: the URL is not that of the page, or there is no such user or company.
        """
        if not url.startswith(f"{self.oauth_url}/authorize?"):
            raise ValueError(f"the URL must begin with {self.oauth_url}/authorize?")
        return person.sent_to(url, self._email(user), companies, allow=allow)

    def change_access(self, companies: Collection[str], user: str | None = None) -> None:
        """Do what a user does in Fiken's settings: choose the companies that apps may see.

        The choice is that of all apps that the user has let in. Taking every company away ends
        their logins. A company is not part of a login before the user has added it.

        Observed: docs/observed.md#6-tokens-and-oauth

        Args:
            companies: the slugs of the companies. An empty collection ends the logins.
            user: the name or the e-mail address of one of the `users`. None means the first one.

        Raises:
            RuntimeError: the emulator does not run.
            ValueError: there is no such user, or the user has no such company.
        """
        state = self._running()
        with state.operation():
            grants.change_access(state, self._email(user), companies)

    def expire_tokens(self) -> None:
        """Expire every access token of OAuth now.

        Refresh tokens and personal tokens stay valid.

        Raises:
            RuntimeError: the emulator does not run.
        """
        state = self._running()
        with state.operation():
            grants.expire_tokens(state)

    def _email(self, user: str | None) -> str:
        """Return the e-mail address of a user, by name or e-mail address. None: the first user."""
        if user is None:
            return self.users[0].email
        return next((each.email for each in self.users if user == each.name), user)

    def _origin(self) -> str:
        return _origin(*self._address())


def _origin(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

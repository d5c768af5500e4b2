"""An app of OAuth over plain HTTP, and the times of its tests."""

import base64
import hashlib
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from requests.auth import HTTPBasicAuth

from fiken.emulator import Emulator
from tests.emulator.conftest import Api, noon

CALLBACK = "https://app.example/callback"
#: A second URL that is registered for every app.
OTHER = "http://127.0.0.1:8000/callback?x=1"
SECRET = "hemmelig: æ%+"
STATE = "a state+/="
VERIFIER = "v" * 43


def challenge(verifier: str = VERIFIER) -> dict[str, str]:
    """Return the parameters of PKCE for the page."""
    hashed = hashlib.sha256(verifier.encode()).digest()
    text = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
    return {"code_challenge": text, "code_challenge_method": "S256"}


def query_of(url: str) -> dict[str, str]:
    """Return the query of a URL."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def basic(client_id: str, secret: str) -> HTTPBasicAuth:
    """Return the credentials of an app as HTTP Basic in UTF-8."""
    return HTTPBasicAuth(client_id.encode(), secret.encode())


class Clock:
    """A clock that tests move forward."""

    def __init__(self) -> None:
        self.now = noon()

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        """Move the clock forward."""
        self.now += timedelta(seconds=seconds)


class App:
    """An app that is registered with an emulator. It follows the documentation of Fiken.

    A field that a method is given replaces the right one. None leaves it out.
    """

    def __init__(
        self, emulator: Emulator, *, secret: str | None = SECRET, read_only: bool = False
    ) -> None:
        self.emulator = emulator
        self.secret = secret
        self.client_id = emulator.register_app(
            CALLBACK, secret, read_only=read_only, other_redirect_uris=[OTHER]
        )
        self.http = Api(emulator.oauth_url, "")
        del self.http.headers["Authorization"]

    def page_url(self, **changes: str | None) -> str:
        """Return the URL of the page to authorize this app."""
        query = {"response_type": "code", "client_id": self.client_id}
        query |= {"redirect_uri": CALLBACK, "state": STATE}
        query |= {} if self.secret is not None else challenge()
        return f"{self.emulator.oauth_url}/authorize?{urlencode(_changed(query, changes))}"

    def code(self, user: str | None = None, **changes: str | None) -> str:
        """Return a code that a user has allowed."""
        return query_of(self.emulator.authorize(self.page_url(**changes), user))["code"]

    def ask(self, fields: dict[str, str | None], **options: Any) -> requests.Response:
        """Ask for a token. The app identifies itself, unless `auth` says how."""
        if self.secret is None:
            fields = {"client_id": self.client_id, **fields}
        else:
            options.setdefault("auth", basic(self.client_id, self.secret))
        data = {name: text for name, text in fields.items() if text is not None}
        return self.http.post("/token", data=data, **options)

    def exchange(self, code: str | None, **changes: str | None) -> requests.Response:
        """Exchange a code."""
        fields = {"grant_type": "authorization_code", "code": code}
        fields |= {"redirect_uri": CALLBACK, "state": STATE}
        fields |= {} if self.secret is not None else {"code_verifier": VERIFIER}
        return self.ask({**fields, **changes})

    def refresh(self, token: str | None, **changes: str | None) -> requests.Response:
        """Exchange a refresh token."""
        return self.ask({"grant_type": "refresh_token", "refresh_token": token, **changes})

    def tokens(self, user: str | None = None) -> dict[str, Any]:
        """Return the answer with the tokens of a user who lets this app in."""
        answer = self.exchange(self.code(user))
        assert 200 == answer.status_code, answer.text
        content: dict[str, Any] = answer.json()
        return content

    def revoke(self, access_token: str) -> requests.Response:
        """Revoke an access token."""
        return self.http.post("/revoke", headers={"Authorization": f"Bearer {access_token}"})


def _changed(fields: dict[str, str], changes: dict[str, str | None]) -> dict[str, str]:
    merged = {**fields, **changes}
    return {name: text for name, text in merged.items() if text is not None}


@contextmanager
def running(**options: Any) -> Generator[tuple[App, Clock]]:
    """Run an emulator with a clock that stands still, and register an app with it."""
    clock = Clock()
    with Emulator(**{"seed": 1, "clock": clock, "empty": True, **options}) as emulator:
        app = App(emulator)
        with app.http:
            yield app, clock


def status(emulator: Emulator, token: str, path: str = "/user", method: str = "GET") -> int:
    """Return the status of a request to the API."""
    with Api(emulator.url, token) as session:
        return session.request(method, path).status_code


def refusal(answer: requests.Response) -> tuple[int, str]:
    """Return the status and the code of an error answer."""
    return answer.status_code, answer.json()["error"]

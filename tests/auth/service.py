"""A small Fiken with a token host, on a real socket, and a store that counts."""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from fiken.auth import MemoryStore, OAuth2, OAuthApp, Tokens
from fiken.errors import TokenStoreError

SECRET = "s3cret-of-the-app"

Fault = Callable[["Handler"], None]


class Service:
    """Fiken's API and its token host: tokens that expire, and the counts of what happened.

    Attributes:
        rotates: Whether a refresh issues a new refresh token, and the old one is dead.
        names_refresh_token: Whether the answer to a refresh has a refresh token.
        lifetime: The `expires_in` of its tokens, in seconds.
        faults: What the token host does instead of answering, one per refresh.
        faults_of_revoke: The same, one per request to revoke.
        refreshes: How many refreshes have issued tokens.
        asked: How many refreshes were asked for.
        revoked: The access token of each request to revoke, and the status of its answer.
        used: The access token of each request of the API, and the status of its answer.
        carried_out: How many writes were carried out.
        takes: Seconds that a refresh takes.
    """

    def __init__(self) -> None:
        self.rotates, self.names_refresh_token, self.lifetime = True, True, 3600
        self.faults, self.faults_of_revoke = list[Fault](), list[Fault]()
        self.refreshes = self.asked = self.carried_out = 0
        self.used, self.revoked = list[tuple[str, int]](), list[tuple[str, int]]()
        self.takes = 0.0
        self.on_request: Callable[[str], None] = lambda _: None
        self._valid, self._refresh, self._number = set[str](), set[str](), 0
        self.lock = threading.Lock()
        handler = type("Bound", (Handler,), {"service": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.root}/api/v2"

    def app(self) -> OAuthApp:
        """Return an app that is registered here."""
        return OAuthApp(
            "an-app", SECRET, redirect_uri="http://127.0.0.1/", base_url=f"{self.root}/oauth"
        )

    def issue(self, expires_in: float | None = None) -> Tokens:
        """Return new tokens, which are valid here.

        Args:
            expires_in: The seconds that they say they are valid; None for `lifetime`.
        """
        seconds = self.lifetime if expires_in is None else expires_in
        with self.lock:
            access, refresh = self._issue()
        expiry = datetime.now(UTC) + timedelta(seconds=seconds)
        return Tokens(access_token=access, refresh_token=refresh, expires_at=expiry)

    def expire(self) -> None:
        """Make every access token invalid."""
        with self.lock:
            self._valid.clear()

    def revoke(self) -> None:
        """Make every access token and refresh token invalid."""
        with self.lock:
            self._valid.clear()
            self._refresh.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def refresh(self, token: str) -> dict[str, Any] | None:
        """Return the answer to a refresh; None if the refresh token is invalid."""
        with self.lock:
            if token not in self._refresh:
                return None
            if self.rotates:
                self._refresh.clear()
                self._valid.clear()
            self.refreshes += 1
            access, refresh = self._issue()
            if not self.rotates:
                self._refresh.discard(refresh)
                refresh = token
        answer = {"access_token": access, "token_type": "bearer", "expires_in": self.lifetime}
        return answer | ({"refresh_token": refresh} if self.names_refresh_token else {})

    def revoke_by(self, token: str) -> int:
        """Revoke the login of an access token, and return the status of the answer."""
        with self.lock:
            status = 200 if token in self._valid else 401
        if status == 200:
            self.revoke()
        self.revoked.append((token, status))
        return status

    def status_for(self, token: str, method: str) -> int:
        self.on_request(token)
        with self.lock:
            status = 200 if token in self._valid else 401
            self.carried_out += status == 200 and method != "GET"
            self.used.append((token, status))
        return status

    def _issue(self) -> tuple[str, str]:
        self._number += 1
        access, refresh = f"access-{self._number}", f"refresh-{self._number}"
        self._valid.add(access)
        self._refresh.add(refresh)
        return access, refresh


class Handler(BaseHTTPRequestHandler):
    """The requests of a `Service`."""

    service: Service
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one piece: two would wait for each other

    def do_GET(self) -> None:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        status = self.service.status_for(token, self.command)
        if self.path.endswith("/counter"):
            status = 401
            self.answer(401, {"message": "Company credit note counter not initialized"})
        else:
            self.answer(status, {"message": "Invalid token"} if status == 401 else {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.path.startswith("/oauth"):
            return self.do_GET()
        if self.path == "/oauth/revoke":
            return self.do_revoke()
        with self.service.lock:
            self.service.asked += 1
            fault = self.service.faults.pop(0) if self.service.faults else None
        if fault is not None:
            return fault(self)
        time.sleep(self.service.takes)
        answer = self.service.refresh(dict(parse_qsl(body.decode()))["refresh_token"])
        refusal = {"error": "invalid_grant", "error_description": "it was revoked"}
        return self.answer(400, refusal) if answer is None else self.answer(200, answer)

    def do_revoke(self) -> None:
        if self.service.faults_of_revoke:
            return self.service.faults_of_revoke.pop(0)(self)
        status = self.service.revoke_by(self.headers["Authorization"].removeprefix("Bearer "))
        return self.answer(status, {"error": "invalid_token"} if status == 401 else {})

    def answer(self, status: int, value: Any) -> None:
        self.send(status, json.dumps(value).encode(), "application/json")

    def send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Log nothing."""


def fails(handler: Handler) -> None:
    """Answer 500."""
    handler.answer(500, {"message": "down"})


def sends_a_page(handler: Handler) -> None:
    """Answer 200 with a page of HTML."""
    handler.send(200, b"<html><title>Maintenance</title>", "text/html")


def sends_no_tokens(handler: Handler) -> None:
    """Answer 200 with JSON that has no tokens."""
    handler.answer(200, {"error": None, "expires_in": 3600})


def drops(handler: Handler) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True
    handler.connection.close()


def refuses_the_app(handler: Handler) -> None:
    """Answer that the secret of the app is wrong."""
    handler.answer(401, {"error": "invalid_client"})


class CountingStore(MemoryStore):
    """A store in memory that counts, and that can be told to fail.

    Attributes:
        calls: The name of each call.
        broken: The names of the methods that fail, and how often: ``{"save": 3}``.
    """

    def __init__(self, tokens: Tokens | None = None) -> None:
        super().__init__()
        self.calls = list[str]()
        self.broken = dict[str, int]()
        self.on_save: Callable[[], None] = lambda: None
        if tokens is not None:
            super().save("acme", tokens)

    @property
    def access_token(self) -> str:
        """The access token in the store."""
        tokens = self._read("acme")
        return tokens.access_token if tokens else ""

    def load(self, account: str) -> Tokens | None:
        self._call("load")
        return super().load(account)

    def save(self, account: str, tokens: Tokens | None) -> None:
        self._call("save")
        self.on_save()
        super().save(account, tokens)

    def write(self, tokens: Tokens) -> None:
        """Store tokens of the account "acme" without the lock."""
        self._write("acme", tokens)

    @contextmanager
    def lock(self, account: str) -> Generator[None]:
        self._call("lock")
        with super().lock(account):
            yield
        self._call("unlock")

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.broken.get(name, 0) > 0:
            self.broken[name] -= 1
            raise TokenStoreError(f"{name} does not work", passing=True)


def renewing(service: Service, store: Any) -> OAuth2:
    """Return a login with the tokens of the account "acme"."""
    return OAuth2(service.app(), store, "acme")


def together(number: int, call: Callable[[], object]) -> None:
    """Call a function in several threads at once, and wait for them."""
    threads = [threading.Thread(target=call) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

"""A run of everything with secrets that are made up, and the search for them afterwards."""

import base64
import gc
import hashlib
import json
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fiken import Fiken
from fiken.auth import MemoryStore, OAuth2, OAuthApp, Tokens, TokenStore
from fiken.emulator import (
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Emulator,
    Request,
    Status,
)
from tests.auth import search

#: Every secret that the tests make up contains this word.
HUSHED = "hushed"
SECRET = "hushed-client-secret"
VERIFIER = "hushed-verifier" * 4
TOKENS = Tokens(access_token="hushed-access", refresh_token="hushed-refresh")
ISSUED = {"access_token": "hushed-new", "refresh_token": "hushed-new-refresh"}
SEED = 1


def seeded(number: int) -> str:
    """Return the secret that the emulator makes with its seed: a code or a token."""
    digest = hashlib.sha256(f"{SEED} {number}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


class Run:
    """All that happened: the errors, and the objects that are kept until the search."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulator, self.folder = emulator, folder
        self.errors = list[BaseException]()
        self.kept = list[object]()
        self.stores = [folder / "tokens.json", folder / "tokens.db"]  # where tokens have to be
        self.app = emulator.oauth_app(client_secret=SECRET, timeout=5)
        self.public = emulator.oauth_app(client_secret=None)
        basic = base64.b64encode(f"{self.app.client_id}:{SECRET}".encode()).decode()
        self.secrets = {HUSHED, basic, *(seeded(number) for number in range(500))}

    def tries(self, call: Callable[[], object]) -> None:
        """Call a function, and keep its result or its error."""
        try:
            self.kept.append(call())
        except BaseException as error:  # noqa: BLE001
            self.errors.append(error)

    def login(self, app: OAuthApp) -> Tokens:
        url = app.authorize_url()
        self.kept.append(url)
        if url.verifier:
            self.secrets.add(url.verifier)
        back = self.emulator.authorize(url)
        tokens = app.exchange_redirect(back, state=url.state, verifier=url.verifier)
        self.tries(lambda: app.exchange_redirect(back, state=url.state, verifier=url.verifier))
        self.tries(lambda: app.exchange_redirect(back, state="hushed-other", verifier=url.verifier))
        self.kept.append(tokens)
        return tokens

    @contextmanager
    def client(self, store: TokenStore, app: OAuthApp | None = None) -> Iterator[Fiken]:
        auth = OAuth2(app or self.app, store, "acme")
        with self.emulator.client(auth=auth, timeout=5) as client:
            self.kept += [client, auth, store]
            yield client


class BrokenStore(MemoryStore):
    """A store that says too much when it fails."""

    def save(self, account: str, tokens: Tokens | None) -> None:
        raise RuntimeError(f"cannot write {account}: {tokens and tokens.access_token}")


JSON, HTML = "application/json", "text/html"
TEXT = json.dumps(ISSUED)
#: What the token host may do, with new tokens where they have no business.
ANSWERS = (
    Status(500, body={"message": f"failed: {TEXT}"}),
    Status(503),
    Status(429),
    Status(302, body=TEXT, content_type=JSON),
    CutBody(),
    DropBeforeReading(),
    DropAfterCarryingOut(),
    Status(200, body=TEXT.replace("hushed-new", "hushed new"), content_type=JSON),
    Status(200, body=f"<html><title>{TEXT}</title>", content_type=HTML),
    Status(200, body=TEXT[:-3], content_type=JSON),
    Status(200, body=[ISSUED], content_type=JSON),
    Status(200, body=ISSUED | {"token_type": "hushed-new"}, content_type=JSON),
    Status(200, body=ISSUED | {"expires_in": "hushed-new"}, content_type=JSON),
    Status(200, body=ISSUED | {"refresh_token": ["hushed-new"]}, content_type=JSON),
    Status(400, body=ISSUED | {"error": "invalid_grant"}, content_type=JSON),
    Status(403, body=TEXT, content_type="text/plain"),
)


@contextmanager
def searched(folder: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Run]:
    """Yield a run, and search for its secrets after the block.

    The search covers logs, warnings, errors and their frames, objects, pickles, files but for the
    stores, and the command lines and environments of processes.
    """
    caplog.set_level(logging.DEBUG)
    with (
        Emulator(seed=SEED, empty=True, rotate_refresh_tokens=True) as emulator,
        warnings.catch_warnings(record=True) as warned,
    ):
        warnings.simplefilter("always")
        run = Run(emulator, folder)
        yield run
        gc.collect()
        traces: list[search.Trace] = [
            *(trace for error in run.errors for trace in search.in_error(error)),
            *search.in_records(caplog.records),
            *(("warning", str(warning)) for warning in warned),
            *search.in_objects(),
            *search.in_pickles(run.kept),
            *search.in_processes(),
            *search.in_files(folder, *run.stores),
            *(("log of the emulator", repr(_without_fault(one))) for one in emulator.requests),
        ]
    assert [] == search.found(traces, run.secrets)


def _without_fault(request: Request) -> Request:
    """Return an entry of the log without the answer that the test has ordered itself."""
    return replace(request, fault=None)

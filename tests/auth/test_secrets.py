"""No token, code, secret or verifier is anywhere after a run of everything."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fiken import Fiken
from fiken.auth import (
    FileStore,
    MemoryStore,
    OAuth2,
    OAuthApp,
    PersonalToken,
    RotatingTokens,
    SqlStore,
    Tokens,
)
from fiken.emulator import Status
from tests.auth import search
from tests.auth.hushed import ANSWERS, SECRET, TOKENS, VERIFIER, BrokenStore, Run, searched


def log_in_and_out(run: Run) -> None:
    """Log in with both kinds of app, refresh, revoke, and everything that is refused on the way."""
    for app in (run.app, run.public):
        tokens = run.login(app)
        new = app.refresh(tokens)
        run.tries(lambda: app.refresh(tokens))  # noqa: B023 - called at once
        app.revoke(new)
        for call in (app.revoke, app.refresh):
            run.tries(lambda: call(new))  # noqa: B023
    denied = run.app.authorize_url()
    back = run.emulator.authorize(denied, allow=False)
    run.tries(lambda: run.app.exchange_redirect(back, state=denied.state))
    wrong = OAuthApp(
        run.app.client_id,
        "hushed-wrong",
        redirect_uri=run.app.redirect_uri,
        base_url=run.app.base_url,
    )
    run.tries(lambda: wrong.refresh(TOKENS))


def give_wrong_values(run: Run) -> None:
    """Pass values that cannot be one, each of which may be a secret."""
    app, bad = run.app, "hushed secret\n"
    uri = "https://example.com/hushed-path\n"
    for call in (
        lambda: OAuthApp("an-app", bad, redirect_uri=app.redirect_uri),
        lambda: OAuthApp("an-app", SECRET, redirect_uri=uri.replace("hushed-", "")),
        lambda: OAuthApp("an-app", SECRET, redirect_uri=app.redirect_uri, base_url="ftp://x"),
        lambda: app.exchange_code(bad, state="hushed", verifier=VERIFIER),
        lambda: app.exchange_code("hushed", state=bad, verifier=VERIFIER),
        lambda: run.public.exchange_code("hushed", state="hushed", verifier="hushed"),
        lambda: run.public.exchange_code("hushed", state="hushed"),
        lambda: app.exchange_redirect(f"http://[{bad}", state="hushed"),
        lambda: app.exchange_redirect("/?code=hushed&code=hushed&state=x", state="x"),
        lambda: app.exchange_redirect("/?error=hushed&code=hushed&state=x", state="x"),
        lambda: app.refresh("hushed"),  # type: ignore[arg-type]
        lambda: app.refresh(Tokens(access_token="hushed")),
        lambda: Tokens(access_token=bad),
        lambda: Tokens(access_token="hushed", refresh_token=bad),
        lambda: TOKENS.evolve(access_token=bad),
        lambda: Tokens.load_secrets({"access_token": "hushed", "expires_at": "x"}),
        TOKENS.as_json,
        lambda: PersonalToken(bad),
        lambda: RotatingTokens("hushed", bad),
        lambda: RotatingTokens("hushed", "hushed"),
        lambda: OAuth2("hushed", MemoryStore()),  # type: ignore[arg-type]
        lambda: OAuth2(app, "hushed"),  # type: ignore[arg-type]
        lambda: Fiken(token=bad),
        lambda: MemoryStore().save("acme", "hushed"),  # type: ignore[arg-type]
    ):
        run.tries(call)


def answer_wrongly(run: Run) -> None:
    """Make the token host fail in every way, in each of its requests."""
    for answer in ANSWERS:
        for call in (
            lambda: run.app.exchange_code("hushed", state="hushed", verifier=VERIFIER),
            lambda: run.app.refresh(TOKENS),
            lambda: run.app.revoke(TOKENS),
            lambda: run.public.refresh(TOKENS),
        ):
            run.emulator.fail_next(answer, path="/oauth/token")
            run.emulator.fail_next(answer, path="/oauth/revoke")
            run.tries(call)
            run.emulator.clear_faults()
    gone = OAuthApp(
        "an-app", SECRET, redirect_uri=run.app.redirect_uri, base_url="http://127.0.0.1:1/oauth"
    )
    run.tries(lambda: gone.refresh(TOKENS))
    run.kept.append(gone)


def renew(run: Run) -> None:
    """Send requests whose tokens are renewed, or cannot be."""
    for store in (MemoryStore(), FileStore(run.folder / "tokens.json")):
        with run.client(store) as client:
            run.tries(client.user)  # nobody has logged in
            store.save("acme", run.login(run.app))
            client.user()
            run.emulator.expire_tokens()
            client.user()
            for answer in ANSWERS:
                run.emulator.expire_tokens()
                run.emulator.fail_next(answer, path="/oauth/token")
                run.tries(client.user)
                run.emulator.clear_faults()
                store.save("acme", run.login(run.app))
            run.emulator.fail_next(Status(401, body={"message": "hus"}), path="/user")
            run.tries(client.user)
            tokens = store.load("acme")
            assert tokens is not None
            run.app.revoke(tokens)
            run.tries(client.user)
    kept = BrokenStore()
    kept._write("acme", run.login(run.app))
    run.emulator.expire_tokens()
    with run.client(kept) as client:
        run.tries(client.user)


def break_stores(run: Run) -> None:
    """Read and write stores that others have written, or that cannot be used."""
    whole = {"version": 1, "accounts": {"acme": TOKENS.dump_secrets()}}
    text = json.dumps(whole)
    contents = {
        "half": text[: len(text) // 2],
        "newer": json.dumps(whole | {"version": 2}),
        "twice": text.replace('"accounts"', '"version": 1, "accounts"'),
        "foreign": json.dumps({"version": 1, "accounts": {"acme": "hushed"}}),
        "odd": json.dumps({"version": 1, "accounts": {"acme": {"access_token": "hushed x"}}}),
        "readable": text,
    }
    for name, content in contents.items():
        path = run.folder / name
        path.write_text(content)
        run.stores.append(path)
        path.chmod(0o644 if name == "readable" else 0o600)
        for store in (FileStore(path), SqlStore(path)):
            run.kept.append(store)
            run.tries(lambda: store.load("acme"))  # noqa: B023
            run.tries(lambda: store.save("acme", TOKENS))  # noqa: B023
            run.tries(store.accounts)
    sql = SqlStore(run.folder / "tokens.db")
    sql.save("acme", TOKENS)
    run.kept.append(sql)
    for record in ("hushed", text, '{"version": 2, "access_token": "hushed"}'):
        sql._table.database.run("UPDATE fiken_tokens SET tokens = ?", (record,))
        run.tries(lambda: sql.load("acme"))
        run.tries(lambda: sql.save("acme", TOKENS))
    server = "postgresql://me:hushed-password@127.0.0.1:1/tokens"
    # A password with such a letter has to be written with %: else it is taken for something else.
    for sign in ("", "/", "@", ":", "?", "#", "%"):
        where = server.replace("hushed-password", f"hushed{sign}hushed")
        run.tries(lambda: SqlStore(where).load("acme"))  # noqa: B023
    run.tries(lambda: SqlStore("mysql://me:hushed-password@x/y"))
    store = SqlStore(server)
    run.kept.append(store)
    run.tries(lambda: store.save("acme", TOKENS))


@pytest.mark.parametrize(
    "does", [log_in_and_out, give_wrong_values, answer_wrongly, renew, break_stores]
)
def test_no_secret_is_found(
    does: Callable[[Run], None], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in logs, errors and their frames, objects, pickles, files, nor in processes."""
    with searched(tmp_path, caplog) as run:
        does(run)
    assert len(run.errors) > 3


def test_secrets_are_found_where_they_are(tmp_path: Path) -> None:
    """The search itself works: it finds a token in an error and in a file."""

    def fails(token: str) -> None:
        raise ValueError(token)

    (tmp_path / "a").write_text("hushed-access")
    try:
        fails("hushed-access")
    except ValueError as error:
        traces = [*search.in_error(error), *search.in_files(tmp_path)]
    places = search.found(traces, ["hushed-access"])
    assert f"{tmp_path / 'a'}: hushed-access" in places
    assert "ValueError: hushed-access" in places
    assert [] == search.found(traces, ["hushed-other"])

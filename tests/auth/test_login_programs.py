"""The programs without a page in examples/: a script, and a job for many tenants."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fiken.auth import FileStore, OAuthApp
from fiken.emulator import Emulator

from .web import EXAMPLES, environment_of

SCRIPT, JOB = EXAMPLES / "login_script.py", EXAMPLES / "many_tenants.py"
SECRET = "a-made-up-secret"
COMPANIES = ["Fjellbris Kaffe AS", "Lukket Handel AS  (has no API module)"]


@pytest.fixture
def world() -> Iterator[Emulator]:
    """An emulator that gives a new refresh token each time."""
    with Emulator(seed=1, rotate_refresh_tokens=True) as emulator:
        yield emulator


@pytest.fixture
def app(world: Emulator) -> OAuthApp:
    return world.oauth_app(client_secret=SECRET)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


@pytest.fixture
def environment(world: Emulator, app: OAuthApp, path: Path) -> dict[str, str]:
    return environment_of(app, SECRET, world, path)


def start(program: Path, environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-u", "-W", "error", program, "now"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answered(
    process: "subprocess.Popen[str]", world: Emulator, app: OAuthApp, *, allow: bool = True
) -> tuple[str, str]:
    """Open the page that a script prints, paste the address afterwards, and return its output."""
    assert process.stdout
    page = next(line.strip() for line in process.stdout if line.startswith(app.base_url))
    return process.communicate(world.authorize(page, allow=allow) + "\n", timeout=60)


@pytest.mark.parametrize("program", [SCRIPT, JOB], ids=["script", "job"])
def test_a_program_runs_on_its_own(program: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", program], capture_output=True, text=True, check=True
    )
    assert "" == run.stderr
    assert "Fjellbris Kaffe AS" in run.stdout


def test_a_script_asks_once(environment: dict[str, str], world: Emulator, app: OAuthApp) -> None:
    """The second run takes the tokens from the file, and renews them."""
    first = start(SCRIPT, environment)
    output, errors = answered(first, world, app)
    assert (0, "") == (first.returncode, errors)
    assert COMPANIES == output.splitlines()[-2:]
    world.expire_tokens()
    second = start(SCRIPT, environment)
    output, errors = second.communicate("", timeout=60)
    assert (0, "") == (second.returncode, errors)
    assert COMPANIES == output.splitlines()


def test_a_script_is_told_no(
    environment: dict[str, str], world: Emulator, app: OAuthApp, path: Path
) -> None:
    script = start(SCRIPT, environment)
    _, errors = answered(script, world, app, allow=False)
    assert 1 == script.returncode
    assert errors.startswith("the user did not allow the login (access_denied)")
    assert not path.exists()


def test_a_script_with_a_personal_token(environment: dict[str, str], world: Emulator) -> None:
    environment |= {"FIKEN_TOKEN": world.token, "FIKEN_CLIENT_ID": "", "FIKEN_CLIENT_SECRET": ""}
    script = start(SCRIPT, environment)
    output, errors = script.communicate("", timeout=60)
    assert (0, "") == (script.returncode, errors)
    assert COMPANIES == output.splitlines()


def test_jobs_at_once_renew_once(
    environment: dict[str, str], world: Emulator, app: OAuthApp, path: Path
) -> None:
    """Three processes find the tokens of all tenants expired, and the login of one revoked."""
    store = FileStore(path)
    for user in world.users:
        url = app.authorize_url()
        back = world.authorize(url, user=user.name)
        tokens = app.exchange_redirect(back, state=url.state, verifier=url.verifier)
        store.save(user.name, tokens)
    app.revoke(tokens)  # of Solveig Te, the last one
    world.expire_tokens()
    before = refreshed(world)
    jobs = [start(JOB, environment) for _ in range(3)]
    for job in jobs:
        output, errors = job.communicate("", timeout=60)
        assert (0, "") == (job.returncode, errors)
        *lines, last = output.splitlines()
        assert "Solvik Te AS, overdue: 0,00 kroner" in lines[-1]
        assert "the account 'Solveig Te' has to log in to Fiken" in last
        assert 4 == len(lines)
    assert 2 == refreshed(world) - before


def refreshed(world: Emulator) -> int:
    """Return how often the token host has given tokens."""
    given = [(request.path, request.status) for request in world.requests]
    return given.count(("/oauth/token", 200))

"""50 threads in each of 4 processes use one login, while its tokens expire and processes die."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from fiken.auth import SqlStore
from fiken.emulator import Emulator
from tests.auth.conftest import LEASE
from tests.auth.crowd import MOMENTS, Crowd, Verdict
from tests.auth.workers import Opens
from tests.servers.postgres import Postgres


@contextmanager
def crowd(opens: Opens, folder: Path, *, threads: int, rotates: bool = True) -> Iterator[Crowd]:
    """Run four processes, and judge them after the block."""
    (folder / "run").mkdir()
    with Emulator(empty=True, rotate_refresh_tokens=rotates) as emulator:
        crowd = Crowd(emulator, opens, folder / "run", 4, threads)
        try:
            crowd.go_on(1)
            yield crowd
            judge(crowd.end())
        finally:
            crowd.close()


def judge(verdict: Verdict) -> None:
    """Check what must hold in every run."""
    lost = [line for line in verdict.lost if "TokenStoreError" not in line]
    assert ([], [], []) == (lost, verdict.written_twice, verdict.written_never)
    assert verdict.login_lives


def test_each_expiry_renews_once(make_store: Opens, tmp_path: Path) -> None:
    """No request is lost, no write is carried out twice, and nobody has to log in again."""
    with crowd(make_store, tmp_path, threads=50) as run:
        for _ in range(3):
            run.expire()
    verdict = run.verdict
    assert (3, 0, 0, []) == (verdict.renewed, verdict.refused, verdict.logins, verdict.lost)
    assert verdict.requests > 4 * 50 * 4


@pytest.mark.parametrize("kind", ["file", "postgres"])
def test_a_killed_renewal_costs_one_login(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """At most one: the process may have got new tokens that it had no time to store."""
    verdict = killed(request.getfixturevalue(f"make_{kind}_store"), tmp_path, rotates=True)
    assert verdict.renewed <= verdict.expiries


def test_without_rotation_it_costs_none(make_file_store: Opens, tmp_path: Path) -> None:
    """The refresh token is still valid, so another process renews the tokens once more."""
    verdict = killed(make_file_store, tmp_path, rotates=False)
    assert (0, 0) == (verdict.logins, verdict.refused)
    assert verdict.renewed <= verdict.expiries + verdict.kills


def killed(opens: Opens, folder: Path, *, rotates: bool) -> Verdict:
    """Kill two processes, each a random while after a moment of its renewal."""
    chance = random.Random(7)
    with crowd(opens, folder, threads=5, rotates=rotates) as run:
        for moment in ("load", "save"):
            before = run.site.logins
            run.kill(moment, chance.random() * MOMENTS[moment])
            assert run.site.logins - before <= 1
    return run.verdict


@pytest.mark.parametrize(("rotates", "moment"), [(True, "load"), (False, "save")])
def test_a_suspended_renewal_costs_no_login(rotates: bool, moment: str, tmp_path: Path) -> None:
    """Another process takes over after the lease, which a busy machine alone does not exceed."""
    patient = partial(SqlStore, tmp_path / "tokens.db", lease=2 * LEASE)
    with crowd(patient, tmp_path, threads=3, rotates=rotates) as run:
        run.suspend(moment, 3 * LEASE)
    assert (0, []) == (run.verdict.logins, run.verdict.lost)


def test_a_revoked_login_is_asked_for_once(make_file_store: Opens, tmp_path: Path) -> None:
    """Each process asks the token host at most once, and goes on after the new login."""
    with crowd(make_file_store, tmp_path, threads=10) as run:
        run.revoke()
    assert (1, []) == (run.verdict.logins, run.verdict.lost)
    assert run.verdict.refused <= 4


def test_a_store_that_is_away_loses_no_login(
    postgres: Postgres, make_postgres_store: Opens, tmp_path: Path
) -> None:
    """Living tokens are used meanwhile. When they have expired, requests fail, and go on later."""
    with crowd(make_postgres_store, tmp_path, threads=3) as run:
        postgres.crash()
        try:
            run.go_on()
            run.expire_only()
            run.wait_for_a_loss()
        finally:
            postgres.start()
        run.go_on()
    verdict = run.verdict
    assert (0, 0) == (verdict.logins, verdict.refused)
    assert verdict.lost

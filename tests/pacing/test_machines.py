"""Redis and PostgreSQL as the places of a lane: what they forget, refuse, and lose."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import redis as redis_py
import sqlalchemy
from redis import asyncio

from fiken._clock import now
from fiken.errors import ConfigurationError, Outcome, PacingError
from fiken.pacing import RedisPacer, SqlPacer
from fiken.pacing._claims import Memory, Waiter
from tests.house.source import ROOT
from tests.pacing.crowd import LANE, redis_pacer, sql_pacer, stay
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis


@pytest.fixture
def store(redis: Redis) -> Iterator[Any]:
    """A client of Redis."""
    client = redis_py.Redis.from_url(redis.url, socket_timeout=10)
    yield client
    client.close()


@pytest.fixture
def prefix() -> str:
    """The beginning of the names of keys that no other test has."""
    return f"lanes:{uuid4().hex}:"


def key_of(store: Any, prefix: str) -> Any:
    """Return the only key of a test."""
    (key,) = store.keys(f"{prefix}*")
    return key


# --- Redis


def test_what_redis_forgot_begins_with_a_pause(redis: Redis, store: Any) -> None:
    """It was started without its data while a request may have been under way."""
    pacer = RedisPacer(store, 0.0)
    stay(pacer, 0.0)
    redis.crash()
    redis.start()
    taken = stay(pacer, 0.0)
    assert taken.began - taken.asked >= 1.99


def test_the_key_tells_no_credential(store: Any, prefix: str) -> None:
    """It is removed after a week without a request."""
    stay(RedisPacer(store, 0.0, prefix=prefix), 0.0)
    key = key_of(store, prefix)
    assert b"digest" not in key
    assert 6 * 24 * 3600 < store.ttl(key) <= 7 * 24 * 3600
    assert {b"next", b"strikes"} == set(store.hgetall(key))


@pytest.mark.parametrize("decodes", [False, True])
def test_answers_may_be_text_or_bytes(decodes: bool, redis: Redis, prefix: str) -> None:
    client: Any = redis_py.Redis.from_url(redis.url, decode_responses=decodes)
    pacer = RedisPacer(client, 0.3, prefix=prefix)
    stay(pacer, 0.0)
    taken = stay(pacer, 0.0)
    assert taken.began - taken.asked >= 0.29
    client.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"next": "9000000000.0"},
        {"next": "9000000000.0", "owner": "gone", "until": "9000000000.0"},
        {"next": "1.0", "owner": "gone", "until": "1.0"},
        {"next": "1.0", "first": "gone", "since": "1.0", "due": "9000000000.0"},
        {"next": "1.0", "first": "gone", "since": "1.0", "due": "1.0"},
    ],
)
def test_a_clock_set_back_stops_nobody(wrong: Any, store: Any, prefix: str) -> None:
    """Times that are more than a day ahead are wrong, and a lease that is over does not count."""
    pacer = RedisPacer(store, 0.0, prefix=prefix, patience=0)
    stay(RedisPacer(store, 0.0, prefix=prefix), 0.0)
    store.hset(key_of(store, prefix), mapping={"next": "1.0"} | wrong)
    assert stay(pacer, 0.0).began


def test_a_dead_connection_is_replaced(store: Any, prefix: str) -> None:
    """Nothing has been sent to Fiken, so it is asked once more."""
    pacer = RedisPacer(store, 0.0, prefix=prefix)
    stay(pacer, 0.0)
    store.client_kill_filter(_type="normal", skipme=True)
    with pacer.slot(LANE):
        for connection in store.client_list():
            store.client_kill_filter(_id=connection["id"], skipme=False)
    assert stay(pacer, 0.0).began


def test_without_redis_nothing_is_sent() -> None:
    client: Any = redis_py.Redis(port=1, socket_timeout=1)
    with pytest.raises(PacingError, match="Redis did not answer as expected") as raised:
        stay(RedisPacer(client), 0.0)
    assert (Outcome.REFUSED, True) == (raised.value.outcome, raised.value.is_transient)


def test_what_will_not_pass_is_not_transient(store: Any, prefix: str) -> None:
    pacer = RedisPacer(store, 0.0, prefix=prefix)
    stay(pacer, 0.0)
    key = key_of(store, prefix)
    store.delete(key)
    store.set(key, "of another program")
    with pytest.raises(PacingError, match="WRONGTYPE") as raised:
        stay(pacer, 0.0)
    assert not raised.value.is_transient
    assert b"of another program" == store.get(key)


def test_an_end_that_fails_says_nothing(redis: Redis, store: Any, prefix: str) -> None:
    """Fiken may have carried out the write by then. The lease ends by itself."""
    pacer = RedisPacer(store, 0.0, prefix=prefix, ttl=1.0)
    stay(pacer, 0.0)
    with pacer.slot(LANE):
        redis.crash()
    redis.start()
    assert stay(pacer, 0.0).began


def test_an_interrupt_in_redis_passes(prefix: str) -> None:
    """A signal handler raised it while the answer of Redis was awaited."""

    class TimeLimit(Exception):  # noqa: N818
        pass

    class Client:
        def eval(self, *_: object) -> object:
            raise TimeLimit

    with pytest.raises(TimeLimit):
        stay(RedisPacer(Client(), prefix=prefix), 0.0)


@pytest.mark.parametrize(
    "client", [None, "redis://:correct-horse@127.0.0.1", asyncio.Redis(), asyncio.RedisCluster]
)
def test_a_client_of_redis_is_needed(client: Any) -> None:
    with pytest.raises(ConfigurationError, match="RedisPacer needs a client") as raised:
        RedisPacer(client)
    assert "correct-horse" not in str(raised.value)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"ttl": 0.5}, "ttl must be seconds, 1 or more, not 0.5"),
        ({"ttl": None}, "ttl must be seconds"),
        ({"spacing": -1}, "spacing must be seconds"),
        ({"patience": "5"}, "patience must be seconds"),
        ({"prefix": None}, "prefix must be text"),
    ],
)
def test_settings_are_checked(settings: Any, problem: str, store: Any) -> None:
    with pytest.raises(ConfigurationError, match=problem):
        RedisPacer(store, **settings)


# --- PostgreSQL


@pytest.fixture
def table() -> str:
    """The name of a table that no other test has."""
    return f"lanes_{uuid4().hex}"


def test_the_table_can_be_made_before(postgres: Postgres, table: str) -> None:
    """By the user's own migrations, or by the pacer."""
    pacer = SqlPacer(postgres.url, 0.0, table=table)
    assert f'CREATE TABLE IF NOT EXISTS "{table}"' in pacer.ddl
    pacer.create_table()
    pacer.create_table()
    stay(pacer, 0.0)
    with psycopg.connect(postgres.url) as connection:
        rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    ((lane, _, owner, until, strikes, *_),) = rows
    assert ("digest" in lane, owner, until, strikes) == (False, None, 0.0, 0)


def test_an_engine_will_do(postgres: Postgres, table: str) -> None:
    engine = sqlalchemy.create_engine(postgres.url.replace("postgresql", "postgresql+psycopg"))
    pacer = SqlPacer(engine, 0.3, table=table)
    stay(pacer, 0.0)
    taken = stay(pacer, 0.0)
    assert taken.began - taken.asked >= 0.29
    engine.dispose()


@pytest.mark.parametrize("where", ["sqlite:///lanes.db", "lanes.db"])
def test_a_file_of_sqlite_is_refused(where: str) -> None:
    """On one machine, the default pacer needs no database."""
    with pytest.raises(ConfigurationError, match=r"needs PostgreSQL.*Paced\(\) does the same"):
        SqlPacer(where)


def test_a_crash_of_the_database_passes(postgres: Postgres, table: str) -> None:
    pacer = SqlPacer(postgres.url, 0.0, table=table)
    stay(pacer, 0.0)
    postgres.crash()  # the table is lost with it, because this server does not wait for its disk
    with pytest.raises(PacingError, match="the database with the turns failed") as raised:
        stay(pacer, 0.0)
    postgres.start()
    assert (Outcome.REFUSED, True) == (raised.value.outcome, raised.value.is_transient)
    assert stay(pacer, 0.0).began


def test_a_lost_connection_is_replaced(postgres: Postgres, table: str) -> None:
    pacer = SqlPacer(postgres.url, 0.0, table=table)
    for _ in range(2):
        stay(pacer, 0.0)
        with psycopg.connect(postgres.url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )


def test_another_table_is_not_touched(postgres: Postgres, table: str) -> None:
    with psycopg.connect(postgres.url) as connection:
        connection.execute(f"CREATE TABLE {table} (name TEXT)")
    with pytest.raises(PacingError) as raised:
        stay(SqlPacer(postgres.url, table=table), 0.0)
    assert not raised.value.is_transient


@pytest.mark.parametrize(
    "wrong",
    [
        "next_at = 9e9",
        "next_at = 9e9, owner = 'gone', owned_until = 9e9",
        "next_at = 1, owner = 'gone', owned_until = 1",
        "next_at = 1, first = 'gone', waits_since = 1, asks_at = 9e9",
        "next_at = 1, first = 'gone', waits_since = 1, asks_at = 1",
    ],
)
def test_a_wrong_clock_stops_nobody(wrong: str, postgres: Postgres, table: str) -> None:
    """Times that are more than a day ahead are wrong, and a lease that is over does not count."""
    stay(SqlPacer(postgres.url, 0.0, table=table), 0.0)
    with psycopg.connect(postgres.url) as connection:
        connection.execute(f"UPDATE {table} SET {wrong}")
    assert stay(SqlPacer(postgres.url, 0.0, table=table, patience=0), 0.0).began


def test_no_error_tells_the_password() -> None:
    pacer = SqlPacer("postgresql://ann:correct-horse@127.0.0.1:1/books")
    with pytest.raises(PacingError) as raised:
        stay(pacer, 0.0)
    assert "correct-horse" not in f"{raised.value!r} {raised.value} {pacer!r}"


def test_a_frozen_holder_loses_the_lane(postgres: Postgres, table: str) -> None:
    """Its lease ends. When it wakes up, it cannot take the lane from the one who has it."""
    pacer, waiter = SqlPacer(postgres.url, 0.0, table=table), Waiter("frozen", now())
    first = pacer._claim(LANE, waiter, Memory())
    first.start(0.0)
    with psycopg.connect(postgres.url) as connection:
        connection.execute(f"UPDATE {table} SET owned_until = 1")
    began = now()
    with SqlPacer(postgres.url, 0.0, table=table).slot(LANE):
        first.end(0.0, 0)
        with pytest.raises(PacingError):
            stay_elsewhere(SqlPacer(postgres.url, 0.0, table=table, patience=0.3))
    assert now() - began >= 0.3


def stay_elsewhere(pacer: SqlPacer) -> None:
    """Take the lane as another process would: this thread has it already."""
    claim = pacer._claim(LANE, Waiter("another", now()), Memory())
    ends = now() + 0.3
    while wait := claim.start(0.0):
        assert wait > 0
        if now() > ends:
            raise PacingError("taken")


# --- both


FORKING = """
import os, sys
import redis
from fiken.pacing import RedisPacer, SqlPacer

kind, where, name, lane = sys.argv[1:]
if kind == "redis":
    pacer = RedisPacer(redis.Redis.from_url(where), 0.0, prefix=name)
else:
    pacer = SqlPacer(where, 0.0, table=name)
with pacer.slot(lane):
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        print(flush=True)
        os.read(0, 1)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("kind", ["redis", "postgres"])
def test_a_child_does_not_end_the_lease(kind: str, request: pytest.FixtureRequest) -> None:
    """It was forked in the block and leaves it, while the request of the parent lasts."""
    where, name = request.getfixturevalue(kind).url, f"lanes_{uuid4().hex}"
    known = {"redis": redis_pacer, "postgres": sql_pacer}[kind]
    named = {"prefix" if kind == "redis" else "table": name}
    parent = subprocess.Popen(
        [sys.executable, "-c", FORKING, kind, where, name, LANE],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    with pytest.raises(PacingError, match="another machine or process is sending one"):
        stay(known(where, 0.0, patience=0.3, **named), 0.0)
    parent.communicate(b"x", timeout=30)
    assert stay(known(where, 0.0, patience=30, **named), 0.0).began

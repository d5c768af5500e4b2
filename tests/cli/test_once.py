"""`fiken once` lists and resolves the writes whose outcome is not known."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from fiken import (
    AmbiguousWriteError,
    CompanyClient,
    Contact,
    OrderLine,
    Sale,
    SaleKind,
    VatType,
    kroner,
)
from fiken.emulator import DropAfterCarryingOut, DropBeforeReading, Emulator, Status
from fiken.errors import ServerError
from fiken.idempotency import Intent, SqlIdempotency
from tests.cli.command import Command

SALE = Sale(
    sale_number="1017",
    date=date(2026, 6, 15),
    kind=SaleKind.EXTERNAL_INVOICE,
    currency="NOK",
    lines=[
        OrderLine.of_net(kroner("100"), description="Coffee", account="3000", vat_type=VatType.HIGH)
    ],
)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SqlIdempotency:
    """The store that the environment names."""
    path = tmp_path / "keys.db"
    monkeypatch.setenv("FIKEN_WRITES", str(path))
    return SqlIdempotency(path, settle=0.2, wait=0)


@pytest.fixture
def acme(emulator: Emulator, store: SqlIdempotency) -> Iterator[CompanyClient]:
    """A company whose writes have keys."""
    with emulator.client(idempotency=store) as client:
        yield client.company(emulator.company_slug)


@pytest.fixture
def lost(emulator: Emulator, acme: CompanyClient) -> Emulator:
    """An emulator which two writes have not reached: a sale, and a change of a contact."""
    nelly = acme.contacts.save(Contact(name="Nelly Bloom"), idempotency_key="nelly")
    for method in ("POST", "PUT"):
        emulator.fail_next(DropBeforeReading(), method=method)
    with pytest.raises(AmbiguousWriteError):
        acme.sales.save(SALE, idempotency_key="order-1017")
    with pytest.raises(AmbiguousWriteError):
        acme.contacts.save(nelly.evolve(name="Nelly Blue"), idempotency_key="nelly-2")
    return emulator


def company_of(emulator: Emulator) -> str:
    return f"{emulator.company_slug}@{emulator.url.split('/')[2]}"


def test_writes_are_listed(lost: Emulator, acme: CompanyClient, fiken: Command) -> None:
    """With what to look for. Those that are done are not listed."""
    done = fiken("once", "list")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert ["order-1017", "nelly-2"] == [row[0] for row in rows]
    assert {company_of(lost)} == {row[1] for row in rows}
    assert ["unsure", "unsure"] == [row[2] for row in rows]
    nelly = acme.contacts.find_by(name="Nelly Bloom")
    assert nelly is not None
    change = f"PUT /contacts/{nelly.contact_id}"
    assert [
        ["POST /sales", "one in /sales with sale_number 1017"],
        [change, "whether it took effect: name"],
    ] == [row[4:] for row in rows]
    assert "Repeat the calls with their keys first" in done.err


def test_each_company_can_be_chosen(lost: Emulator, fiken: Command) -> None:
    """By its slug, or with its host."""
    for name in (lost.company_slug, company_of(lost)):
        assert 2 == len(fiken("once", "list", "--company", name).out.splitlines())
    expected = "no write of solvik is waiting\n"
    assert (0, "", expected) == fiken("once", "list", "--company", "solvik")


def test_the_list_is_json(lost: Emulator, fiken: Command) -> None:
    rows = json.loads(fiken("once", "list", "--format", "json").out)
    assert ["order-1017", "nelly-2"] == [row["key"] for row in rows]
    assert {"sale_number": "1017"} == rows[0]["look_for"]["own"]
    assert ["name"] == rows[1]["fields"]
    (one,) = (json.loads(fiken("once", "show", "order-1017", "--format", "json").out),)
    assert rows[0] == {**one, "held_for": rows[0]["held_for"]}
    assert one["sent_by"] > one["made_at"]
    assert company_of(lost) == one["company"]


@pytest.mark.usefixtures("lost")
def test_one_is_shown_with_what_to_do(fiken: Command) -> None:
    done = fiken("once", "show", "order-1017")
    facts = dict(line.split("\t", 1) for line in done.out.splitlines())
    assert "unsure: its answer was lost, so Fiken may have carried it out" == facts["state"]
    expected = "one in /sales with sale_number 1017, date 2026-06-15, lines Coffee 10000"
    assert expected == facts["look for"]
    assert "fiken once resolve order-1017 ID\n" in done.err
    assert "fiken once forget order-1017\n" in done.err
    assert fiken("once", "show", "nelly-2").err.count("fiken once resolve nelly-2\n") == 1


def test_one_that_is_done_is_shown(lost: Emulator, acme: CompanyClient, fiken: Command) -> None:
    """If its company is named with the host."""
    nelly = acme.contacts.find_by(name="Nelly Bloom")
    assert nelly is not None
    done = fiken("once", "show", "nelly", "--company", company_of(lost))
    facts = dict(line.split("\t", 1) for line in done.out.splitlines())
    assert ("done: Fiken has carried it out", str(nelly.contact_id)) == (
        facts["state"],
        facts["id"],
    )
    assert "" == done.err


def test_a_sale_that_was_found_is_resolved(
    lost: Emulator, acme: CompanyClient, fiken: Command
) -> None:
    """The next call with its key returns it, and sends no write."""
    with lost.client() as client:  # a person has recorded it by hand, with another date
        found = client.company(lost.company_slug).sales.save(SALE.evolve(date=date(2026, 6, 16)))
    done = fiken("once", "resolve", "order-1017", str(found.sale_id), typed="y\n")
    assert (0, "") == (done.code, done.out)
    question = (
        f"Record that POST /sales was carried out, with the id {found.sale_id}? The next call with "
        "the key 'order-1017' then sends nothing, and returns it. [y/N]: "
    )
    assert done.err.startswith(question)
    before = len(lost.requests)
    assert found == acme.sales.save(SALE, idempotency_key="order-1017")
    assert ["GET"] == [request.method for request in lost.requests[before:]]
    assert ["nelly-2"] == [line.split("\t")[0] for line in fiken("once", "list").out.splitlines()]


@pytest.mark.usefixtures("lost")
def test_a_change_is_resolved_without_an_id(fiken: Command, store: SqlIdempotency) -> None:
    assert 0 == fiken("once", "resolve", "nelly-2", "--yes").code
    assert ["order-1017"] == [row.key for row in store.unresolved()]


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (["resolve", "order-1017"], 2, "give the id of what POST /sales has made, after the key"),
        (["resolve", "nelly-2", "17"], 2, "makes nothing new: leave out the id 17"),
        (["resolve", "order-1018", "17"], 1, "no write with the key 'order-1018' is waiting"),
        (["resolve", "nelly", "17"], 1, "no write with the key 'nelly' is waiting"),
        (["show", "order-1018"], 1, "or name the company of one that is done: --company slug@"),
        (
            ["show", "nelly", "--company", "acme"],
            1,
            "is waiting in this store: see fiken once list",
        ),
        (["forget", "order-1018", "--yes"], 1, "no write with the key 'order-1018' is waiting"),
        (["expire", "--older-than", "-1"], 2, "Invalid value for '--older-than'"),
        (["list", "--table", "a b"], 1, "the name of a table must consist of letters"),
        (["list", "--table", "other"], 1, "no such table: other"),
        (["list", "--store", "mysql://db/x"], 1, "does not know the URL mysql://"),
        (["list", "--store", "postgresql://[db/x"], 1, "connection string of PostgreSQL"),
        (["list", "--store", "sqlite://x.db"], 1, "such as orders.db or sqlite:///orders.db"),
        (["list", "--store", ""], 1, "the store needs a path, such as orders.db"),
    ],
)
def test_mistakes_change_nothing(
    fiken: Command, store: SqlIdempotency, arguments: list[str], code: int, problem: str
) -> None:
    before = [(row.key, row.state) for row in store.unresolved()]
    done = fiken("once", *arguments)
    assert (code, "") == (done.code, done.out)
    assert problem in done.err
    assert before == [(row.key, row.state) for row in store.unresolved()]


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize(
    "command", [["resolve", "order-1017", "17"], ["forget", "order-1017"], ["expire"]]
)
@pytest.mark.parametrize("typed", ["n\n", "\n", ""])
def test_without_a_yes_nothing_changes(
    fiken: Command, store: SqlIdempotency, command: list[str], typed: str
) -> None:
    done = fiken("once", *command, typed=typed)
    assert (1, "") == (done.code, done.out)
    assert "nothing was changed" in done.err
    assert ["order-1017", "nelly-2"] == [row.key for row in store.unresolved()]


def test_one_id_is_of_one_key(lost: Emulator, acme: CompanyClient, fiken: Command) -> None:
    other = acme.sales.save(SALE.evolve(sale_number="1018"), idempotency_key="order-1018")
    done = fiken("once", "resolve", "order-1017", str(other.sale_id), "--yes")
    assert 1 == done.code
    assert f"another key has the id {other.sale_id}" in done.err
    again = fiken("once", "resolve", "order-1018", "17", "--yes", "--company", company_of(lost))
    assert f"it is done already, with the id {other.sale_id}: nothing was changed" in again.err


def test_a_forgotten_write_is_sent(lost: Emulator, acme: CompanyClient, fiken: Command) -> None:
    """The question says what that means."""
    done = fiken("once", "forget", "order-1017", typed="yes\n")
    assert f"Forget the key 'order-1017', unsure at {company_of(lost)}?" in done.err
    assert "If Fiken has carried it out, it would do it twice. [y/N]" in done.err
    assert done.err.endswith("The key 'order-1017' is forgotten.\n")
    acme.sales.save(SALE, idempotency_key="order-1017")
    assert 1 == len(acme.sales.all(sale_number="1017"))


def test_the_question_names_what_is_done(lost: Emulator, fiken: Command) -> None:
    done = fiken("once", "forget", "nelly", "--company", company_of(lost), typed="n\n")
    assert "Fiken has carried it out, and would do it twice. [y/N]" in done.err
    assert 1 == done.code


def test_a_write_in_progress_is_left_alone(
    emulator: Emulator, acme: CompanyClient, fiken: Command, store: SqlIdempotency
) -> None:
    """As long as its worker may be alive, even if a person says yes."""
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    emulator.fail_next(Status(500), method="GET", path="/sales")
    with pytest.raises((AmbiguousWriteError, ServerError)):
        acme.sales.save(SALE, idempotency_key="order-1017")
    (row,) = store.unresolved()
    assert store.take(row.company, row.key, "another worker") is not None
    done = fiken("once", "forget", "order-1017", "--yes")
    assert 1 == done.code
    assert "another worker is carrying it out; call again in" in done.err
    shown = fiken("once", "show", "order-1017").out
    assert "unsure: a worker is carrying it out, for at most" in shown


def test_a_key_of_several_companies(lost: Emulator, fiken: Command, store: SqlIdempotency) -> None:
    (row, _) = store.unresolved()
    other = Intent(company="solvik@api.fiken.no", key=row.key, verb=row.verb, digest=row.digest)
    assert store.claim(other, "another worker") is not None
    done = fiken("once", "show", row.key)
    assert 1 == done.code
    assert "name a company with --company, as each has this key" in done.err
    assert 0 == fiken("once", "show", row.key, "--company", lost.company_slug).code


def test_old_keys_expire(lost: Emulator, fiken: Command, store: SqlIdempotency) -> None:
    """Only those of writes that are done."""
    assert "Keys removed: 0\n" == fiken("once", "expire", "--yes").err
    assert "Keys removed: 1\n" == fiken("once", "expire", "--older-than", "0", "--yes").err
    assert None is store.get(company_of(lost), "nelly")
    assert 2 == len(store.unresolved())
    assert 0 == store.expire(timedelta(0))


def test_a_store_of_a_program(
    lost: Emulator, fiken: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By its path or URL. The environment is for the commands."""
    monkeypatch.delenv("FIKEN_WRITES")
    for where in (str(tmp_path / "keys.db"), f"sqlite:///{tmp_path}/keys.db"):
        assert 2 == len(fiken("once", "list", "--store", where).out.splitlines())
    assert lost.requests


def test_a_look_makes_no_store(fiken: Command, tmp_path: Path, settings: Path) -> None:
    """A misspelt name is an error. Before the first write, there is nothing to list."""
    path = tmp_path / "kyes.db"
    for where in (str(path), f"sqlite:///{path}"):
        done = fiken("once", "list", "--store", where)
        assert 1 == done.code
        assert f"there is no store at {path}" in done.err
    done = fiken("once", "list")
    assert (0, "") == (done.code, done.out)
    missing = f"nothing was written with a key yet: there is no store at {settings}/writes.db"
    assert [missing, "every write is done"] == done.err.splitlines()
    assert (0, "[]\n") == fiken("once", "list", "--format", "json")[:2]
    assert not path.exists()
    assert not settings.exists()


def test_another_database_is_left_alone(fiken: Command, tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    with sqlite3.connect(path) as orders:
        orders.execute("CREATE TABLE orders (id INTEGER)")
    orders.close()
    before = path.read_bytes()
    done = fiken("once", "list", "--store", str(path))
    assert 1 == done.code
    assert "no such table: fiken_writes" in done.err
    assert before == path.read_bytes()


@pytest.mark.parametrize(
    "where",
    [
        "postgresql://acme:geheim@db/x",
        "postgresql://:geheim@[db/x",
        "postgresql://acme:geheim/7@db/x",
        "postgresql://db/x?password=geheim",
        "host=db password = geheim",
    ],
)
def test_a_password_is_no_argument(fiken: Command, where: str) -> None:
    """It is not shown either."""
    done = fiken("once", "list", "--store", where)
    assert 2 == done.code
    assert "a password is never an argument" in done.err
    assert "geheim" not in done.err

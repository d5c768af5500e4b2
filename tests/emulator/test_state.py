"""The books: same seed, same books; kept in a file; complete operations; balanced postings."""

import sqlite3
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from fiken.emulator._clock import norway
from fiken.emulator.books import ledger as _ledger
from fiken.emulator.books.errors import Rejected
from fiken.emulator.books.ledger import Entry, Line
from fiken.emulator.store.state import State


def at(year: int) -> datetime:
    """Return noon of 15 June of a year, in Norway."""
    return datetime(year, 6, 15, 12, tzinfo=timezone(timedelta(hours=2)))


def ask(emulator: Emulator, method: str, path: str, **options: Any) -> requests.Response:
    """Send a request below the demo company and return the answer."""
    headers = {"Authorization": f"Bearer {emulator.token}"}
    url = f"{emulator.url}/companies/{emulator.company_slug}{path}"
    return requests.request(method, url, headers=headers, timeout=10, **options)


def snapshot(emulator: Emulator) -> list[Any]:
    """Return what five lists of the API contain; URLs with the port are not among it."""
    paths = ("/contacts", "/groups", "/products", "/projects", "/accounts?pageSize=100")
    return [ask(emulator, "GET", path).json() for path in paths]


def test_same_seed_and_clock_give_same_books() -> None:
    snapshots: list[Any] = []
    for _ in range(2):
        with Emulator(seed=42, clock=lambda: at(2026)) as emulator:
            ask(emulator, "POST", "/contacts", json={"name": "Anna", "customer": True})
            snapshots.append(snapshot(emulator))
    assert snapshots[0] == snapshots[1]


def test_another_seed_gives_other_ids() -> None:
    contacts: list[Any] = []
    for seed in (1, 2):
        with Emulator(seed=seed, clock=lambda: at(2026)) as emulator:
            contacts.append(ask(emulator, "GET", "/contacts?pageSize=1").json()[0])
    assert contacts[0]["name"] == contacts[1]["name"]
    assert contacts[0]["contactId"] != contacts[1]["contactId"]


def test_dates_come_from_the_clock() -> None:
    now = [at(2026)]
    with Emulator(clock=lambda: now[0]) as emulator:
        location = ask(emulator, "POST", "/contacts", json={"name": "Anna"}).headers["Location"]
        path = f"/contacts/{location.rpartition('/')[2]}"
        now[0] = at(2026) + timedelta(days=3)
        ask(emulator, "PUT", path, json={"name": "Anne"})
        contact = ask(emulator, "GET", path).json()
    assert ("2026-06-15", "2026-06-18") == (contact["createdDate"], contact["lastModifiedDate"])


def test_default_clock_is_today() -> None:
    """It is today in Norway, whatever the time zone of the machine is."""
    today = partial(datetime.now, norway())
    first = today().date()
    with Emulator() as emulator:
        ask(emulator, "POST", "/contacts", json={"name": "Anna"})
        (contact,) = ask(emulator, "GET", "/contacts?name=Anna").json()
    assert first <= datetime.fromisoformat(contact["createdDate"]).date() <= today().date()


def test_file_keeps_books_across_runs(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data) as emulator:
        ask(emulator, "POST", "/contacts", json={"name": "Anna", "customer": True})
        first = snapshot(emulator)
    with Emulator(data=str(data)) as emulator:
        assert first == snapshot(emulator)
        ask(emulator, "POST", "/contacts", json={"name": "Berit", "customer": True})
        (berit,) = ask(emulator, "GET", "/contacts?name=Berit").json()
        emulator.check_books()
    (anna,) = [row for row in first[0] if row["name"] == "Anna"]
    assert anna["contactId"] < berit["contactId"]
    assert anna["customerNumber"] + 1 == berit["customerNumber"]


def test_books_in_memory_are_not_kept() -> None:
    emulator = Emulator(seed=1)
    for _ in range(2):
        with emulator:
            assert ask(emulator, "GET", "/contacts?name=Anna").json() == []
            ask(emulator, "POST", "/contacts", json={"name": "Anna"})


def test_file_of_another_version_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    other = sqlite3.connect(data)
    other.execute("CREATE TABLE contacts (x)")
    other.close()
    with pytest.raises(ValueError, match="start with a new file"):
        Emulator(data=data).start()


def test_file_that_is_not_a_database_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    data.write_text("Dear diary, " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        Emulator(data=data).start()


def books(emulator: Emulator) -> tuple[State, int]:
    """Return the state of the emulator, and the id of the demo company."""
    assert emulator._state is not None
    sql = "SELECT company_id FROM companies WHERE slug = ?"
    return emulator._state, emulator._state.value(sql, emulator.company_slug)


def test_last_four_years_are_open(emulator: Emulator) -> None:
    state, company = books(emulator)
    sql = "SELECT year FROM fiscal_years WHERE company_id = ? ORDER BY year"
    assert [2023, 2024, 2025, 2026] == [row["year"] for row in state.rows(sql, company)]


def test_new_year_is_opened_on_start(tmp_path: Path) -> None:
    data = tmp_path / "books.db"
    with Emulator(data=data, clock=lambda: at(2025)):
        pass
    with Emulator(data=data, clock=lambda: at(2026)) as emulator:
        state, company = books(emulator)
        sql = "SELECT min(year), max(year) FROM fiscal_years WHERE company_id = ?"
        assert (2022, 2026) == tuple(state.rows(sql, company)[0])


def test_demo_company_has_expected_balances(emulator: Emulator) -> None:
    """Computed by hand.

    Capital of 30,000, a sale of 12,500 and rent of 10,000, which was paid. Six invoices:

    - 10 kg of beans (2,490 + 373.50), paid,
    - 2 grinders (2,598 + 649.50), rounded up by 0.50,
    - 4 kg of beans, credited,
    - 10 of 12 kg of beans (2,490 + 373.50) and a course (800), after a part was credited,
    - beans for export (235 GBP at 10 kroner),
    - a grinder with a discount (1,136.63 + 284.16) and service (1,275 + 318.75).
    """
    state, company = books(emulator)
    sql = """SELECT account, sum(amount) AS balance FROM journal_lines
        WHERE company_id = ? GROUP BY account ORDER BY account"""
    expected = {
        "1500:10001": 12_500_00 + 3_014_54,
        "1500:10002": 0,
        "1500:10004": 0,
        "1500:10005": 3_248_00,
        "1500:10009": 2_350_00,
        "1500:10010": 3_663_50,
        "1920:10001": 20_000_00 + 2_863_50,
        "2000": -30_000_00,
        "2400:20001": 0,
        "2701": -2_500_00 - 649_50 - 284_16 - 318_75,
        "2702": -373_50 - 373_50,
        "2711": 2_000_00,
        "3000": -10_000_00 - 2_598_00 - 1_136_63,
        "3020": -1_275_00,
        "3040": -2_490_00 - 2_490_00,
        "3100": -2_350_00,
        "3200": -800_00,
        "3950": -50,
        "6300": 8_000_00,
    }
    assert expected == {row["account"]: row["balance"] for row in state.rows(sql, company)}


def test_unbalanced_posting_is_refused(emulator: Emulator) -> None:
    """The message has the difference in kroner (docs/observed.md#4-error-bodies)."""
    state, company = books(emulator)
    entry = Entry("Feil", "2026-01-02", [Line("1920", 10_000), Line("3000", -5_000)])
    with pytest.raises(Rejected) as refused, state.operation():
        _ledger.post(state, company, "Feil", [entry])
    assert "Summen av posteringslinjene er ikke null: 50,00" == refused.value.message


def test_posting_needs_an_open_year(emulator: Emulator) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    state, company = books(emulator)
    entry = Entry("Feil", "2027-01-02", [Line("1920", 100), Line("3000", -100)])
    with pytest.raises(Rejected) as refused, state.operation():
        _ledger.post(state, company, "Feil", [entry])
    assert "Fiscal year 2027 is invalid" == refused.value.message


def test_failed_operation_writes_nothing(emulator: Emulator) -> None:
    """The first entry is written before the second one names an account that does not exist."""
    state, company = books(emulator)
    tables = ("transactions", "journal_entries", "journal_lines", "sequences")
    counts = [state.rows(f"SELECT * FROM {table}") for table in tables]
    entry = Entry("Rett", "2026-01-02", [Line("1920", 100), Line("3000", -100)])
    wrong = Entry("Feil", "2026-01-02", [Line("0000", 100), Line("3000", -100)])
    with pytest.raises(sqlite3.IntegrityError), state.operation():
        _ledger.post(state, company, "Rett og feil", [entry, wrong])
    assert counts == [state.rows(f"SELECT * FROM {table}") for table in tables]


def test_failed_attempt_undoes_only_itself(emulator: Emulator) -> None:
    """What the operation did before and does afterwards is kept."""
    state = emulator._state
    assert state is not None

    def fail() -> None:
        with state.attempt():
            state.count_up("kept", 1)
            raise Rejected("no")

    with state.operation():
        state.count_up("kept", 1)
        with pytest.raises(Rejected):
            fail()
        with state.attempt():
            state.count_up("kept", 1)
    assert 2 == state.value("SELECT last FROM sequences WHERE name = 'kept'")


def test_invalid_reference_is_undone(emulator: Emulator) -> None:
    """The foreign key is checked at the end of the operation."""
    state, company = books(emulator)
    facts = {"company_id": company, "number": "9", "completed": 0, "contact_id": 1}
    with pytest.raises(sqlite3.IntegrityError), state.operation():
        state.insert("projects", **facts)
    with state.operation():
        assert state.value("SELECT count(*) FROM projects WHERE number = '9'") == 0


def test_posted_line_cannot_change(emulator: Emulator) -> None:
    state, _ = books(emulator)
    with pytest.raises(sqlite3.IntegrityError, match="post its reverse"):
        state.execute("UPDATE journal_lines SET amount = 0")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (
            "DELETE FROM journal_lines WHERE journal_line_id = 1",
            "does not balance: its lines sum to -3000000 øre",
        ),
        ("DELETE FROM journal_lines WHERE journal_line_id <= 2", "has no lines"),
        (
            "DELETE FROM journal_lines WHERE journal_line_id = 1",
            "the balances of company .* sum to -3000000 øre",
        ),
        ("DELETE FROM fiscal_years WHERE year = 2025", "dated 2025-01-02, in a year that is not"),
        ("DELETE FROM accounts WHERE code = '2000'", "a row of journal_lines refers to"),
        (
            "UPDATE contacts SET customer_account_code = NULL WHERE customer_number = 10001",
            "is a customer without an account",
        ),
    ],
)
def test_check_books_reports_damage(damage: str, sentence: str) -> None:
    with Emulator(seed=1, clock=lambda: at(2026)) as emulator:
        state, _ = books(emulator)
        state.execute("PRAGMA foreign_keys = OFF")
        emulator.check_books()
        state.execute(damage)
        with pytest.raises(AssertionError, match=sentence):
            emulator.check_books()


def test_stopped_emulator_says_so() -> None:
    """`url` and `check_books` need a running emulator, and `start` a stopped one."""
    emulator = Emulator()
    for use in (lambda: emulator.url, emulator.check_books):
        with pytest.raises(RuntimeError, match="does not run"):
            use()
    with emulator, pytest.raises(RuntimeError, match="runs already"):
        emulator.start()
    emulator.stop()

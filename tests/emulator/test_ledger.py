"""The double-entry ledger: a month computed by hand, many rows, and its functions."""

import time
from datetime import datetime
from typing import Any

import pytest
import requests
from werkzeug.test import Client

from fiken.emulator import Emulator
from fiken.emulator._service import Service
from fiken.emulator.books import ledger as _ledger
from fiken.emulator.books.errors import DescriptionTooLong, Rejected
from fiken.emulator.books.ledger import Entry, Line
from fiken.emulator.families import FAMILIES
from fiken.emulator.store.state import State
from fiken.emulator.wire.application import Application
from tests.emulator.conftest import OSLO
from tests.emulator.trade import BANK, CASH, ask, balances, contact, post, tables


def books(emulator: Emulator) -> tuple[State, int]:
    """Return the state of the emulator, and the id of the demo company."""
    state = emulator._state
    assert state is not None
    return state, state.value("SELECT company_id FROM companies ORDER BY company_id LIMIT 1")


def line(account: str, vat_type: str, net: int, vat: int | None = None) -> dict[str, Any]:
    """Return a line of a sale or a purchase."""
    facts = {"account": account, "vatType": vat_type, "netPrice": net, "vat": vat}
    return {"description": "Vare", **facts}


def document(kind: str, day: int, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a sale or a purchase of this day in May; a cash document is paid on that day."""
    date = f"2026-05-{day:02}"
    if kind.startswith("cash"):
        fields |= {"paymentDate": date}
    return {"kind": kind, "date": date, "currency": "NOK", "lines": list(lines), **fields}


def pay(api: requests.Session, owner: str, day: int, amount: int, **fields: Any) -> str:
    """Pay the document on this day in May; return the URL of the payment."""
    payment = {"date": f"2026-05-{day:02}", "account": BANK, "amount": amount, **fields}
    return post(api, f"{owner}/payments", payment)


def book_sales(api: requests.Session) -> None:
    """Book the sales of May, and what became of them."""
    cafe = contact(api, customer=True)["contactId"]
    # 1 May: a cash sale of 1,000 and VAT, paid by card with a fee of 20
    goods = line("3000", "HIGH", 1_000_00, 250_00)
    card = {"paymentAccount": BANK, "totalPaid": 1_250_00, "paymentFee": 20_00}
    post(api, "/sales", document("cash_sale", 1, goods, **card))
    # 3 May: an invoice of 8,000 and VAT to the café, which pays 6,000 on 12 May with a fee of 15
    goods = line("3000", "HIGH", 8_000_00, 2_000_00)
    sale = post(api, "/sales", document("invoice", 3, goods, customerId=cafe))
    pay(api, sale, 12, 6_000_00, fee=15_00)
    # 20 May: a sale of 500 and VAT that is deleted again
    mistake = post(api, "/sales", document("invoice", 20, line("3000", "HIGH", 500_00, 125_00)))
    ask(api, "PATCH", f"{mistake}/delete?description=Feil", 200)
    # 25 May: a course for 700, written off on 30 May
    course = line("3200", "OUTSIDE", 700_00)
    sale = post(api, "/sales", document("invoice", 25, course, customerId=cafe))
    write_off = {"type": "CUSTOMER_BANKRUPTCY", "date": "2026-05-30"}
    ask(api, "PATCH", f"{sale}/writeOff", 200, json=write_off)


def book_purchases(api: requests.Session) -> None:
    """Book the purchases of May, and what became of them."""
    roaster, landlord = (contact(api, supplier=True)["contactId"] for _ in range(2))
    # 5 May: beans for 4,000 and 15 % VAT, paid on 15 May
    beans = line("4300", "MEDIUM", 4_000_00, 600_00)
    bought = post(api, "/purchases", document("supplier", 5, beans, supplierId=roaster))
    pay(api, bought, 15, 4_600_00)
    # 7 May: rent of 9,000 and VAT for May, June and July; a payment of 18 May is undone
    rent = line("6300", "HIGH", 9_000_00, 2_250_00)
    bought = post(api, "/purchases", document("supplier", 7, rent, supplierId=landlord))
    line_id = ask(api, "GET", bought, 200)["lines"][0]["lineId"]
    accrual = {"lineId": line_id, "account": "1700", "startDate": "2026-05-01", "periods": 3}
    post(api, f"{bought}/accruals", accrual)
    ask(api, "DELETE", pay(api, bought, 18, 11_250_00), 204)
    # 10 May: cups for 400 and VAT, paid in cash
    cups = line("6540", "HIGH", 400_00, 100_00)
    post(api, "/purchases", document("cash_purchase", 10, cups, paymentAccount=CASH))
    # 22 May: a program from abroad for 2,000; VAT of 500 is owed and deducted
    program = line("6810", "HIGH_FOREIGN_SERVICE_DEDUCTIBLE", 2_000_00, 0)
    post(api, "/purchases", document("supplier", 22, program))


def test_trial_balance_of_a_month(may: tuple[Emulator, requests.Session]) -> None:
    """Computed by hand: a shop sells coffee, buys beans, and rents its room."""
    _, api = may
    book_sales(api)
    book_purchases(api)
    # 28 May: share capital of 30,000
    capital = {"amount": 30_000_00, "debitAccount": BANK, "creditAccount": "2000"}
    entry = {"description": "Kapital", "date": "2026-05-28", "lines": [capital]}
    post(api, "/generalJournalEntries", {"description": "Kapital", "journalEntries": [entry]})
    assert balances(api, "2026-05-31") == {
        "1500:10001": 4_000_00,
        "1700": 6_000_00,
        "1900": -500_00,
        BANK: 32_615_00,
        "2000": -30_000_00,
        "2400": -2_000_00,
        "2400:20002": -11_250_00,
        "2701": -2_250_00,
        "2705": -500_00,
        "2711": 2_350_00,
        "2712": 600_00,
        "2715": 500_00,
        "3000": -9_000_00,
        "3200": -700_00,
        "4300": 4_000_00,
        "6300": 3_000_00,
        "6540": 400_00,
        "6810": 2_000_00,
        "7770": 35_00,
        "7830": 700_00,
    }


# --- many rows -----------------------------------------------------------------------------------

_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
_DAY = "date('2026-01-01', '+' || (i % 180) || ' days')"
_KEY = "30000000000 + i"
_CROWD = (
    f"""{_NUMBERS} INSERT INTO transactions (transaction_id, company_id, created_date,
        last_modified_date, description) SELECT {_KEY}, ?, {_DAY}, {_DAY}, 'T' || i FROM n""",
    f"""{_NUMBERS} INSERT INTO journal_entries (journal_entry_id, company_id, transaction_id,
        created_date, last_modified_date, journal_entry_number, date)
        SELECT {_KEY}, ?, {_KEY}, {_DAY}, {_DAY}, i, {_DAY} FROM n""",
    *(
        f"""{_NUMBERS} INSERT INTO journal_lines (company_id, journal_entry_id, account, amount,
        entry_date, last_modified_date) SELECT ?, {_KEY}, {posting}, {_DAY}, {_DAY} FROM n"""
        for posting in ("'1900', i", "'3900', -i")
    ),
    f"""{_NUMBERS} INSERT INTO purchases (purchase_id, company_id, transaction_id, created_date,
        date, kind, last_modified_date, currency, ledger_account, settled)
        SELECT {_KEY}, ?, {_KEY}, {_DAY}, {_DAY}, 'supplier', {_DAY}, 'NOK', '2400', 1 FROM n""",
)


@pytest.fixture
def crowded(emulator: Emulator) -> Emulator:
    """The demo company with 100,000 rows in each table, inserted with SQL to save minutes."""
    state, company = books(emulator)
    with state.operation():
        for sql in _CROWD:
            state.execute(sql, company)
    return emulator


def seconds(web: Client, path: str) -> float:
    """Return the shortest processor time of five requests.

    They run in this thread without the server, and only its own time counts: the machine may be
    busy with other programs.
    """

    def measure() -> float:
        began = time.thread_time()
        assert (
            200 == web.get(path, headers={"Authorization": f"Bearer {Emulator.token}"}).status_code
        )
        return time.thread_time() - began

    return min(measure() for _ in range(5))


def test_last_of_100000_rows_is_fast(crowded: Emulator) -> None:
    """The last page takes at most five times as long as the first, in every list that grows."""
    state, _ = books(crowded)
    web = Client(Application(Service(state, FAMILIES)))
    company = f"/api/v2/companies/{crowded.company_slug}"
    for path in ("/journalEntries", "/transactions", "/purchases", "/purchases?paid=true"):
        query = f"{company}{path}{'&' if '?' in path else '?'}pageSize=100"
        assert seconds(web, f"{query}&page=999") <= 5 * seconds(web, f"{query}&page=0"), path


def test_balance_of_100000_entries(crowded: Emulator, api: requests.Session) -> None:
    """The balance is 1 + 2 + ... + 100,000."""
    assert crowded.url in api.get("/sales").url
    assert 50_000 * 100_001 == balances(api)["1900"]


# --- functions of the ledger ---------------------------------------------------------------------


def post_entry(emulator: Emulator, date: str, **options: Any) -> int:
    """Post an entry of 100 øre on this day; return the id of the transaction."""
    state, company = books(emulator)
    entry = Entry("Prøve", date, [Line(CASH, 100, "0"), Line("3900", -100)])
    with state.operation():
        return _ledger.post(state, company, "Prøve", [entry], "Prøve", **options)


def test_reversal_is_dated_today(emulator: Emulator) -> None:
    """The entry that is reversed names its reversal."""
    state, company = books(emulator)
    key = post_entry(emulator, "2026-02-01")
    with state.operation():
        offset = _ledger.reverse(state, key)
    balance = [_ledger.balance(state, company, CASH, f"2026-{day}") for day in ("06-14", "06-15")]
    assert [100, 0] == balance
    sql = "SELECT offset_transaction_id FROM journal_entries WHERE transaction_id = ?"
    assert offset == state.value(sql, key)


def test_reversal_of_future_entry_is_not_earlier(emulator: Emulator) -> None:
    """With the date of today, the balances in between would be wrong."""
    state, company = books(emulator)
    key = post_entry(emulator, "2026-09-01")
    with state.operation():
        _ledger.reverse(state, key)
    days = ("2026-06-15", "2026-08-31", "2026-09-01")
    assert [0, 0, 0] == [_ledger.balance(state, company, CASH, day) for day in days]


@pytest.mark.parametrize(
    ("date", "options", "is_open"),
    [
        ("2026-06-01", {}, True),
        ("2026-05-31", {}, False),
        ("2026-05-31", {"stays_open": True}, True),
        ("2026-12-31", {}, True),
    ],
)
def test_undo_erases_open_and_reverses_closed(
    emulator: Emulator, date: str, options: dict[str, bool], is_open: bool
) -> None:
    """Emulator choice: a month that has ended is closed, unless `stays_open` was given."""
    state, _ = books(emulator)
    key = post_entry(emulator, date, **options)
    assert is_open == _ledger.is_open(state, key)
    with state.operation():
        assert is_open == (_ledger.undo(state, key) is None)
    row = state.row("SELECT deleted FROM transactions WHERE transaction_id = ?", key)
    assert is_open == (row is None)


def test_owner_of_transaction(emulator: Emulator) -> None:
    state, _ = books(emulator)
    sale = state.value("SELECT transaction_id FROM sales")
    payment = state.value("SELECT transaction_id FROM purchase_payments")
    assert "sales" == _ledger.owner_of(state, sale)
    assert "purchase_payments" == _ledger.owner_of(state, payment)
    assert _ledger.owner_of(state, post_entry(emulator, "2026-06-01")) is None


def test_balances_are_of_a_day(emulator: Emulator) -> None:
    state, company = books(emulator)
    post_entry(emulator, "2026-02-01")
    before, after = (_ledger.balances(state, company, f"2026-0{n}-01") for n in (1, 2))
    assert {CASH: 100, "3900": -100} == {code: n for code, n in after.items() if code not in before}


def test_description_of_201_characters_is_500(emulator: Emulator) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    state, company = books(emulator)
    lines = [Line(CASH, 100), Line("3900", -100)]
    with pytest.raises(DescriptionTooLong) as refused, state.operation():
        _ledger.post(state, company, "x", [Entry("x" * 201, "2026-01-01", lines)])
    message = "Transaksjonsbeskrivelse kan ikke være på mer enn 200 tegn"
    assert message == refused.value.message


def test_unknown_account_is_refused(emulator: Emulator) -> None:
    state, company = books(emulator)
    with pytest.raises(Rejected, match="no account 1921"):
        _ledger.require_accounts(state, company, ["1920", "1921"])


@pytest.mark.parametrize("amount", [_ledger.LARGEST + 1, 2**63 - 1, -(2**63)])
def test_too_large_amount_is_refused(
    emulator: Emulator, api: requests.Session, amount: int
) -> None:
    """Emulator choice: with such an amount, no balance could be read, because sums have 64 bits."""
    sale = post(api, "/sales", document("invoice", 1, line("3900", "NONE", 100)))
    before = tables(emulator)
    refused = document("invoice", 1, line("3900", "NONE", amount))
    ask(api, "POST", "/sales", 400, json=refused)
    payment = {"date": "2026-05-02", "account": BANK, "amount": 1}
    for field in ("amount", "fee"):
        ask(api, "POST", f"{sale}/payments", 400, json={**payment, field: amount})
    assert before == tables(emulator)


@pytest.mark.parametrize(
    ("code", "side", "expected"),
    [
        (1, "debit", [("6800", 100_00), ("2711", 25_00)]),
        (3, "credit", [("6800", -100_00), ("2701", -25_00)]),
        (7, "credit", [("6800", -100_00)]),
        (14, "debit", [("2711", 100_00)]),
        (21, "debit", [("6800", 100_00), ("2715", 25_00), ("2705", -25_00)]),
    ],
)
def test_coded_posts_vat(code: int, side: Any, expected: list[tuple[str, int]]) -> None:
    """A side with a VAT code adds the postings of its VAT.

    Observed: docs/observed.md#9-journal-entries
    """
    lines = _ledger.coded("6800", code, 100_00, side)
    assert expected == [(each.account, each.amount) for each in lines]


def test_unknown_vat_code_is_refused() -> None:
    with pytest.raises(Rejected):
        _ledger.coded("6800", 99, 100, "debit")


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE sales SET outstanding_balance = 1 WHERE deleted", "sale .* 1 øre outstanding"),
        ("UPDATE sale_lines SET vat = vat + 1", "on its ledger account"),
        ("UPDATE purchase_payments SET settles = 1", "purchase .* on its ledger account"),
        ("UPDATE sales SET deleted = 0", "is deleted, but its transaction is not reversed"),
        (
            "UPDATE journal_lines SET entry_date = '2020-01-01' WHERE journal_line_id = 1",
            "line 1 is dated 2020-01-01",
        ),
        (
            "UPDATE transactions SET deleted = 1 WHERE type = 'Purchase'",
            "is deleted, but what it posted is not reversed",
        ),
    ],
)
def test_check_books_compares_documents_and_ledger(damage: str, sentence: str) -> None:
    with Emulator(seed=1, clock=lambda: datetime(2026, 6, 15, 12, tzinfo=OSLO)) as emulator:
        emulator.check_books()
        state, _ = books(emulator)
        with state.operation():
            state.execute("DROP TRIGGER posted_lines_stay")
            assert state.execute(damage)
        with pytest.raises(AssertionError, match=sentence):
            emulator.check_books()

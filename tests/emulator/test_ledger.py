"""The double-entry core: what it promises, by a month written out by hand and by random walks."""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from fiken.emulator.books import ledger as _ledger
from fiken.emulator.books.errors import DescriptionTooLong, Rejected
from fiken.emulator.books.ledger import Entry, Line
from fiken.emulator.store.state import State
from tests.emulator.conftest import OSLO, Api
from tests.emulator.trade import BANK, CASH, ask, balances, contact, post, tables


def books(emulator: Emulator) -> tuple[State, int]:
    state = emulator._state
    assert state is not None
    return state, state.value("SELECT company_id FROM companies ORDER BY company_id LIMIT 1")


@pytest.fixture
def may() -> Iterator[tuple[Emulator, requests.Session]]:
    """A company that has done nothing yet, on 31 May 2026."""
    with Emulator(seed=1, clock=lambda: datetime(2026, 5, 31, 12, tzinfo=OSLO), empty=True) as own:
        with Api(f"{own.url}/companies/{own.company_slug}", own.token) as api:
            yield own, api
        own.check_books()


def line(account: str, vat_type: str, net: int, vat: int | None = None) -> dict[str, Any]:
    facts = {"account": account, "vatType": vat_type, "netPrice": net, "vat": vat}
    return {"description": "Vare", **facts}


def document(kind: str, day: int, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    date = f"2026-05-{day:02}"
    if kind.startswith("cash"):
        fields |= {"paymentDate": date}
    return {"kind": kind, "date": date, "currency": "NOK", "lines": list(lines), **fields}


def pay(api: requests.Session, owner: str, day: int, amount: int, **fields: Any) -> str:
    payment = {"date": f"2026-05-{day:02}", "account": BANK, "amount": amount, **fields}
    return post(api, f"{owner}/payments", payment)


def test_the_trial_balance_of_a_small_month(may: tuple[Emulator, requests.Session]) -> None:
    """In kroner, by hand. A shop sells coffee, buys beans, rents its room."""
    _, api = may
    cafe = contact(api, customer=True)["contactId"]
    roaster, landlord = (contact(api, supplier=True)["contactId"] for _ in range(2))

    # 1 May, 1,000 and VAT over the counter by card, for a fee of 20
    sold = line("3000", "HIGH", 1_000_00, 250_00)
    card = {"paymentAccount": BANK, "totalPaid": 1_250_00, "paymentFee": 20_00}
    post(api, "/sales", document("cash_sale", 1, sold, **card))
    # 3 May, 8,000 and VAT to the café, which pays 6,000 of it on the 12th, for a fee of 15
    sold = line("3000", "HIGH", 8_000_00, 2_000_00)
    sale = post(api, "/sales", document("invoice", 3, sold, customerId=cafe))
    pay(api, sale, 12, 6_000_00, fee=15_00)
    # 5 May, beans for 4,000 and 15 % VAT, paid on the 15th
    beans = line("4300", "MEDIUM", 4_000_00, 600_00)
    bought = post(api, "/purchases", document("supplier", 5, beans, supplierId=roaster))
    pay(api, bought, 15, 4_600_00)
    # 7 May, rent for May, June and July, 9,000 and VAT; a payment on the 18th is undone
    rent = line("6300", "HIGH", 9_000_00, 2_250_00)
    bought = post(api, "/purchases", document("supplier", 7, rent, supplierId=landlord))
    key = ask(api, "GET", bought, 200)["lines"][0]["lineId"]
    spread = {"lineId": key, "account": "1700", "startDate": "2026-05-01", "periods": 3}
    post(api, f"{bought}/accruals", spread)
    ask(api, "DELETE", pay(api, bought, 18, 11_250_00), 204)
    # 10 May, cups for 400 and VAT out of the till
    cups = line("6540", "HIGH", 400_00, 100_00)
    post(api, "/purchases", document("cash_purchase", 10, cups, paymentAccount=CASH))
    # 20 May, a sale of 500 and VAT that was a mistake
    wrong = post(api, "/sales", document("invoice", 20, line("3000", "HIGH", 500_00, 125_00)))
    ask(api, "PATCH", f"{wrong}/delete?description=Feil", 200)
    # 22 May, a program from abroad for 2,000: VAT of 500 is owed, and deducted
    program = line("6810", "HIGH_FOREIGN_SERVICE_DEDUCTIBLE", 2_000_00, 0)
    post(api, "/purchases", document("supplier", 22, program))
    # 25 May, a course for 700, lost on the 30th
    course = line("3200", "OUTSIDE", 700_00)
    sale = post(api, "/sales", document("invoice", 25, course, customerId=cafe))
    lost = {"type": "CUSTOMER_BANKRUPTCY", "date": "2026-05-30"}
    ask(api, "PATCH", f"{sale}/writeOff", 200, json=lost)
    # 28 May, share capital of 30,000
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


# --- random walks --------------------------------------------------------------------------------

#: account, type, VAT in percent: what the walk sells and buys
SOLD = (("3000", "HIGH", 25), ("3030", "MEDIUM", 15), ("3050", "LOW", 12), ("3900", "NONE", 0))
BOUGHT = (("6800", "HIGH", 25), ("4300", "MEDIUM", 15), ("7350", "NONE", 0))
VAT = {
    "/sales": {25: "2701", 15: "2702", 12: "2703"},
    "/purchases": {25: "2711", 15: "2712"},
}


class Walk:
    """Books at random and keeps books of its own, from the inputs alone."""

    def __init__(self, emulator: Emulator, api: requests.Session, seed: int) -> None:
        self.emulator, self.api, self.dice = emulator, api, random.Random(seed)
        self.balance: dict[str, int] = {}
        self.owed: dict[str, int] = {}
        self.ended: set[str] = set()
        self.postings: dict[str, dict[str, int]] = {}
        self.payments: dict[str, tuple[str, int, int]] = {}

    def book(self, **amounts: int) -> None:
        for account, amount in amounts.items():
            self.balance[account] = self.balance.get(account, 0) + amount

    def day(self) -> str:
        return f"2026-{self.dice.randrange(1, 7):02}-{self.dice.randrange(1, 29):02}"

    def sign(self, document: str) -> int:
        return 1 if "/sales/" in document else -1

    def ledger(self, document: str) -> str:
        return "1500" if "/sales/" in document else "2400"

    def create(self) -> None:
        path = self.dice.choice(("/sales", "/purchases"))
        lines: list[dict[str, Any]] = []
        posted: dict[str, int] = {}
        sign, owed = (1 if path == "/sales" else -1), 0
        for _ in range(self.dice.randrange(1, 4)):
            account, name, percent = self.dice.choice(SOLD if path == "/sales" else BOUGHT)
            net = self.dice.randrange(1, 1_000_000)
            vat = (net * percent + 50) // 100 or (1 if percent else None)
            lines.append(line(account, name, net, vat))
            posted[account] = posted.get(account, 0) - sign * net
            if vat:
                where = VAT[path][percent]
                posted[where] = posted.get(where, 0) - sign * vat
            owed += net + (vat or 0)
        kind = "external_invoice" if path == "/sales" else "supplier"
        body = {"kind": kind, "date": self.day(), "currency": "NOK", "lines": lines}
        document = post(self.api, path, body)
        posted[self.ledger(document)] = sign * owed
        self.book(**posted)
        self.postings[document], self.owed[document] = posted, owed

    def pay(self) -> None:
        document = self.living()
        if document is None:
            return
        amount, fee = self.dice.randrange(1, 500_000), self.dice.choice((0, 0, 99))
        body = {"date": self.day(), "account": BANK, "amount": amount, "fee": fee}
        payment = post(self.api, f"{document}/payments", body)
        self.payments[payment] = (document, amount, fee)
        self.owed[document] -= amount
        self.move(document, amount, fee)

    def move(self, document: str, amount: int, fee: int) -> None:
        signed = self.sign(document) * amount
        self.book(**{self.ledger(document): -signed, BANK: signed - fee, "7770": fee})

    def undo(self) -> None:
        if not self.payments:
            return
        payment = self.dice.choice(sorted(self.payments))
        document, amount, fee = self.payments.pop(payment)
        ask(self.api, "DELETE", payment, 204)
        self.owed[document] += amount
        self.move(document, -amount, -fee)

    def delete(self) -> None:
        document = self.living()
        if document is None:
            return
        ask(self.api, "PATCH", f"{document}/delete?description=x", 200)
        self.ended.add(document)
        self.book(**{account: -n for account, n in self.postings[document].items()})
        paid = [key for key, (owner, _, _) in self.payments.items() if owner == document]
        for _, amount, fee in map(self.payments.pop, paid):
            self.move(document, -amount, -fee)

    def fail(self) -> None:
        """A sale in a year that is not open: its lines come first, and nothing of it stays."""
        before = tables(self.emulator)
        body = {"kind": "supplier", "date": "2031-01-01", "currency": "NOK"}
        lines = [line("6800", "HIGH", 100, 25)]
        ask(self.api, "POST", "/purchases", 400, json={**body, "lines": lines})
        assert before == tables(self.emulator)

    def living(self) -> str | None:
        found = sorted(set(self.owed) - self.ended)
        return self.dice.choice(found) if found else None

    def step(self) -> None:
        steps = (self.create, self.create, self.pay, self.pay, self.undo, self.delete, self.fail)
        self.dice.choice(steps)()
        self.emulator.check_books()

    def shown(self) -> dict[str, int | None]:
        """What is owed, of sales as they show it, and whether purchases are paid."""
        found: dict[str, int | None] = {}
        for document in self.owed:
            answer = ask(self.api, "GET", document, 200)
            found[document] = answer.get("outstandingBalance", None)
            expected = document not in self.ended and self.owed[document] <= 0
            assert expected == answer["settled"]
        return found


@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_ends_where_its_inputs_say(
    may: tuple[Emulator, requests.Session], seed: int
) -> None:
    walk = Walk(*may, seed)
    for _ in range(80):
        walk.step()
    assert {code: n for code, n in walk.balance.items() if n} == balances(walk.api)
    owed = {
        document: (0 if document in walk.ended else left) if "/sales/" in document else None
        for document, left in walk.owed.items()
    }
    assert owed == walk.shown()


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
    """The demo company with 100,000 of each, written past the API to spare the minutes."""
    state, company = books(emulator)
    with state.operation():
        for sql in _CROWD:
            state.execute(sql, company)
    return emulator


def seconds(api: requests.Session, path: str) -> float:
    """The fastest of five."""
    return min(api.get(path).elapsed.total_seconds() for _ in range(5))


def test_the_last_of_100000_rows_is_not_far_away(crowded: Emulator, api: requests.Session) -> None:
    """At most five times the first page, of every list that grows with the books."""
    assert crowded.url in api.get("/sales").url
    for path in ("/journalEntries", "/transactions", "/purchases", "/purchases?paid=true"):
        query = f"{path}{'&' if '?' in path else '?'}pageSize=100"
        first = seconds(api, f"{query}&page=0")
        assert seconds(api, f"{query}&page=999") <= 5 * first, path


def test_balances_of_100000_entries_are_those_of_their_lines(
    crowded: Emulator, api: requests.Session
) -> None:
    """1 + 2 + ... + 100,000."""
    assert crowded.url in api.get("/sales").url
    assert 50_000 * 100_001 == balances(api)["1900"]


# --- the interface -------------------------------------------------------------------------------


def booked(emulator: Emulator, date: str, **options: Any) -> int:
    state, company = books(emulator)
    entry = Entry("Prøve", date, [Line(CASH, 100, "0"), Line("3900", -100)])
    with state.operation():
        return _ledger.post(state, company, "Prøve", [entry], "Prøve", **options)


def test_a_reverse_is_of_today_and_names_what_it_reverses(emulator: Emulator) -> None:
    state, company = books(emulator)
    key = booked(emulator, "2026-02-01")
    with state.operation():
        offset = _ledger.reverse(state, key)
    balance = [_ledger.balance(state, company, CASH, f"2026-{day}") for day in ("06-14", "06-15")]
    assert [100, 0] == balance
    sql = "SELECT offset_transaction_id FROM journal_entries WHERE transaction_id = ?"
    assert offset == state.value(sql, key)


def test_the_reverse_of_what_lies_ahead_lies_there_too(emulator: Emulator) -> None:
    """Else the balances between would show what never was."""
    state, company = books(emulator)
    key = booked(emulator, "2026-09-01")
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
def test_what_is_open_is_erased_and_what_is_closed_reversed(
    emulator: Emulator, date: str, options: dict[str, bool], is_open: bool
) -> None:
    """Our choice: an ended month is closed, unless the transaction was told to stay open."""
    state, _ = books(emulator)
    key = booked(emulator, date, **options)
    assert is_open == _ledger.is_open(state, key)
    with state.operation():
        assert is_open == (_ledger.undo(state, key) is None)
    row = state.row("SELECT deleted FROM transactions WHERE transaction_id = ?", key)
    assert is_open == (row is None)


def test_a_transaction_knows_whose_it_is(emulator: Emulator) -> None:
    state, _ = books(emulator)
    sale = state.value("SELECT transaction_id FROM sales")
    payment = state.value("SELECT transaction_id FROM purchase_payments")
    assert "sales" == _ledger.owner_of(state, sale)
    assert "purchase_payments" == _ledger.owner_of(state, payment)
    assert _ledger.owner_of(state, booked(emulator, "2026-06-01")) is None


def test_balances_are_those_of_a_day(emulator: Emulator) -> None:
    state, company = books(emulator)
    booked(emulator, "2026-02-01")
    before, after = (_ledger.balances(state, company, f"2026-0{n}-01") for n in (1, 2))
    assert {CASH: 100, "3900": -100} == {code: n for code, n in after.items() if code not in before}


def test_a_description_of_201_characters_is_500(emulator: Emulator) -> None:
    """Observed: docs/observed.md#4-error-bodies"""
    state, company = books(emulator)
    lines = [Line(CASH, 100), Line("3900", -100)]
    with pytest.raises(DescriptionTooLong) as refused, state.operation():
        _ledger.post(state, company, "x", [Entry("x" * 201, "2026-01-01", lines)])
    message = "Transaksjonsbeskrivelse kan ikke være på mer enn 200 tegn"
    assert message == refused.value.message


def test_an_account_that_is_not_in_the_chart_is_refused(emulator: Emulator) -> None:
    state, company = books(emulator)
    with pytest.raises(Rejected, match="no account 1921"):
        _ledger.require_accounts(state, company, ["1920", "1921"])


@pytest.mark.parametrize("amount", [_ledger.LARGEST + 1, 2**63 - 1, -(2**63)])
def test_an_amount_that_no_sum_could_hold_is_refused(
    emulator: Emulator, api: requests.Session, amount: int
) -> None:
    """Ours: one such amount would keep every balance from being read."""
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
def test_a_coded_side_brings_its_vat(code: int, side: Any, expected: list[tuple[str, int]]) -> None:
    """Observed: docs/observed.md#9-journal-entries"""
    found = _ledger.coded("6800", code, 100_00, side)
    assert expected == [(each.account, each.amount) for each in found]


def test_a_code_that_is_none_is_refused() -> None:
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
def test_check_books_names_a_document_that_contradicts_the_ledger(
    damage: str, sentence: str
) -> None:
    with Emulator(seed=1, clock=lambda: datetime(2026, 6, 15, 12, tzinfo=OSLO)) as emulator:
        emulator.check_books()
        state, _ = books(emulator)
        with state.operation():
            state.execute("DROP TRIGGER posted_lines_stay")
            assert state.execute(damage)
        with pytest.raises(AssertionError, match=sentence):
            emulator.check_books()

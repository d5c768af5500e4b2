"""Random bookings: the balances must follow from the inputs."""

import random
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.test_ledger import line
from tests.emulator.trade import BANK, ask, balances, post, tables

#: What the walk sells and buys: account, VAT type, VAT in percent.
SOLD = (("3000", "HIGH", 25), ("3030", "MEDIUM", 15), ("3050", "LOW", 12), ("3900", "NONE", 0))
BOUGHT = (("6800", "HIGH", 25), ("4300", "MEDIUM", 15), ("7350", "NONE", 0))
VAT = {
    "/sales": {25: "2701", 15: "2702", 12: "2703"},
    "/purchases": {25: "2711", 15: "2712"},
}


class Walk:
    """Random bookings in the emulator, and books of its own that follow from the inputs alone."""

    def __init__(self, emulator: Emulator, api: requests.Session, seed: int) -> None:
        self.emulator, self.api, self.dice = emulator, api, random.Random(seed)
        self.balance: dict[str, int] = {}
        self.owed: dict[str, int] = {}
        self.ended: set[str] = set()
        self.postings: dict[str, dict[str, int]] = {}
        self.payments: dict[str, tuple[str, int, int]] = {}

    def book(self, **amounts: int) -> None:
        """Add the amounts to the balances of the accounts."""
        for account, amount in amounts.items():
            self.balance[account] = self.balance.get(account, 0) + amount

    def day(self) -> str:
        """Return a random day from January to June 2026."""
        return f"2026-{self.dice.randrange(1, 7):02}-{self.dice.randrange(1, 29):02}"

    def sign(self, document: str) -> int:
        """Return 1 for a sale and -1 for a purchase."""
        return 1 if "/sales/" in document else -1

    def ledger(self, document: str) -> str:
        """Return the account on which the document is outstanding."""
        return "1500" if "/sales/" in document else "2400"

    def create(self) -> None:
        """Create a sale or a purchase of one to three lines."""
        path = self.dice.choice(("/sales", "/purchases"))
        lines: list[dict[str, Any]] = []
        posted: dict[str, int] = {}
        sign, gross = (1 if path == "/sales" else -1), 0
        for _ in range(self.dice.randrange(1, 4)):
            account, name, percent = self.dice.choice(SOLD if path == "/sales" else BOUGHT)
            net = self.dice.randrange(1, 1_000_000)
            vat = (net * percent + 50) // 100 or (1 if percent else None)
            lines.append(line(account, name, net, vat))
            posted[account] = posted.get(account, 0) - sign * net
            if vat:
                vat_account = VAT[path][percent]
                posted[vat_account] = posted.get(vat_account, 0) - sign * vat
            gross += net + (vat or 0)
        kind = "external_invoice" if path == "/sales" else "supplier"
        body = {"kind": kind, "date": self.day(), "currency": "NOK", "lines": lines}
        document = post(self.api, path, body)
        posted[self.ledger(document)] = sign * gross
        self.book(**posted)
        self.postings[document], self.owed[document] = posted, gross

    def pay(self) -> None:
        """Pay a random amount of a random document."""
        document = self.random_document()
        if document is None:
            return
        amount, fee = self.dice.randrange(1, 500_000), self.dice.choice((0, 0, 99))
        body = {"date": self.day(), "account": BANK, "amount": amount, "fee": fee}
        payment = post(self.api, f"{document}/payments", body)
        self.payments[payment] = (document, amount, fee)
        self.owed[document] -= amount
        self.move(document, amount, fee)

    def move(self, document: str, amount: int, fee: int) -> None:
        """Book a payment: negative amounts book its reversal."""
        signed = self.sign(document) * amount
        self.book(**{self.ledger(document): -signed, BANK: signed - fee, "7770": fee})

    def undo(self) -> None:
        """Undo a random payment."""
        if not self.payments:
            return
        payment = self.dice.choice(sorted(self.payments))
        document, amount, fee = self.payments.pop(payment)
        ask(self.api, "DELETE", payment, 204)
        self.owed[document] += amount
        self.move(document, -amount, -fee)

    def delete(self) -> None:
        """Delete a random document, with its payments."""
        document = self.random_document()
        if document is None:
            return
        ask(self.api, "PATCH", f"{document}/delete?description=x", 200)
        self.ended.add(document)
        self.book(**{account: -n for account, n in self.postings[document].items()})
        paid = [key for key, (owner, _, _) in self.payments.items() if owner == document]
        for _, amount, fee in map(self.payments.pop, paid):
            self.move(document, -amount, -fee)

    def fail(self) -> None:
        """Try to create a purchase in a year that is not open; nothing may be written."""
        before = tables(self.emulator)
        body = {"kind": "supplier", "date": "2031-01-01", "currency": "NOK"}
        lines = [line("6800", "HIGH", 100, 25)]
        ask(self.api, "POST", "/purchases", 400, json={**body, "lines": lines})
        assert before == tables(self.emulator)

    def random_document(self) -> str | None:
        """Return a document that is not deleted, or None."""
        documents = sorted(set(self.owed) - self.ended)
        return self.dice.choice(documents) if documents else None

    def step(self) -> None:
        """Do one random thing, and check the books."""
        steps = (self.create, self.create, self.pay, self.pay, self.undo, self.delete, self.fail)
        self.dice.choice(steps)()
        self.emulator.check_books()

    def outstanding(self) -> dict[str, int | None]:
        """Return the outstanding balance of each sale, and None for purchases; check `settled`."""
        balances_by_document: dict[str, int | None] = {}
        for document in self.owed:
            answer = ask(self.api, "GET", document, 200)
            balances_by_document[document] = answer.get("outstandingBalance", None)
            expected = document not in self.ended and self.owed[document] <= 0
            assert expected == answer["settled"]
        return balances_by_document


@pytest.mark.parametrize("seed", range(4))
def test_random_walk_matches_its_inputs(may: tuple[Emulator, requests.Session], seed: int) -> None:
    walk = Walk(*may, seed)
    for _ in range(80):
        walk.step()
    assert {code: n for code, n in walk.balance.items() if n} == balances(walk.api)
    owed = {
        document: (0 if document in walk.ended else balance) if "/sales/" in document else None
        for document, balance in walk.owed.items()
    }
    assert owed == walk.outstanding()

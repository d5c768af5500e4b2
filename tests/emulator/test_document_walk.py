"""Random invoices, credit notes and payments: the balances must follow from the inputs."""

import random
from typing import Any

import pytest
import requests

from fiken.emulator import Emulator
from tests.emulator.billing import INVOICE, customer, drafted, finalize
from tests.emulator.trade import BANK, ask, balances, pay, post, read, refusal, tables

#: What the walk bills: account, VAT type, VAT in percent and the account of the VAT.
SOLD = (
    ("3000", "HIGH", 25, "2701"),
    ("3040", "MEDIUM", 15, "2702"),
    ("3050", "LOW", 12, "2703"),
    ("3200", "OUTSIDE", 0, ""),
)
#: The units in øre to which the rounding types round.
UNITS = {"none": 1, "round_half": 50, "round_whole": 100}


def half_up(numerator: int, denominator: int) -> int:
    """Return the nearest whole number; both numbers are positive."""
    return (2 * numerator + denominator) // (2 * denominator)


class Walk:
    """Random documents in the emulator, and books of its own that follow from the inputs alone."""

    def __init__(self, emulator: Emulator, api: requests.Session, seed: int) -> None:
        self.emulator, self.api, self.dice = emulator, api, random.Random(seed)
        self.customer = customer(api)
        self.account = f"1500:{read(api, f'/contacts/{self.customer}')['customerNumber']}"
        self.balance: dict[str, int] = {}
        #: Per invoice: its gross, what is credited, what is paid, and the URL of its sale.
        self.gross: dict[int, int] = {}
        self.credited: dict[int, int] = {}
        self.unpaid: dict[int, int] = {}
        self.sale: dict[int, str] = {}
        self.lines: dict[int, tuple[list[dict[str, Any]], str]] = {}

    def book(self, sign: int, lines: list[dict[str, Any]], rounding: str) -> int:
        """Post the lines of a document, with sign 1 for an invoice; return its gross."""
        net = vat = 0
        for line in lines:
            account, _, percent, vat_account = next(
                each for each in SOLD if line["vatType"] in each
            )
            # Quantities have one decimal, and discounts are whole percents.
            tenths = round(line["quantity"] * 10)
            own = half_up(line["unitPrice"] * tenths * (100 - line["discount"]), 1000)
            self.add(account, -sign * own)
            own_vat = half_up(own * percent, 100)
            if own_vat:
                self.add(vat_account, -sign * own_vat)
            net, vat = net + own, vat + own_vat
        gross = half_up(net + vat, UNITS[rounding]) * UNITS[rounding]
        self.add("3950", -sign * (gross - net - vat))
        self.add(self.account, sign * gross)
        return gross

    def add(self, account: str, amount: int) -> None:
        """Add an amount to the balance of an account."""
        self.balance[account] = self.balance.get(account, 0) + amount

    def some_lines(self) -> list[dict[str, Any]]:
        """Return one to three lines."""
        lines: list[dict[str, Any]] = []
        for _ in range(self.dice.randrange(1, 4)):
            account, vat_type, _, _ = self.dice.choice(SOLD)
            lines.append(
                {
                    "description": "Vare",
                    "incomeAccount": account,
                    "vatType": vat_type,
                    "unitPrice": self.dice.randrange(100, 100_000),
                    "quantity": self.dice.randrange(1, 50) / 10,
                    "discount": self.dice.choice((0, 0, 10, 33, 99)),
                }
            )
        return lines

    def bill(self) -> None:
        """Issue an invoice, directly or from a draft."""
        lines, rounding = self.some_lines(), self.dice.choice(tuple(UNITS))
        if half_up(sum(each["unitPrice"] for each in lines), 10) < 100:
            return
        facts = {"customerId": self.customer, "lines": lines, "roundingType": rounding}
        facts["issueDate"] = "2026-05-01"
        if self.dice.randrange(2):
            row = finalize(self.api, drafted(self.api, "invoice", **facts))
        else:
            row = read(self.api, post(self.api, "/invoices", {**INVOICE, **facts}))
        key = row["invoiceId"]
        self.gross[key] = self.unpaid[key] = self.book(1, lines, rounding)
        assert row["gross"] == self.gross[key]
        self.credited[key] = 0
        self.sale[key] = f"/sales/{row['sale']['saleId']}"
        self.lines[key] = lines, rounding

    def pay(self) -> None:
        """Pay a part of a random invoice that is not paid up."""
        open_ones = [key for key, left in self.unpaid.items() if left > 1]
        if open_ones:
            key = self.dice.choice(open_ones)
            amount = self.dice.randrange(1, self.unpaid[key])
            pay(self.api, self.sale[key], amount, date="2026-05-20")
            self.unpaid[key] -= amount
            self.add(BANK, amount)
            self.add(self.account, -amount)

    def credit(self) -> None:
        """Credit a random invoice: the whole, or one of its lines."""
        if not self.gross:
            return
        key = self.dice.choice(list(self.gross))
        lines, rounding = self.lines[key]
        body: dict[str, Any] = {"issueDate": "2026-05-30", "invoiceId": key}
        whole = not self.credited[key] and self.dice.randrange(2)
        if not whole:
            lines, rounding = [self.dice.choice(lines)], "none"
            body["lines"] = lines
        before, balance = tables(self.emulator), dict(self.balance)
        gross = self.book(-1, lines, rounding)
        path = f"/creditNotes/{'full' if whole else 'partial'}"
        if gross > self.gross[key] - self.credited[key] or not gross:
            assert refusal(self.api, "POST", path, json=body)[0] == 400
            assert tables(self.emulator) == before
            self.balance = balance
            return
        post(self.api, path, body)
        self.credited[key] += gross
        self.unpaid[key] = max(self.unpaid[key] - gross, 0)

    def step(self) -> None:
        """Do one random thing, and check the books."""
        self.dice.choice((self.bill, self.pay, self.credit))()
        self.emulator.check_books()


@pytest.mark.parametrize("seed", range(4))
def test_random_documents_match_their_inputs(
    may: tuple[Emulator, requests.Session], seed: int
) -> None:
    emulator, api = may
    for path in ("/invoices", "/creditNotes"):
        ask(api, "POST", f"{path}/counter", 201)
    walk = Walk(emulator, api, seed)
    for _ in range(60):
        walk.step()
    assert {code: n for code, n in walk.balance.items() if n} == balances(api)
    rows = ask(api, "GET", "/invoices?pageSize=100", 200)
    unpaid = {row["invoiceId"]: row["sale"]["outstandingBalance"] for row in rows}
    assert unpaid == walk.unpaid
    assert {row["invoiceId"]: row["sale"]["settled"] for row in rows} == {
        key: not left for key, left in walk.unpaid.items()
    }

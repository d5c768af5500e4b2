"""A random day, booked once through API v1 and once through API v2, makes the same books.

Both bodies of each posting are typed by hand, and no code of the emulator turns one into the other.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import requests
from hypothesis import given, settings, strategies as st

from fiken.emulator import Emulator
from tests.emulator.conftest import Api, noon
from tests.emulator.hal.v1 import V1, id_of

DAY = "2026-05-04"
BANK = "1920:10001"
#: The VAT types of the day, each with its rate in percent and an account for it.
VAT = {"HIGH": (25, "3000"), "MEDIUM": (15, "3040"), "LOW": (12, "3050"), "OUTSIDE": (0, "3200")}

Json = dict[str, Any]


class Posting(NamedTuple):
    """One posting of the day: what happens, with which net amount in øre and which VAT type."""

    kind: str
    net: int
    vat_type: str

    @property
    def vat(self) -> int:
        """The VAT in øre, half an øre rounded up."""
        rate, _ = VAT[self.vat_type]
        return (2 * self.net * rate + 100) // 200

    @property
    def gross(self) -> int:
        """The net and the VAT in øre."""
        return self.net + self.vat


def line_of(posting: Posting, account: str, *, as_v2: bool) -> Json:
    """Return the line of a sale or purchase. API v2 refuses a VAT of 0."""
    line = {
        "description": "Dagen",
        "netPrice": posting.net,
        "vat": posting.vat,
        "account": account,
        "vatType": posting.vat_type,
    }
    if as_v2 and not posting.vat:
        del line["vat"]
    return line


def sale_of(posting: Posting) -> tuple[Json, Json]:
    """Return the bodies of a sale for both APIs, without its customer and payment."""
    account = VAT[posting.vat_type][1]
    v1 = {
        "date": DAY,
        "kind": "EXTERNAL_INVOICE",
        "lines": [line_of(posting, account, as_v2=False)],
    }
    v2 = {
        "date": DAY,
        "kind": "external_invoice",
        "currency": "NOK",
        "lines": [line_of(posting, account, as_v2=True)],
    }
    return v1, v2


class Day:
    """The two companies of one day, of which each is booked through one API only."""

    def __init__(self, v1: V1, v2: requests.Session) -> None:
        self.v1, self.v2 = v1, v2
        self.there = v1.create("/contacts", {"name": "A", "customer": True, "supplier": True})
        body = {"name": "A", "customer": True, "supplier": True}
        self.here = self.create("/contacts", body)
        self.bank = v1.bank_account()

    def create(self, path: str, body: Json) -> int:
        """Create something through API v2, and return its id."""
        answer = self.v2.post(path, json=body)
        assert 201 == answer.status_code, answer.text
        return id_of(answer.headers["Location"])

    def cash_sale(self, posting: Posting) -> None:
        v1, v2 = sale_of(posting)
        paid = {"paymentAccount": BANK, "paymentDate": DAY}
        self.v1.create("/sales", {**v1, **paid, "kind": "CASH_SALE"})
        self.create("/sales", {**v2, **paid, "kind": "cash_sale", "totalPaid": posting.gross})

    def external_invoice(self, posting: Posting) -> None:
        """Book a sale, and a payment of half of it."""
        v1, v2 = sale_of(posting)
        url = self.v1.create("/sales", {**v1, "customer": self.there})
        key = self.create("/sales", {**v2, "customerId": self.here})
        payment = {"date": DAY, "account": BANK, "amount": (posting.gross + 1) // 2}
        self.v1.create(f"{url}/payments", payment)
        self.create(f"/sales/{key}/payments", payment)

    def cash_purchase(self, posting: Posting) -> None:
        kind = posting._replace(vat_type="HIGH")
        paid = {"paymentAccount": BANK, "paymentDate": DAY, "date": DAY}
        v1 = {**paid, "kind": "CASH_PURCHASE", "paymentAmount": kind.gross}
        v2 = {**paid, "kind": "cash_purchase", "currency": "NOK"}
        for book, body, as_v2 in ((self.v1.create, v1, False), (self.create, v2, True)):
            book("/purchases", {**body, "lines": [line_of(kind, "6300", as_v2=as_v2)]})

    def supplier(self, posting: Posting) -> None:
        kind = posting._replace(vat_type="HIGH")
        v1 = {"date": DAY, "kind": "SUPPLIER", "supplier": self.there}
        v2 = {"date": DAY, "kind": "supplier", "supplierId": self.here, "currency": "NOK"}
        for book, body, as_v2 in ((self.v1.create, v1, False), (self.create, v2, True)):
            book("/purchases", {**body, "lines": [line_of(kind, "6300", as_v2=as_v2)]})

    def invoice(self, posting: Posting) -> None:
        """Issue an invoice of two units, once with totals and once with the price of a unit."""
        account = VAT[posting.vat_type][1]
        facts = {"vatType": posting.vat_type, "description": "Dagen", "incomeAccount": account}
        both = posting._replace(net=2 * posting.net)
        totals = {"netAmount": both.net, "vatAmount": both.vat, "grossAmount": both.gross}
        dates = {"issueDate": DAY, "dueDate": DAY}
        v1 = {**dates, "customer": {"url": self.there}, "bankAccountUrl": self.bank}
        v2 = {**dates, "customerId": self.here, "bankAccountCode": BANK, "cash": False}
        line = {**facts, "quantity": 2}
        self.v1.create("/create-invoice-service", {**v1, "lines": [{**line, **totals}]})
        self.create("/invoices", {**v2, "lines": [{**line, "unitPrice": posting.net}]})

    def journal(self, posting: Posting) -> None:
        accounts = {"debitAccount": "6300", "creditAccount": BANK}
        for book, path, name in (
            (self.v1.create, "/createGeneralJournalEntriesService", "debit"),
            (self.create, "/generalJournalEntries", "amount"),
        ):
            lines = [{name: posting.net, **accounts}]
            entry = {"description": "Dagen", "date": DAY, "lines": lines}
            book(path, {"description": "Dagen", "journalEntries": [entry]})


KINDS: dict[str, Callable[[Day, Posting], None]] = {
    "cash_sale": Day.cash_sale,
    "external_invoice": Day.external_invoice,
    "cash_purchase": Day.cash_purchase,
    "supplier": Day.supplier,
    "invoice": Day.invoice,
    "journal": Day.journal,
}
POSTINGS = st.builds(
    Posting,
    st.sampled_from(sorted(KINDS)),
    st.integers(1, 10_000_000),
    st.sampled_from(sorted(VAT)),
)


def balances(emulator: Emulator) -> dict[str, int]:
    """Return the balances in øre that are not 0, by account."""
    base = f"{emulator.url}/companies/{emulator.company_slug}"
    with Api(base, emulator.token) as api:
        query = {"date": "2026-12-31", "pageSize": "100"}
        rows: list[Json] = []
        while True:
            answer = api.get("/accountBalances", params={**query, "page": str(len(rows) // 100)})
            rows += answer.json()
            if len(answer.json()) < 100:
                return {row["code"]: row["balance"] for row in rows if row["balance"]}


@settings(max_examples=20, deadline=None)
@given(st.lists(POSTINGS, min_size=1, max_size=8))
def test_both_doors_book_the_same(day: list[Posting]) -> None:
    options: Json = {"seed": 1, "clock": noon}
    with Emulator(**options) as first, Emulator(**options) as second:
        before = balances(first)
        base = f"{second.url}/companies/{second.company_slug}"
        with V1(first) as v1, Api(base, second.token) as v2:
            booked = Day(v1, v2)
            for posting in day:
                KINDS[posting.kind](booked, posting)
        assert balances(first) == balances(second)
        assert before != balances(first)
        first.check_books()
        second.check_books()

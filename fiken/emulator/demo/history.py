"""The history of the demo company: the objects that it created in the previous calendar year."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from fiken.emulator.books.ledger import Entry, Line, post
from fiken.emulator.demo.data import (
    BANK,
    BOTH,
    CUPS,
    CUSTOMERS,
    MACHINE,
    POWER,
    PRODUCTS,
    RENT,
    SUPPLIERS,
    Json,
)
from fiken.emulator.demo.inbox import fill_inbox
from fiken.emulator.store.resources import Call, Family, Handler
from fiken.emulator.store.state import State
from fiken.emulator.wire.contract import load


class History:
    """The past of the demo company: the objects that it created in the previous calendar year.

    `make` creates these objects with the handlers that answer clients, so that the objects obey the
    rules of the API.
    """

    def __init__(
        self, state: State, company: int, families: Iterable[Family], *, with_vat: bool
    ) -> None:
        self._state = state
        self._company = company
        self._with_vat = with_vat
        self._year = state.today().year - 1
        self._operations = {operation.name: operation for operation in load().operations}
        self._handlers: dict[str, Handler] = {}
        for family in families:
            self._handlers |= family.operations

    def make(self) -> None:
        """Create the contacts, products, projects, postings and inbox documents of that year."""
        everyone = [{"customer": True, **each} for each in CUSTOMERS]
        everyone += [{"supplier": True, **each} for each in SUPPLIERS]
        everyone += [{"customer": True, "supplier": True, **each} for each in BOTH]
        contacts = [self._do("createContact", 8 * i, each) for i, each in enumerate(everyone)]
        note = {"author": "Emma Demo", "note": "Vil ha lys brenning."}
        self._state.insert("contact_notes", contact_id=contacts[0], **note)
        for i, product in enumerate(PRODUCTS):
            self._do("createProduct", 10 * i, self._product(product))
        self._projects(contacts)
        self._pay_in_capital()
        self._trade(contacts)
        days = [self._day(20 * i) for i in range(1, 6)]
        fill_inbox(self._state, self._company, days, supplier=contacts[len(CUSTOMERS) + 1])

    def _do(self, name: str, day: int, body: Mapping[str, Any] | None, **path: int) -> int:
        """Carry out an operation of the API as if a client had called it on a day of last year.

        Args:
            name: the name of the operation, such as `createSale`.
            day: the day, as the number of days after 2 January of last year.
            body: the JSON of the request; None for an operation without a body.
            path: the ids in the URL, such as `saleId`.

        Returns:
            The id of the created object, or 0 if the operation creates none.
        """
        ids = {parameter: str(key) for parameter, key in path.items()}
        call = Call(self._state, self._operations[name], self._company, ids, body=body)
        with self._state.dated(self._day(day)):
            location = self._handlers[name](call).headers.get("Location", "/0")
        return int(location.rpartition("/")[2])

    def _day(self, day: int) -> datetime.date:
        return datetime.date(self._year, 1, 2) + datetime.timedelta(days=day)

    def _projects(self, contacts: list[int]) -> None:
        first, second = self._day(30).isoformat(), self._day(120).isoformat()
        facts = {"description": "Tre maskiner i førsteetasjen", "endDate": second}
        one = {"number": "1", "name": "Ny kaffebar", "startDate": first, "contactId": contacts[1]}
        self._do("createProject", 30, {**one, **facts})
        self._do("createProject", 90, {"number": "2", "name": "Nettbutikk", "startDate": second})
        done = {"number": "3", "name": "Høstmarked", "startDate": first, "completed": True}
        self._do("createProject", 100, done)

    def _trade(self, contacts: list[int]) -> None:
        """Create an unpaid sale, a deleted sale, a paid purchase (rent) and two drafts.

        Only the unpaid sale and the paid purchase affect the balances.
        """
        customer, supplier = contacts[0], contacts[len(CUSTOMERS)]
        sold = {"kind": "external_invoice", "customerId": customer, "lines": [self._line(MACHINE)]}
        wrong = self._do("createSale", 38, {**self._owed(38), **sold, "saleNumber": "1000"})
        self._do("deleteSale", 39, None, saleId=wrong)
        self._do("createSale", 40, {**self._owed(40), **sold, "saleNumber": "1001"})
        rent = {"kind": "supplier", "supplierId": supplier, "lines": [self._line(RENT)]}
        bought = self._do("createPurchase", 60, {**self._owed(60), **rent, "identifier": "H-3"})
        paid = {"account": BANK, "amount": 10_000_00, "date": self._day(75).isoformat()}
        self._do("createPurchasePayment", 75, paid, purchaseId=bought)
        draft = {"cash": False, "paid": False, "invoiceIssueDate": self._day(90).isoformat()}
        self._do(
            "createSaleDraft", 90, {**draft, "contactId": customer, "lines": [self._line(CUPS)]}
        )
        self._do(
            "createPurchaseDraft",
            91,
            {**draft, "contactId": supplier, "lines": [self._line(POWER)]},
        )

    def _line(self, line: Json) -> Json:
        """Return the JSON of a line, without VAT if the company is not VAT registered.

        The VAT is then added to the net, and the line gets a VAT type without VAT. Income is moved
        to the account 3200.
        """
        if self._with_vat:
            return line
        field = "account" if "account" in line else "incomeAccount"
        account = line[field]
        is_income = account.startswith("3")
        without = ("3200", "OUTSIDE") if is_income else (account, "NONE")
        free = {field: without[0], "vatType": without[1]}
        if "gross" in line:
            return {**line, **free, "net": line["gross"]}
        return {**line, **free, "netPrice": line["netPrice"] + line["vat"], "vat": None}

    def _product(self, product: Json) -> Json:
        free = {"incomeAccount": "3200", "vatType": "OUTSIDE"}
        return {"active": True, **product, **({} if self._with_vat else free)}

    def _owed(self, day: int) -> Json:
        """Return the date, due date and currency of a sale or purchase that is due after 14 days.

        `day` is the date, as the number of days after 2 January of last year.
        """
        due = self._day(day + 14).isoformat()
        return {"date": self._day(day).isoformat(), "dueDate": due, "currency": "NOK"}

    def _pay_in_capital(self) -> None:
        """Post the share capital that the owners paid, and reconcile the bank account.

        The posting is dated 2 January of last year, and the reconciliation 31 January.
        """
        date, title = self._day(0), "Aksjekapital"
        lines = [Line(BANK, 30_000_00), Line("2000", -30_000_00)]
        with self._state.dated(date):
            entry = Entry(title, date.isoformat(), lines)
            post(self._state, self._company, title, [entry], "General Journal Entry")
        sql = """UPDATE bank_accounts SET reconciled_balance = ?, reconciled_date = ?
            WHERE company_id = ? AND account_code = ?"""
        self._state.execute(sql, 30_000_00, f"{self._year}-01-31", self._company, BANK)

"""The history of the demo company: the objects that it created in the previous calendar year."""

from collections.abc import Iterable

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
    SERVICE,
    SUPPLIERS,
    Json,
)
from fiken.emulator.demo.documents import Documents
from fiken.emulator.demo.inbox import fill_inbox
from fiken.emulator.demo.requests import Requests
from fiken.emulator.demo.time_tracking import TimeTracking
from fiken.emulator.store.resources import Family
from fiken.emulator.store.state import State


class History:
    """The past of the demo company: the objects that it created in the previous calendar year.

    `make` creates these objects with the handlers that answer clients, so that the objects obey the
    rules of the API.

    Args:
        state: the database.
        company: the id of the demo company.
        families: the families with these handlers.
        with_vat: whether the company is VAT registered.
    """

    def __init__(
        self, state: State, company: int, families: Iterable[Family], *, with_vat: bool
    ) -> None:
        self._state = state
        self._company = company
        self._with_vat = with_vat
        self._do = Requests(state, company, families)

    def make(self) -> None:
        """Create the contacts, products, projects, postings and inbox documents of that year."""
        everyone = [{"customer": True, **each} for each in CUSTOMERS]
        everyone += [{"supplier": True, **each} for each in SUPPLIERS]
        everyone += [{"customer": True, "supplier": True, **each} for each in BOTH]
        contacts = [self._do("createContact", 8 * i, each) for i, each in enumerate(everyone)]
        note = {"author": "Emma Demo", "note": "Vil ha lys brenning."}
        self._state.insert("contact_notes", contact_id=contacts[0], **note)
        goods = [{"active": True, **product, **self._untaxed()} for product in PRODUCTS]
        products = [self._do("createProduct", 10 * i, each) for i, each in enumerate(goods)]
        projects = self._projects(contacts)
        self._pay_in_capital()
        self._trade(contacts)
        days = [self._do.day(20 * i) for i in range(1, 6)]
        fill_inbox(self._state, self._company, days, supplier=contacts[len(CUSTOMERS) + 1])
        service = {**SERVICE, **self._untaxed()}
        Documents(self._do, contacts, products, projects[1], service).make()
        TimeTracking(self._do, contacts[1], products[2], projects[1]).make()

    def _projects(self, contacts: list[int]) -> list[int]:
        first, second = self._do.date(30), self._do.date(120)
        facts = {"description": "Tre maskiner i førsteetasjen", "endDate": second}
        one = {"number": "1", "name": "Ny kaffebar", "startDate": first, "contactId": contacts[1]}
        two = {"number": "2", "name": "Nettbutikk", "startDate": second}
        done = {"number": "3", "name": "Høstmarked", "startDate": first, "completed": True}
        return [
            self._do("createProject", 30, {**one, **facts}),
            self._do("createProject", 90, two),
            self._do("createProject", 100, done),
        ]

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
        paid = {"account": BANK, "amount": 10_000_00, "date": self._do.date(75)}
        self._do("createPurchasePayment", 75, paid, purchaseId=bought)
        draft = {"cash": False, "paid": False, "invoiceIssueDate": self._do.date(90)}
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

    def _untaxed(self) -> Json:
        """Return the account and VAT type of sales if the company is not VAT registered."""
        return {} if self._with_vat else {"incomeAccount": "3200", "vatType": "OUTSIDE"}

    def _owed(self, day: int) -> Json:
        """Return the date, due date and currency of a sale or purchase that is due after 14 days.

        `day` is the date, as the number of days after 2 January of last year.
        """
        due = self._do.date(day + 14)
        return {"date": self._do.date(day), "dueDate": due, "currency": "NOK"}

    def _pay_in_capital(self) -> None:
        """Post the share capital that the owners paid, and reconcile the bank account.

        The posting is dated 2 January of last year, and the reconciliation 31 January.
        """
        date, title = self._do.day(0), "Aksjekapital"
        lines = [Line(BANK, 30_000_00), Line("2000", -30_000_00)]
        with self._state.dated(date):
            entry = Entry(title, date.isoformat(), lines)
            post(self._state, self._company, title, [entry], "General Journal Entry")
        sql = """UPDATE bank_accounts SET reconciled_balance = ?, reconciled_date = ?
            WHERE company_id = ? AND account_code = ?"""
        self._state.execute(sql, 30_000_00, f"{self._do.year}-01-31", self._company, BANK)

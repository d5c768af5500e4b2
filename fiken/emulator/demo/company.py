"""The demo company: everything in it is made up, and the same in every run."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from fiken.emulator.books.chart import CHART
from fiken.emulator.books.ledger import Entry, Line, open_account, open_years, post
from fiken.emulator.demo.inbox import fill_inbox
from fiken.emulator.families.accrual import post_waiting
from fiken.emulator.store.resources import Call, Family, Handler
from fiken.emulator.store.state import State
from fiken.emulator.wire import contract as contracts

SLUG = "fiken-demo-fjellbris-kaffe-as"
#: A company of the same user that has not got the API module (docs/observed.md#4-error-bodies).
CLOSED_SLUG = "lukket-handel-as"

Json: TypeAlias = dict[str, Any]

#: What has a number series of its own (docs/observed.md#10-invoices-and-counters).
SERIES = ("invoice", "credit note", "offer", "order confirmation")
#: How many years back are open, besides the current one.
_YEARS_BACK = 3


def _at(street: str, post_code: str, city: str, second: str | None = None) -> Json:
    parts = {"streetAddress": street, "streetAddressLine2": second, "postCode": post_code}
    return {"address": {**parts, "city": city, "country": "Norway"}}


_PERSON = {"name": "Ingrid Solli", "email": "ingrid@havgapet.example", "phoneNumber": "22000101"}
_BUYER = {
    "name": "Tor Bakke",
    "email": "tor@havgapet.example",
    **_at("Brygga 3", "5003", "Bergen"),
}

#: In the order of their creation; the first customer and the first supplier have postings.
_CUSTOMERS: tuple[Json, ...] = (
    {
        "name": "Havgapet Kafé AS",
        "email": "post@havgapet.example",
        "organizationNumber": "999000101",
        "phoneNumber": "22000100",
        "memberNumberString": "K-101",
        "memberNumber": 101,
        "bankAccountNumber": "11112233334",
        "contactPerson": [_PERSON, _BUYER],
        "language": "NORWEGIAN",
        "currency": "NOK",
        "daysUntilInvoicingDueDate": 14,
        "discount": 12.5,
        "groups": ["Kafé", "Bergen"],
        **_at("Bryggen 1", "5003", "Bergen", "Inngang fra kaia"),
    },
    {"name": "Nordlys Hotell AS", "organizationNumber": "999000102", "groups": ["Hotell"]},
    {"name": "Vår Frue Bakeri", "email": "bakeri@varfrue.example", "groups": ["Kafé"]},
    {"name": "Blåbær & Bok", "groups": ["Kafé", "Bokhandel"], "phoneNumber": "22000103"},
    {"name": "Kari Nordmann", "email": "kari@example.com", "phoneNumber": "90000001"},
    {"name": "Ola Dunk", "email": "ola@example.com", "memberNumberString": "P-7"},
    {"name": "Skogheim Skole", "organizationNumber": "999000103", "groups": ["Offentlig"]},
    {"name": "Brattlia Barnehage", "groups": ["Offentlig"], "daysUntilInvoicingDueDate": 30},
    {"name": "North Sea Roasters Ltd", "currency": "GBP", "language": "ENGLISH"},
    {"name": "Øst & Vest Catering", "email": "bestilling@ostvest.example"},
    {"name": "Gammelt Kundeforhold", "inactive": True},
    {"name": "Lindås Idrettslag", "discount": 10, "groups": ["Lag og foreninger"]},
)
_SUPPLIERS: tuple[Json, ...] = (
    {"name": "Sentrum Eiendom AS", "organizationNumber": "999000201"},
    {
        "name": "Bønner og Blad AS",
        "email": "salg@bonner.example",
        "bankAccountNumber": "11112233335",
    },
    {"name": "Strøm til Alle", "organizationNumber": "999000202"},
    {"name": "Café Colombia S.A.S.", "currency": "USD", "language": "ENGLISH"},
    {"name": "Rask Frakt", "phoneNumber": "22000204"},
    {"name": "Tall og Tanker Regnskap", "email": "post@tallogtanker.example"},
)
_BOTH: tuple[Json, ...] = (
    {"name": "Kopp og Kar AS", "organizationNumber": "999000301", "groups": ["Kafé"]},
    {"name": "Melk fra Mo", "email": "mo@melk.example"},
)

_PRODUCTS: tuple[Json, ...] = (
    {
        "name": "Kaffebønner 1 kg",
        "unitPrice": 24900,
        "incomeAccount": "3040",
        "vatType": "MEDIUM",
        "active": True,
        "productNumber": "KB-1",
        "stock": 120.5,
        "note": "Lys brent, fra høyden",
    },
    {"name": "Kaffekvern", "unitPrice": 129900, "incomeAccount": "3000", "vatType": "HIGH"},
    {
        "name": "Kurs i latte-kunst",
        "unitPrice": 80000,
        "incomeAccount": "3200",
        "vatType": "OUTSIDE",
    },
    {"name": "Service på maskin", "unitPrice": 95000, "incomeAccount": "3020", "vatType": "HIGH"},
    {"name": "Eksport, grønne bønner", "incomeAccount": "3100", "vatType": "EXEMPT_IMPORT_EXPORT"},
    {"name": "Gammel kopp", "incomeAccount": "3000", "vatType": "HIGH", "active": False},
)

_BANK = "1920:10001"
_MACHINE: Json = {
    "description": "Kaffemaskin, brukt",
    "account": "3000",
    "vatType": "HIGH",
    "netPrice": 10_000_00,
    "vat": 2_500_00,
}
_RENT: Json = {
    "description": "Husleie mars",
    "account": "6300",
    "vatType": "HIGH",
    "netPrice": 8_000_00,
    "vat": 2_000_00,
}
_CUPS: Json = {
    "text": "Kopper",
    "incomeAccount": "3000",
    "vatType": "HIGH",
    "net": 400_00,
    "gross": 500_00,
}
_POWER: Json = {
    "text": "Strøm",
    "incomeAccount": "6340",
    "vatType": "HIGH",
    "net": 800_00,
    "gross": 1_000_00,
}


def found(state: State, families: Iterable[Family], *, filled: bool, vat_type: str) -> None:
    """Make the user, the two companies, their charts and, where `filled`, what they did.

    Emulator choice: everything in it is made up. A company that is not filled has the same chart,
    and no number series.
    """
    state.insert("users", name="Emma Demo", email="emma@fjellbris.example")
    demo = _company(state, SLUG, "Fjellbris Kaffe AS", "999000001", vat_type, has_api_access=True)
    _company(state, CLOSED_SLUG, "Lukket Handel AS", "999000002", vat_type, has_api_access=False)
    open_current_years(state)
    if filled:
        _start_series(state, demo)
        _Story(state, demo, families, with_vat=vat_type != "no").tell()


def _start_series(state: State, company: int) -> None:
    """Start the number series that a demo company has started.

    Observed: docs/observed.md#15-companies-and-operation

    They are in the table of sequences, where the operations of the counters will find them. Each
    starts at 10000, where an empty request starts it (docs/observed.md#10-invoices-and-counters).
    """
    for series in SERIES:
        state.count_up(f"{series} {company}", first=10_000)


def open_current_years(state: State) -> None:
    """Open the years from three back to the current one: those of the machine's clock move on.

    What has waited for a year to open is posted then.
    """
    year = state.today().year
    for row in state.rows("SELECT company_id FROM companies"):
        open_years(state, row["company_id"], range(year - _YEARS_BACK, year + 1))
    post_waiting(state)


def _company(
    state: State, slug: str, name: str, number: str, vat_type: str, *, has_api_access: bool
) -> int:
    key, start = state.new_id(), f"{state.today().year - _YEARS_BACK}-01-01"
    state.insert(
        "companies",
        company_id=key,
        slug=slug,
        name=name,
        organization_number=number,
        vat_type=vat_type,
        phone_number="22000001",
        email=f"post@{slug}.example",
        creation_date=start,
        has_api_access=has_api_access,
        test_company=has_api_access,  # one always has access (docs/observed.md#6-tokens-and-oauth)
        accounting_start_date=start,
        vat_registration_date=None if vat_type == "no" else start,
        address_street_address="Kaffegata 1",
        address_post_code="0152",
        address_city="Oslo",
        address_country="Norway",
    )
    for code, title in CHART:
        open_account(state, key, code, title)
    _bank_account(state, key, "1920:10001", "12345678903", "normal")
    _bank_account(state, key, "1950:10001", "12345678911", "tax_deduction")
    return key


def _bank_account(state: State, company: int, code: str, number: str, kind: str) -> None:
    """The account at the bank behind one of the chart, under its name."""
    key, name = state.new_id(), dict(CHART)[code]
    facts = {"bank_account_number": number, "type": kind, "inactive": False}
    keys = {"bank_account_id": key, "company_id": company, "account_code": code}
    state.insert("bank_accounts", **keys, name=name, **facts)


def integrate_bank(state: State) -> None:
    """Record what the bank says is on every account today.

    Emulator choice: made-up amounts, which are not those of the books.
    """
    date = state.today().isoformat()
    for row in state.rows("SELECT * FROM bank_accounts WHERE NOT inactive"):
        keys = {name: row[name] for name in ("company_id", "bank_account_id")}
        told = {"date": date, "amount": 20_000_00, "source": "BANK"}
        state.insert("bank_balances", **keys, bank_account_code=row["account_code"], **told)


class _Story:
    """What the demo company did last year, told through the handlers that serve its clients."""

    def __init__(
        self, state: State, company: int, families: Iterable[Family], *, with_vat: bool
    ) -> None:
        self._state = state
        self._company = company
        self._with_vat = with_vat
        self._year = state.today().year - 1
        self._contract = contracts.load()
        self._handlers: dict[str, Handler] = {}
        for family in families:
            self._handlers |= family.operations

    def tell(self) -> None:
        """Contacts, products and projects from January on, and the first postings."""
        everyone = [{"customer": True, **each} for each in _CUSTOMERS]
        everyone += [{"supplier": True, **each} for each in _SUPPLIERS]
        everyone += [{"customer": True, "supplier": True, **each} for each in _BOTH]
        contacts = [self._do("createContact", 8 * i, each) for i, each in enumerate(everyone)]
        self._note(contacts[0])
        for i, product in enumerate(_PRODUCTS):
            self._do("createProduct", 10 * i, self._product(product))
        self._projects(contacts)
        self._book(0, "Aksjekapital", Line(_BANK, 30_000_00), Line("2000", -30_000_00))
        self._trade(contacts)
        self._reconcile()
        days = [self._day(20 * i) for i in range(1, 6)]
        fill_inbox(self._state, self._company, days, supplier=contacts[len(_CUSTOMERS) + 1])

    def _do(self, name: str, day: int, body: Mapping[str, Any] | None, **path: int) -> int:
        """Carry out an operation on that day of the year, counted from 0; its new id, or 0."""
        operation = next(o for o in self._contract.operations if o.name == name)
        ids = {parameter: str(key) for parameter, key in path.items()}
        call = Call(self._state, self._contract, operation, self._company, ids, body=body)
        with self._state.dated(self._day(day)):
            location = self._handlers[name](call).headers.get("Location", "/0")
        return int(location.rpartition("/")[2])

    def _day(self, day: int) -> datetime.date:
        return datetime.date(self._year, 1, 2) + datetime.timedelta(days=day)

    def _note(self, contact: int) -> None:
        note = {"author": "Emma Demo", "note": "Vil ha lys brenning."}
        self._state.insert("contact_notes", contact_id=contact, **note)

    def _projects(self, contacts: list[int]) -> None:
        first, second = self._day(30).isoformat(), self._day(120).isoformat()
        facts = {"description": "Tre maskiner i førsteetasjen", "endDate": second}
        one = {"number": "1", "name": "Ny kaffebar", "startDate": first, "contactId": contacts[1]}
        self._do("createProject", 30, {**one, **facts})
        self._do("createProject", 90, {"number": "2", "name": "Nettbutikk", "startDate": second})
        done = {"number": "3", "name": "Høstmarked", "startDate": first, "completed": True}
        self._do("createProject", 100, done)

    def _trade(self, contacts: list[int]) -> None:
        """A sale that is owed, one that was wrong, rent from a supplier, its payment, two drafts.

        Together they leave what one sale and one purchase leave.
        """
        customer, supplier = contacts[0], contacts[len(_CUSTOMERS)]
        sold = {"kind": "external_invoice", "customerId": customer, "lines": [self._line(_MACHINE)]}
        wrong = self._do("createSale", 38, {**self._owed(38), **sold, "saleNumber": "1000"})
        self._do("deleteSale", 39, None, saleId=wrong)
        self._do("createSale", 40, {**self._owed(40), **sold, "saleNumber": "1001"})
        rent = {"kind": "supplier", "supplierId": supplier, "lines": [self._line(_RENT)]}
        bought = self._do("createPurchase", 60, {**self._owed(60), **rent, "identifier": "H-3"})
        paid = {"account": _BANK, "amount": 10_000_00, "date": self._day(75).isoformat()}
        self._do("createPurchasePayment", 75, paid, purchaseId=bought)
        draft = {"cash": False, "paid": False, "invoiceIssueDate": self._day(90).isoformat()}
        self._do(
            "createSaleDraft", 90, {**draft, "contactId": customer, "lines": [self._line(_CUPS)]}
        )
        self._do(
            "createPurchaseDraft",
            91,
            {**draft, "contactId": supplier, "lines": [self._line(_POWER)]},
        )

    def _line(self, line: Json) -> Json:
        """Return a line of an order or a draft; its gross, where the company has no VAT."""
        if self._with_vat:
            return line
        field = "account" if "account" in line else "incomeAccount"
        account = line[field]
        taken = ("3200", "OUTSIDE") if account.startswith("3") else (account, "NONE")
        free = {field: taken[0], "vatType": taken[1]}
        if "gross" in line:
            return {**line, **free, "net": line["gross"]}
        return {**line, **free, "netPrice": line["netPrice"] + line["vat"], "vat": None}

    def _product(self, product: Json) -> Json:
        free = {"incomeAccount": "3200", "vatType": "OUTSIDE"}
        return {"active": True, **product, **({} if self._with_vat else free)}

    def _owed(self, day: int) -> Json:
        """What every document of that day says that is not paid in cash."""
        due = self._day(day + 14).isoformat()
        return {"date": self._day(day).isoformat(), "dueDate": due, "currency": "NOK"}

    def _reconcile(self) -> None:
        """The bank agreed with the books at the end of January: the share capital was there."""
        sql = """UPDATE bank_accounts SET reconciled_balance = ?, reconciled_date = ?
            WHERE company_id = ? AND account_code = '1920:10001'"""
        self._state.execute(sql, 30_000_00, f"{self._year}-01-31", self._company)

    def _book(self, day: int, description: str, *lines: Line) -> None:
        date = self._day(day)
        with self._state.dated(date):
            entry = Entry(description, date.isoformat(), lines)
            post(self._state, self._company, description, [entry], "General Journal Entry")

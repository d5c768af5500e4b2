"""The demo company, a second company without the API module, and a third one of other users.

All names and numbers are made up, and the same in every run.
"""

import datetime
from collections.abc import Iterable

from fiken.emulator.books.accruals import post_waiting
from fiken.emulator.books.chart import chart
from fiken.emulator.books.ledger import open_account, open_years
from fiken.emulator.books.sales_kind import KINDS
from fiken.emulator.books.series import DEFAULT, start
from fiken.emulator.demo.data import BANK, BANK_NUMBER, Json
from fiken.emulator.demo.history import History
from fiken.emulator.demo.time_tracking import add_time_user
from fiken.emulator.demo.users import CLOSED_SLUG, OTHER_SLUG, SLUG, USERS
from fiken.emulator.store import logins
from fiken.emulator.store.resources import Family
from fiken.emulator.store.state import State

#: The number of open years before the current one.
_YEARS_BACK = 3
#: The address of all companies.
_ADDRESS = {
    "address_street_address": "Kaffegata 1",
    "address_post_code": "0152",
    "address_city": "Oslo",
    "address_country": "Norway",
}


def create_demo(
    state: State, families: Iterable[Family], facts: Json, *, filled: bool, is_test: bool
) -> None:
    """Create the users, the companies and their charts of accounts.

    Emulator choice: all names, numbers and other data.

    Args:
        state: the database, in which the tables exist.
        families: the emulated parts of the API. Their handlers create contacts, sales and so on.
        facts: columns of all companies: `vat_type` (how often they report VAT, such as
            `bi-monthly`) and `has_kid_agreement` (whether their invoices get a KID, which those of
            a real demo company do not: docs/observed.md#15-companies-and-operation).
        filled: whether the demo company gets contacts, sales and other objects, and number series.
            The other companies get none.
        is_test: whether the demo company and the third company are test companies. The second
            company never is.
    """
    ours = facts | {"has_api_access": True, "test_company": is_test}
    demo = _company(state, SLUG, "Fjellbris Kaffe AS", "999000001", ours)
    closed = facts | {"has_api_access": False, "test_company": False}
    companies = {SLUG: demo}
    companies[CLOSED_SLUG] = _company(state, CLOSED_SLUG, "Lukket Handel AS", "999000002", closed)
    # The API works for every test company, and the answers for some of them say that it does not
    # (docs/observed.md#6-tokens-and-oauth). Emulator choice: this one is such a company.
    other = facts | {"has_api_access": not is_test, "test_company": is_test}
    companies[OTHER_SLUG] = _company(state, OTHER_SLUG, "Solvik Te AS", "999000003", other)
    for user in USERS:
        own = [companies[slug] for slug in user.companies]
        logins.add_user(state, user.name, user.email, own, user.tokens)
    # Emulator choice: the first user can record time, in empty books too.
    with state.dated(datetime.date(state.today().year - _YEARS_BACK, 1, 1)):
        add_time_user(state, demo, USERS[0].name, USERS[0].email)
    open_current_years(state)
    if filled:
        _start_series(state, demo)
        History(state, demo, families, with_vat=facts["vat_type"] != "no").make()


def _start_series(state: State, company: int) -> None:
    """Start the number series of invoices, credit notes, offers and order confirmations at 10000.

    A real demo company has these series as well (docs/observed.md#15-companies-and-operation).
    10000 is Fiken's default (docs/observed.md#10-invoices-and-counters).
    """
    for kind in KINDS:
        start(state, company, kind, DEFAULT)


def open_current_years(state: State) -> None:
    """Open the current fiscal year and the three years before it, for every company.

    Then post the monthly parts of accruals that waited for one of these years.
    """
    year = state.today().year
    for row in state.rows("SELECT company_id FROM companies"):
        open_years(state, row["company_id"], range(year - _YEARS_BACK, year + 1))
    post_waiting(state)


def _company(state: State, slug: str, name: str, number: str, facts: Json) -> int:
    key, start = state.new_id(), f"{state.today().year - _YEARS_BACK}-01-01"
    state.insert(
        "companies",
        company_id=key,
        slug=slug,
        name=name,
        organization_number=number,
        **facts,
        phone_number="22000001",
        email=f"post@{slug}.example",
        creation_date=start,
        accounting_start_date=start,
        vat_registration_date=None if facts["vat_type"] == "no" else start,
        **_ADDRESS,
    )
    for code, title in chart().items():
        open_account(state, key, code, title)
    _bank_account(state, key, BANK, BANK_NUMBER, "normal")
    _bank_account(state, key, "1950:10001", "12345678911", "tax_deduction")
    return key


def _bank_account(state: State, company: int, code: str, number: str, kind: str) -> None:
    """Create a bank account for the sub-account `code`, with the name of the sub-account.

    `number` is the bank account number, and `kind` the type, such as `normal`.

    Emulator choice: the first bank account counts as used on an invoice, in empty books too.
    """
    key, name = state.new_id(), chart()[code]
    facts = {"bank_account_number": number, "type": kind, "inactive": False}
    facts["used_on_invoice"] = code == BANK
    keys = {"bank_account_id": key, "company_id": company, "account_code": code}
    state.insert("bank_accounts", **keys, name=name, **facts)


def integrate_bank(state: State) -> None:
    """Add a balance of today for every active bank account, as if the bank had reported it.

    Emulator choice: the amounts are made up, and do not match the books.
    """
    date = state.today().isoformat()
    for row in state.rows("SELECT * FROM bank_accounts WHERE NOT inactive"):
        keys = {name: row[name] for name in ("company_id", "bank_account_id")}
        facts = {"date": date, "amount": 20_000_00, "source": "BANK"}
        state.insert("bank_balances", **keys, bank_account_code=row["account_code"], **facts)

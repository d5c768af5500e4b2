"""The start, the user, and the companies with their accounts and bank accounts."""

import re
from typing import Any

from fiken.emulator.families.account import ACCOUNTS
from fiken.emulator.families.bank_account import BANK_ACCOUNTS
from fiken.emulator.families.company import COMPANIES
from fiken.emulator.hal.bodies import Json
from fiken.emulator.hal.collections import Collection, dated
from fiken.emulator.hal.visit import Links, Visit, hal
from fiken.emulator.store.state import Row
from fiken.emulator.wire.exchange import Reply


def start(visit: Visit) -> Reply:
    """Return the links of the start URL, from which programs find everything else."""
    return Reply(200, hal({"self": visit.href(), "companies": visit.href("companies")}, {}))


def who_am_i(visit: Visit) -> Reply:
    """Return the user. Emulator choice: the e-mail address, and the link to itself."""
    user = visit.call.login.user if visit.call.login else None
    row = visit.call.state.row("SELECT name, email FROM users WHERE user_id = ?", user)
    return Reply(200, hal({"self": visit.href("whoAmI")}, dict(row) if row else {}))


def _links(visit: Visit, slug: str) -> Links:
    """Return the links of a company, in the order that was recorded, the younger ones last."""

    def link(path: str) -> str:
        return visit.href("companies", slug, path)

    return {
        "self": visit.href("companies", slug),
        "accounts": {"href": link("accounts/{year}"), "templated": True},
        "bank-accounts": link("bank-accounts"),
        "contacts": link("contacts"),
        "invoices": link("invoices"),
        "products": link("products"),
        "sales": link("sales"),
        "create-invoice-service": link("create-invoice-service"),
        # The URL does not have the name of its link (docs/v1.md#links).
        "create-general-journal-entry-service": link("createGeneralJournalEntriesService"),
        "document-sending-service": link("document-sending-service"),
        "search": link("search"),
        "credit-notes": link("credit-notes"),
        "purchases": link("purchases"),
    }


def _company(visit: Visit, row: Row) -> Json:
    fields = {
        "name": row["name"],
        "organizationNumber": row["organization_number"],
        "slug": row["slug"],
    }
    return hal(_links(visit, row["slug"]), fields)


# Emulator choice: the emulator does not know when a company or a bank account was changed. Both
# count as changed when the company was created.
_CREATION = "creation_date"
_OF_BANK = (
    "(SELECT creation_date FROM companies AS c WHERE c.company_id = bank_accounts.company_id)"
)


def _dates(column: str) -> dict[str, str]:
    return {**dated("created", column), **dated("lastModified", column)}


V1_COMPANIES = Collection(
    "companies",
    COMPANIES,
    _company,
    sorts={
        "created": "creation_date, rowid",
        "lastModified": "creation_date, rowid",
        "name": "fold(name)",
        "organizationNumber": "organization_number",
    },
    filters=_dates(_CREATION),
)


def _account(visit: Visit, row: Row) -> Json:
    link = visit.own("accounts", visit.call.path["year"], row["code"])
    return hal({"self": link}, {"code": row["code"], "name": row["name"]})


_ACCOUNTS = Collection("accounts", ACCOUNTS, _account, order="number, sub")


def accounts(visit: Visit) -> Reply:
    """Return the chart of accounts of a year.

    Emulator choice: a year that is not in the books has no accounts: it is answered with 404. The
    accounts of all others are those of today.
    """
    _check_year(visit)
    return _ACCOUNTS.lists(visit)


def account(visit: Visit) -> Reply:
    """Return one account. Emulator choice: its URL, which is that of the list and the code."""
    _check_year(visit)
    return _ACCOUNTS.finds(visit)


def _check_year(visit: Visit) -> None:
    year: Any = visit.call.path["year"]
    sql = "SELECT 1 FROM fiscal_years WHERE company_id = ? AND year = ?"
    known = re.fullmatch("[0-9]{4}", year) and visit.call.state.row(sql, visit.call.company, year)
    if not known:
        visit.nothing()


def _bank_account(visit: Visit, row: Row) -> Json:
    fields = {
        "name": row["name"],
        # Emulator choice: the account in the chart. One client expects the account number here.
        "number": row["account_code"],
        "bankAccountNumber": row["bank_account_number"],
    }
    return hal({"self": visit.own("bank-accounts", row["bank_account_id"])}, fields)


V1_BANK_ACCOUNTS = Collection(
    "bank-accounts",
    BANK_ACCOUNTS,
    _bank_account,
    sorts={
        "created": "bank_account_id",
        "lastModified": "bank_account_id",
        "name": "fold(name)",
        "number": "account_code",
        "bankAccountNumber": "bank_account_number",
    },
    filters=_dates(_OF_BANK),
)

"""Bank accounts, each with a sub-account in the chart, and the balances that the bank reports."""

from collections.abc import Iterator

from fiken.emulator.books import ledger
from fiken.emulator.store.handlers import creates, finds, lists
from fiken.emulator.store.resources import Call, Family, Resource, equal_filters
from fiken.emulator.store.rows import find, update
from fiken.emulator.store.state import State
from fiken.emulator.wire.refusals import refuse

#: The main account for each type of bank account. Emulator choice, except 1920: the account in the
#: chart whose name fits best.
LEDGERS = {"normal": "1920", "tax_deduction": "1950", "foreign": "1940", "credit_card": "2380"}
#: The number of the first sub-account: `1920:10001`.
FIRST = 10_001

TABLES = """
CREATE TABLE bank_accounts (
    bank_account_id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES companies,
    name TEXT NOT NULL,
    account_code TEXT,
    bank_account_number TEXT NOT NULL,
    bic TEXT,
    iban TEXT,
    foreign_service TEXT,
    type TEXT NOT NULL,
    reconciled_balance INTEGER,  -- øre; reconciling happens in the web application
    reconciled_date TEXT,
    inactive INTEGER NOT NULL,
    used_on_invoice INTEGER NOT NULL DEFAULT 0,  -- drafts of invoices can use it then
    FOREIGN KEY (company_id, account_code) REFERENCES accounts (company_id, code)
);
CREATE INDEX bank_accounts_of_company ON bank_accounts (company_id);
CREATE TABLE bank_balances (
    company_id INTEGER NOT NULL REFERENCES companies,
    bank_account_id INTEGER NOT NULL REFERENCES bank_accounts,
    bank_account_code TEXT NOT NULL,
    date TEXT NOT NULL,
    amount INTEGER NOT NULL,  -- øre
    source TEXT NOT NULL
);
CREATE INDEX bank_balances_of_company ON bank_balances (company_id, date);
"""

# Emulator choice: any account number is accepted, and a foreign service with any type.
BANK_ACCOUNTS = Resource(
    table="bank_accounts",
    key="bankAccountId",
    schema="bankAccountResult",
    filters=equal_filters("inactive"),
)

# Empty without a bank integration (docs/observed.md#5-lists). Emulator choice: `date` is the day of
# the balance itself, not the day on which it was the latest.
BANK_BALANCES = Resource(
    table="bank_balances",
    key="bankAccountId",
    schema="bankBalanceResult",
    filters=equal_filters("date"),
)


def _open_account(call: Call, key: int) -> None:
    """Create a sub-account for a new bank account, with the next number, such as `1920:10003`.

    The type of the bank account decides the number before the colon: 1920 for `normal`.
    """
    row = find(call, BANK_ACCOUNTS, key)
    number = LEDGERS[row["type"]]
    sql = "SELECT max(sub) FROM accounts WHERE company_id = ? AND number = ?"
    last = call.state.value(sql, call.company, int(number)) or FIRST - 1
    code = f"{number}:{last + 1}"
    ledger.open_account(call.state, call.company, code, row["name"])
    update(call, BANK_ACCOUNTS, key, {"account_code": code})


def mark_used(call: Call, code: str) -> str:
    """Mark a bank account as used on an invoice, and return its number.

    Drafts of invoices can use it from then on (docs/observed.md#4-error-bodies).

    Emulator choice: the code of an account that is not a bank account is refused with 400.

    Args:
        call: the request, in whose company the bank account is.
        code: the code of the account in the chart, such as `1920:10001`.
    """
    sql = "SELECT * FROM bank_accounts WHERE company_id = ? AND account_code = ?"
    row = call.state.row(sql, call.company, code)
    if row is None:
        raise refuse(400, f"'bankAccountCode': there is no bank account {code}")
    update(call, BANK_ACCOUNTS, row["bank_account_id"], {"used_on_invoice": 1})
    return str(row["bank_account_number"])


def used_numbers(call: Call) -> list[str]:
    """Return the numbers of the bank accounts that were used on an invoice, the oldest first."""
    sql = """SELECT bank_account_number FROM bank_accounts
        WHERE company_id = ? AND used_on_invoice ORDER BY bank_account_id"""
    return [row["bank_account_number"] for row in call.state.rows(sql, call.company)]


def require_used(call: Call, number: str | None) -> None:
    """Refuse the number of a bank account that was not used on an invoice before.

    Observed: docs/observed.md#4-error-bodies
    """
    if not number:
        raise refuse(500, "Kontonummer mangler på faktura")
    if number not in used_numbers(call):
        raise refuse(
            403,
            f"The bank account number {number} has not been verified as belonging to this company. "
            "Create one invoice from this bank account in Fiken first",
        )


def _violations(state: State) -> Iterator[str]:
    """Yield a sentence for each bank account that does not have a sub-account of its own."""
    sql = """SELECT bank_account_id FROM bank_accounts WHERE account_code IS NULL
        OR account_code IN (SELECT account_code FROM bank_accounts AS other
            WHERE other.company_id = bank_accounts.company_id
            AND other.bank_account_id <> bank_accounts.bank_account_id)"""
    for row in state.rows(sql):
        yield f"bank account {row['bank_account_id']} has no account of its own"


FAMILY = Family(
    tables=TABLES,
    operations={
        "getBankAccounts": lists(BANK_ACCOUNTS),
        "createBankAccount": creates(BANK_ACCOUNTS, _open_account),
        "getBankAccount": finds(BANK_ACCOUNTS),
        "getBankBalances": lists(BANK_BALANCES),
    },
    invariants=(_violations,),
)

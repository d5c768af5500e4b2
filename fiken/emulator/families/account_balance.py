"""Account balances at the end of a day, in øre: debit positive, credit negative."""

from fiken.emulator.books import ledger
from fiken.emulator.families.account import ACCOUNTS
from fiken.emulator.store.handlers import finds, lists
from fiken.emulator.store.resources import Call, Family, Resource
from fiken.emulator.store.state import Row


def _balance(call: Call, row: Row) -> int:
    """Return the balance of an account in øre at the end of the day `date` in the query.

    Emulator choice: the balance of 1500 does not include 1500:10001, so that the balances of all
    accounts sum to zero.
    """
    return ledger.balance(call.state, call.company, row["code"], call.query["date"])


# Emulator choice: every account is listed, with 0 where nothing was posted.
BALANCES = Resource(
    table="accounts",
    key="accountCode",
    column="code",
    schema="accountBalance",
    filters={name: ACCOUNTS.filters[name] for name in ("fromAccount", "toAccount")},
    order=ACCOUNTS.order,
    parts={"balance": _balance},
)

FAMILY = Family(
    operations={"getAccountBalances": lists(BALANCES), "getAccountBalance": finds(BALANCES)}
)

"""The pages of the ledger: the trial balance, the postings of an account, and the check."""

import contextlib
import datetime

from fiken.emulator.books.trial_balance import MOST, postings, trial_balance
from fiken.emulator.window.visit import Answer, Page, Visit
from fiken.emulator.wire.refusals import not_found

#: The classes of the Norwegian chart of accounts (NS 4102), by the first digit of an account.
CLASSES = {
    "1": "Assets (eiendeler)",
    "2": "Equity and debt (egenkapital og gjeld)",
    "3": "Income (driftsinntekter)",
    "4": "Cost of goods (varekostnad)",
    "5": "Salaries (lønnskostnad)",
    "6": "Other operating costs (driftskostnad)",
    "7": "Other operating costs (driftskostnad)",
    "8": "Financial items (finansposter)",
}


def balance(visit: Visit) -> Answer:
    """Show the trial balance at the end of a day, which the query can name."""
    day, company, state = _day_of(visit), visit.company(), visit.inside.state
    with state.reading():
        rows = trial_balance(state, company, day.isoformat())
    sums = {name: sum(row[name] for row in rows) for name in ("debit", "credit", "balance")}
    values = {"rows": rows, "sums": sums, "day": day, "classes": CLASSES}
    return Page("balance.html", values)


def account(visit: Visit) -> Answer:
    """Show the postings of an account up to the end of a day, which the query can name."""
    day, company, state = _day_of(visit), visit.company(), visit.inside.state
    code = visit.path["code"]
    with state.reading():
        sql = "SELECT name FROM accounts WHERE company_id = ? AND code = ?"
        name = state.value(sql, company, code)
        rows = postings(state, company, code, day.isoformat())
    if name is None:
        raise not_found(f"There is no account {code}.")
    values = {"code": code, "name": name, "rows": rows, "day": day, "is_cut": len(rows) == MOST}
    return Page("account.html", values)


def check(visit: Visit) -> list[str]:
    """Return a sentence per rule that the books of all companies violate."""
    try:
        visit.inside.emulator.check_books()
    except AssertionError as error:
        return str(error).splitlines()
    return []


def checked(visit: Visit) -> Answer:
    """Show whether the books obey all rules."""
    return Page("check.html", {"violations": check(visit)})


def _day_of(visit: Visit) -> datetime.date:
    """Return the day in the query, or today."""
    with contextlib.suppress(ValueError):
        return datetime.date.fromisoformat(visit.query.get("date", ""))
    return visit.inside.emulator.now.date()

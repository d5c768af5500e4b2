"""The chart of accounts of the current year, with a sub-account for each customer and supplier."""

import json
import re
from dataclasses import replace

from fiken.emulator.store.handlers import finds, lists
from fiken.emulator.store.resources import Call, Family, Resource
from fiken.emulator.wire.exchange import Reply
from fiken.emulator.wire.refusals import refuse

# `fromAccount`, `toAccount` and `range` compare the number before the colon: 1500 includes
# 1500:10001.
ACCOUNTS = Resource(
    table="accounts",
    key="accountCode",
    column="code",
    schema="account",
    filters={
        "fromAccount": "number >= ?",
        "toAccount": "number <= ?",
        "range": """EXISTS (SELECT 1 FROM json_each(?) AS r WHERE number
            BETWEEN json_extract(r.value, '$[0]') AND json_extract(r.value, '$[1]'))""",
    },
    order=("number", "sub"),
)


def _get_accounts(call: Call) -> Reply:
    ranges = call.query.get("range")
    if ranges is not None:
        call = replace(call, query={**call.query, "range": json.dumps(_ranges(ranges))})
    return lists(ACCOUNTS)(call)


def _ranges(text: str) -> list[tuple[int, int]]:
    """Parse the query parameter `range` into pairs of a first and a last account number.

    `_ranges("1000-1500, 1580")` is `[(1000, 1500), (1580, 1580)]`.
    """
    matches = [
        re.fullmatch(r"(\d{4})(?:\s*-\s*(\d{4}))?", part.strip()) for part in text.split(",")
    ]
    if None in matches:
        raise refuse(400, f"'range' must be like 1000-1500, 1580, not {text}")
    return [(int(m[1]), int(m[2] or m[1])) for m in matches if m is not None]


FAMILY = Family(operations={"getAccounts": _get_accounts, "getAccount": finds(ACCOUNTS)})

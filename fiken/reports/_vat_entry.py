"""The VAT of one journal entry: which posting of VAT belongs to which VAT code."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

import attrs

from fiken import JournalEntry
from fiken.reports._accounts import number_of
from fiken.reports._vat_posts import VatPost, post_of

#: The accounts of VAT in the Norwegian chart of accounts NS 4102: owed, deducted, and settlement.
OUTPUT = (*range(1600, 1610), *range(2700, 2710))
INPUT = (*range(1610, 1630), *range(2710, 2720))
VAT_ACCOUNTS = frozenset((*OUTPUT, *INPUT))
SETTLEMENT = (*range(1640, 1650), *range(2740, 2750))
#: Øre by which the VAT of one line was seen to differ from its rate.
#: Observed: docs/observed.md#7-units
_TOLERANCE = 5


@attrs.frozen
class Posting:
    """A posting of VAT. Amounts are in øre, debit positive.

    Args:
        account: The account, such as 2701.
        amount: The amount.
        is_output: Whether it is output VAT, which the company owes. Otherwise it is input VAT.
        code: Its own VAT code, if it has one.
    """

    account: str
    amount: int
    is_output: bool
    code: str | None


@attrs.define
class EntryVat:
    """The VAT of one journal entry. Amounts are in øre, debit positive.

    Args:
        coded: The postings with each VAT code, without those of VAT.
        settles: Whether the entry moves VAT to the settlement account.
        unassigned: The postings of VAT whose code is not known.
        output: The output VAT of each code.
        input: The input VAT of each code.
    """

    coded: dict[str, list[int]]
    settles: bool
    unassigned: list[Posting]
    output: Counter[str] = attrs.field(factory=Counter[str])
    input: Counter[str] = attrs.field(factory=Counter[str])

    def basis_of(self, code: str) -> int | None:
        """Return the basis of a code, debit positive; None if it is not known.

        A posting that includes its tax is reduced by it. If the tax is not known, the basis is not.
        """
        total = sum(self.coded[code])
        if not post_of(code).is_gross:
            return total
        booked, expected = self.output[code], post_of(code).output(total) or Fraction(0)
        is_known = _close(booked, expected, _TOLERANCE * len(self.coded[code]))
        return total + booked if is_known else None


def vat_of_entry(entry: JournalEntry) -> EntryVat:
    """Return the VAT of a journal entry.

    A posting of VAT belongs to the code that it has itself. Otherwise it belongs to the code of
    another posting in the entry, if it is the VAT of this one, and of no other, up to 5 øre per
    posting.
    """
    coded: dict[str, list[int]] = {}
    postings: list[Posting] = []
    settles = False
    for line in entry.lines:
        number = number_of(line.account or "")
        settles = settles or number in SETTLEMENT
        if number in OUTPUT or number in INPUT:
            is_output = number in OUTPUT
            postings.append(Posting(line.account or "", line.amount, is_output, line.vat_code))
        elif line.vat_code is not None:
            coded.setdefault(line.vat_code, []).append(line.amount)
    has_vat = any(post_of(code).rate for code in coded)  # an øre of rounding has a code without
    result = EntryVat(coded, settles and not has_vat, [])
    for is_output in (True, False):
        _assign(result, [each for each in postings if each.is_output is is_output])
    return result


def _assign(result: EntryVat, postings: list[Posting]) -> None:
    """Assign the postings of output VAT, or those of input VAT, to codes.

    First all postings of an account are compared with all postings of a code, then each with each.
    """
    for account in dict.fromkeys(each.account for each in postings if each.code is None):
        group = [each for each in postings if each.account == account and each.code is None]
        total = sum(each.amount for each in group)
        of_all = {
            code: (_expected(post_of(code), sum(amounts), group[0]), len(amounts))
            for code, amounts in result.coded.items()
        }
        code = _only_match(total, of_all.items())
        for each in group:
            single = code or _only_match(each.amount, _singles(result, each))
            _add(result, each, single)
    for each in postings:
        if each.code is not None:
            _add(result, each, each.code)


def _singles(result: EntryVat, posting: Posting) -> list[tuple[str, tuple[Fraction | None, int]]]:
    """Return the VAT that each single posting with a code should have."""
    return [
        (code, (_expected(post_of(code), amount, posting), 1))
        for code, amounts in result.coded.items()
        for amount in amounts
    ]


def _expected(post: VatPost, amount: int, posting: Posting) -> Fraction | None:
    return post.output(amount) if posting.is_output else post.input(amount)


def _only_match(
    total: int, expected: Iterable[tuple[str, tuple[Fraction | None, int]]]
) -> str | None:
    """Return the only code whose VAT is this total; None if there is none or more than one."""
    every = [(code, vat, lines) for code, (vat, lines) in expected if vat is not None]
    for tolerance in (1, _TOLERANCE):  # small amounts are within 5 øre of several rates
        codes = {code for code, vat, lines in every if _close(total, vat, tolerance * lines)}
        if codes:
            return codes.pop() if len(codes) == 1 else None
    return None


def _close(booked: int, expected: Fraction, tolerance: int) -> bool:
    return abs(booked - expected) <= tolerance


def _add(result: EntryVat, posting: Posting, code: str | None) -> None:
    if code is None:
        result.unassigned.append(posting)
    else:
        (result.output if posting.is_output else result.input)[code] += posting.amount

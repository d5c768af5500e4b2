"""The VAT report (mva-oppgave)."""

from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

import attrs

from fiken import CompanyClient
from fiken.reports._accounts import number_of, order_of
from fiken.reports._balances import Balances
from fiken.reports._check import Check, entries_checked
from fiken.reports._period import Period, as_period
from fiken.reports._vat_entry import VAT_ACCOUNTS, EntryVat, vat_of_entry
from fiken.reports._vat_posts import VatPost, VatSection, place_of, post_of
from fiken.types import VatType
from fiken.vat import VAT, VatRegime


@attrs.frozen
class VatRow:
    """A VAT code of a VAT report, or VAT that was posted without one. Amounts are in øre.

    Args:
        section: The section that it belongs to.
        code: The VAT code, such as "3"; None for VAT without a code.
        account: The account of VAT without a code, such as 2711; None for a code.
        name: The name of that account.
        vat_type: The VAT type of the code; None if it is not known.
        rate: The rate as a share, such as 0.25; None if it is not known.
        basis: The amount that the VAT is computed from, without VAT. It is positive for sales, and
            for purchases, and negative where more was credited than sold. None if it is not known,
            because the VAT was posted without a code, or without its tax.
        output: The VAT that the company owes (utgående mva). It is positive if it is owed.
        input: The VAT that the company deducts (inngående mva). It is positive if it is deducted.
        expected: The basis times the rate, rounded to a whole øre: the VAT that is owed or
            deducted, or both of a reverse charge with deduction. None if it is not known.
    """

    section: VatSection
    code: str | None
    account: str | None
    name: str
    vat_type: VatType | None
    rate: Decimal | None
    basis: int | None
    output: int
    input: int
    expected: int | None

    @property
    def deviation(self) -> int | None:
        """Øre: the booked VAT less the expected one; None if that is not known.

        For a reverse charge with deduction, it is that of the output VAT, or else of the input VAT.
        Some øre come from rounding. More means that a line has another VAT than its rate says, or
        that its VAT was posted without a code.
        """
        if self.expected is None or self.vat_type is None:
            return None
        off_owed, off_deducted = self.output - self.expected, self.input - self.expected
        if VAT[self.vat_type].regime is VatRegime.BASIS:
            return off_owed or off_deducted
        return off_deducted if self.section is VatSection.PURCHASES else off_owed

    @property
    def counts(self) -> bool:
        """Whether the row is a part of the sums: all rows but those of settlements are."""
        return self.section is not VatSection.SETTLEMENT


@attrs.frozen
class VatReport:
    """The VAT of a period, by VAT code (mva-oppgave). Amounts are in øre.

    Args:
        company: The slug of the company.
        period: The period, such as a VAT term of two months.
        rows: The VAT codes that were used, then the VAT without a code, then what was moved to the
            settlement account.
        checks: The checks of the report: the postings of VAT equal the change of the balances of
            the VAT accounts.
    """

    company: str
    period: Period
    rows: tuple[VatRow, ...]
    checks: tuple[Check, ...]

    @property
    def output(self) -> int:
        """Øre: the VAT that the company owes (sum utgående mva)."""
        return sum(row.output for row in self.rows if row.counts)

    @property
    def input(self) -> int:
        """Øre: the VAT that the company deducts (sum inngående mva)."""
        return sum(row.input for row in self.rows if row.counts)

    @property
    def payable(self) -> int:
        """Øre: the VAT to pay (å betale). It is negative if the company gets money back."""
        return self.output - self.input


def vat_report(company: CompanyClient, period: Period | str) -> VatReport:
    """Return the VAT of a period, by VAT code.

    The basis of a code is the sum of the postings with it. The VAT is what was posted on the VAT
    accounts (1600 to 1629, and 2700 to 2719). It belongs to a code if the journal entry shows it:
    see docs/reports.md. What does not is a row of its own, without a basis. Nothing is estimated.

    One request is sent per 100 journal entries of the period, and 12 for the check.

    Args:
        company: The client of the company.
        period: The period, or its text, such as ``"2026-T3"`` for May and June (see
            `Period.parse`).

    Raises:
        InvalidAttributeError: The text names no period; nothing was sent.
        FikenError: Fiken could not be asked.
    """
    span = as_period(period)
    totals, posted = _Totals(), Counter[str]()
    for entry in company.journal_entries.all(date_ge=span.start, date_le=span.end):
        totals.add(vat_of_entry(entry))
        for line in entry.lines:
            if number_of(line.account or "") in VAT_ACCOUNTS:
                posted[line.account or ""] += line.amount
    books = Balances(company)
    changes = {
        code: books.on(span.end).get(code, 0) - books.on(span.before).get(code, 0)
        for code in books.codes(span.end, span.before)
        if number_of(code) in VAT_ACCOUNTS
    }
    return VatReport(company.slug, span, totals.rows(books), entries_checked(changes, posted))


class _Totals:
    """The sums of the journal entries, debit positive."""

    def __init__(self) -> None:
        self._basis: dict[str, int | None] = {}
        self._output, self._input = Counter[str](), Counter[str]()
        self._others: defaultdict[VatSection, Counter[tuple[str, bool]]] = defaultdict(Counter)

    def add(self, entry: EntryVat) -> None:
        """Add the VAT of one journal entry."""
        for code in entry.coded:
            basis, before = entry.basis_of(code), self._basis.get(code, 0)
            self._basis[code] = None if basis is None or before is None else before + basis
        for code, amount in entry.output.items():
            self._output[code] += amount
        for code, amount in entry.input.items():
            self._input[code] += amount
        section = VatSection.SETTLEMENT if entry.settles else VatSection.UNCODED
        for posting in entry.unassigned:
            self._others[section][posting.account, posting.is_output] += posting.amount

    def rows(self, books: Balances) -> tuple[VatRow, ...]:
        """Return the rows of the report, in its order."""
        codes = {*self._basis, *self._output, *self._input}
        posts = sorted(map(post_of, codes), key=place_of)
        rows = [self._row(post) for post in posts]
        for section in (VatSection.UNCODED, VatSection.SETTLEMENT):
            accounts = sorted(self._others[section], key=lambda key: order_of(key[0]))
            rows += [self._other(section, each, books.name_of(each[0])) for each in accounts]
        return tuple(row for row in rows if row.basis != 0 or row.output or row.input)

    def _row(self, post: VatPost) -> VatRow:
        code = post.code
        posted = self._basis.get(code)
        basis = None if posted is None else -posted if post.sells else posted
        rate = None if post.vat is None else post.vat.rate
        vat = (
            None
            if basis is None or not rate
            else int((basis * rate).to_integral_value(ROUND_HALF_UP))
        )
        return VatRow(
            post.section,
            code,
            None,
            "",
            None if post.vat is None else post.vat.type,
            rate,
            basis,
            -self._output[code],
            self._input[code],
            vat,
        )

    def _other(self, section: VatSection, place: tuple[str, bool], name: str) -> VatRow:
        account, is_output = place
        amount = self._others[section][place]
        amounts = (-amount, 0) if is_output else (0, amount)
        return VatRow(section, None, account, name, None, None, None, *amounts, None)

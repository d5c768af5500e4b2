"""New books: the tables and the demo company, in memory or in a file."""

import warnings
from contextlib import closing
from dataclasses import dataclass

from fiken.emulator.demo.company import create_demo, integrate_bank, open_current_years
from fiken.emulator.families import FAMILIES
from fiken.emulator.store import template
from fiken.emulator.store.state import State

#: How often most companies report VAT.
BI_MONTHLY = "bi-monthly"


@dataclass(frozen=True)
class Books:
    """The options for new books, and methods that create books with these options.

    Books are the data of an emulator: the demo company with its accounts, sales and so on.

    Attributes:
        empty: whether the demo company starts without contacts, sales and other objects.
        bank_integration: whether the bank reports the balances of the bank accounts.
        vat_type: how often the companies report VAT, such as `bi-monthly`. `no` means that they are
            not VAT registered.
        kid: whether the companies have a KID agreement.
        test_company: whether the demo company is a test company.
    """

    empty: bool
    bank_integration: bool
    vat_type: str
    kid: bool
    test_company: bool

    def make_in_memory(self, state: State) -> None:
        """Replace the content of a database in memory by new books.

        Books that were created before with equal options, seed and date are copied from a cache,
        which is faster.
        """
        if not template.copy(self._kind(state), state):
            with closing(state.blank()) as books:
                with books.operation():
                    kind = self._kind(books)
                    self._make(books)
                books.copy(state)
                template.keep(kind, books)
        with state.operation():
            _watch_years(state)

    def open_file(self, state: State, name: str) -> None:
        """Create the books if the file is new. Leave the books of an existing file as they are.

        If an option has no effect, since the file has books already, the user gets a warning.

        Args:
            state: the database in the file.
            name: the name of the file, for the warning.

        Raises:
            ValueError: another version of the emulator wrote the file.
        """
        with state.operation():
            if state.is_new:
                self._make(state)
            else:
                self._warn(name)
            _watch_years(state)

    def _kind(self, state: State) -> template.Kind:
        options = self.empty, self.bank_integration, self.vat_type, self.kid, self.test_company
        return template.Kind(state.seed, state.today(), *options)

    def _make(self, state: State) -> None:
        """Create the tables and the demo company.

        If `bank_integration` is set, add the balances that the bank reports.
        """
        state.create(family.tables for family in FAMILIES)
        facts = {"vat_type": self.vat_type, "has_kid_agreement": self.kid}
        create_demo(state, FAMILIES, facts, filled=not self.empty, is_test=self.test_company)
        if self.bank_integration:
            integrate_bank(state)

    def _warn(self, name: str) -> None:
        """Warn the user if options have no effect, since the file `name` has books already."""
        flags = {
            "empty": self.empty,
            "bank_integration": self.bank_integration,
            "vat_type": self.vat_type != BI_MONTHLY,
            "kid": not self.kid,
            "test_company": not self.test_company,
        }
        ignored = [option for option, flag in flags.items() if flag]
        if ignored:
            verb = "is" if len(ignored) == 1 else "are"
            message = f"{name} has books already: {' and '.join(ignored)} {verb} ignored"
            warnings.warn(message, stacklevel=5)


def _watch_years(state: State) -> None:
    """Open this fiscal year and the three years before it, and each later year when it begins."""
    open_current_years(state)
    state.watch_years(open_current_years)

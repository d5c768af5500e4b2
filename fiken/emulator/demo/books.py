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
    """The options of new books, see `Emulator`, and how they are made."""

    empty: bool
    bank_integration: bool
    vat_type: str

    def make_in_memory(self, state: State) -> None:
        """Replace everything in a state by new books: a copy of earlier ones of the same kind."""
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
        """Make the books in a file that has none; warn of options that a file with books ignores.

        Args:
            state: the state.
            name: the name of the file, for the warning.
        """
        with state.operation():
            if state.is_new:
                self._make(state)
            else:
                self._warn(name)
            _watch_years(state)

    def _kind(self, state: State) -> template.Kind:
        options = self.empty, self.bank_integration, self.vat_type
        return template.Kind(state.seed, state.today(), *options)

    def _make(self, state: State) -> None:
        """Create the tables and the demo company."""
        state.create(family.tables for family in FAMILIES)
        create_demo(state, FAMILIES, filled=not self.empty, vat_type=self.vat_type)
        if self.bank_integration:
            integrate_bank(state)

    def _warn(self, name: str) -> None:
        """Warn of the options that concern new books, where the file has some already."""
        flags = {
            "empty": self.empty,
            "bank_integration": self.bank_integration,
            "vat_type": self.vat_type != BI_MONTHLY,
        }
        ignored = [option for option, flag in flags.items() if flag]
        if ignored:
            verb = "is" if len(ignored) == 1 else "are"
            message = f"{name} has books already: {' and '.join(ignored)} {verb} ignored"
            warnings.warn(message, stacklevel=5)


def _watch_years(state: State) -> None:
    """Open the fiscal years up to the present one, and from now on each year that begins."""
    open_current_years(state)
    state.watch_years(open_current_years)

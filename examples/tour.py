"""A tour of fiken: on the embedded Fiken, or on a test company of your own.

    python examples/tour.py
    FIKEN_TOKEN=… FIKEN_COMPANY=fiken-demo-… python examples/tour.py

It prints each line of TOUR, executes it, and prints the number of requests that it sent. At the end
it deletes everything that it created.
"""

import logging
import os
import sys
import textwrap
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from fiken import CompanyClient, Fiken, FikenError

TOUR = """
# Create. Models are frozen and typed; money is a whole number of øre.
nelly = acme.contacts.save(Contact(name="Nelly Bloom", email="nelly@example.com"))
spade = acme.products.save(Product(name="Spade", unit_price=kroner("499"), income_account="3000", vat_type=VatType.HIGH))
shop = acme.projects.save(Project(number=f"tour-{nelly.contact_id}", name="Shop", start_date=nelly.created_date))
spade.unit_price, in_kroner(spade.unit_price)

# Find one, or list what matches: lazily, page by page.
acme.contacts.find(nelly) == nelly
acme.contacts.find_by(email="nelly@example.com").name
[contact.name for contact in acme.contacts.all(supplier=True)][:3]

# Evolve and save. An unchanged model sends nothing; a change can be seen before it is sent.
ned = nelly.evolve(name="Ned Stark", customer=True)
ned.changes
acme.contacts.save(ned).customer_account_code
acme.contacts.save(nelly) is nelly
acme.projects.payload(shop.evolve(completed=True))

# The client refuses what Fiken would refuse, before anything is sent.
Contact(name="")
spade.evolve(unit_price=49.90)
acme.projects.save(Project(name="No number"))
acme.contacts.find_by(emial="nelly@example.com")

# And an update that Fiken cannot make.
acme.projects.save(shop.evolve(number="2"))

# Delete.
acme.projects.delete(shop)
acme.products.delete(spade)
acme.contacts.delete(nelly)
acme.contacts.find(nelly)
"""  # noqa: E501 - these lines are wrapped when they are printed


class Counter(logging.Handler):
    """The number of requests that the client has sent, counted by its log."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.sent = 0
        logger = logging.getLogger("fiken")
        logger.setLevel(logging.DEBUG)
        logger.propagate = False
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
        """Count one request."""
        self.sent += 1


@contextmanager
def a_company() -> Generator[CompanyClient]:
    """Yield the embedded demo company, or the test company that the environment names."""
    if "FIKEN_TOKEN" in os.environ and "FIKEN_COMPANY" in os.environ:
        with Fiken() as client:
            company = client.companies.find(os.environ["FIKEN_COMPANY"])
            if not company.test_company:
                sys.exit(f"{company.name} is not a test company, and the tour writes.")
            print(f"On {company.name}, a test company at Fiken.")
            yield client.company(company)
        return
    from fiken.emulator import Emulator  # noqa: PLC0415 - an extra, needed only here

    with Emulator() as emulator, emulator.client() as client:
        print("On the embedded Fiken: a real server on this machine, with a made-up company.")
        yield client.company(emulator.company_slug)


def run(line: str, names: dict[str, Any]) -> str:
    """Run one line, and return what the interactive interpreter would print."""
    try:
        if " = " in line.partition("(")[0]:
            exec(line, names)  # noqa: S102 - the lines above
            return ""
        value = eval(line, names)  # noqa: S307 - the lines above
    except (FikenError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    return "" if value is None else repr(value)


def print_wrapped(text: str, first: str, rest: str) -> None:
    """Print a text in lines of at most 110 characters."""
    print(textwrap.fill(text, 110, initial_indent=first, subsequent_indent=rest))


def main() -> None:
    """Print the tour."""
    counter = Counter()
    with a_company() as acme:
        names: dict[str, Any] = {"acme": acme}
        exec("from fiken import *", names)  # noqa: S102 - as the reader would
        for line in TOUR.strip().splitlines():
            if not line or line.startswith("#"):
                print(line)
                continue
            before = counter.sent
            result, sent = run(line, names), counter.sent - before
            cost = f"   # {sent} request{'s' * (sent > 1)}" if sent else ""
            print_wrapped(line + cost, ">>> ", "... ")
            if result:
                print_wrapped(result, "", "    ")


if __name__ == "__main__":
    main()

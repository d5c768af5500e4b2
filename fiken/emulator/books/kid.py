"""KID (kundeidentifikasjon): the number that a customer states when paying an invoice."""

import re

from fiken.emulator.store.state import State

#: The number of digits for the invoice number: enough for every number that a counter can have.
#: Equal widths keep numbers apart: without them, customer 1 with invoice 11 and customer 11 with
#: invoice 1 would have the same KID.
_INVOICE_DIGITS = 10


def kid_of(customer_number: int, invoice_number: int) -> str:
    """Return the KID of an invoice: the two numbers and a control digit.

    The control digit is that of MOD10 (the Luhn algorithm), as banks check it. A KID has from 2 to
    25 digits according to the contract, so a customer number may have 14.

    Emulator choice: which digits a KID consists of.

    Args:
        customer_number: the number of the customer, such as 10001.
        invoice_number: the number of the invoice, such as 10002.
    """
    digits = f"{customer_number}{invoice_number:0{_INVOICE_DIGITS}}"
    return f"{digits}{_control_digit(digits)}"


def _control_digit(digits: str) -> int:
    """Return the control digit of MOD10 for a number without one."""
    # Every second digit is doubled, beginning with the last one. The digits of the results are
    # added, and the control digit is what the sum lacks to the next multiple of 10.
    products = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return -sum(product // 10 + product % 10 for product in products) % 10


def has_agreement(state: State, company: int) -> bool:
    """Return whether a company has a KID agreement with its bank, so that its invoices get a KID.

    Observed: docs/observed.md#10-invoices-and-counters
    """
    sql = "SELECT has_kid_agreement FROM companies WHERE company_id = ?"
    return bool(state.value(sql, company))


def is_kid(text: str) -> bool:
    """Return whether a text is a valid KID: from 2 to 25 digits with a control digit.

    The control digit is that of MOD10 or of MOD11, in which it can be a hyphen.
    """
    if not re.fullmatch("[0-9]{1,24}[0-9-]", text, re.ASCII):
        return False
    digits = [int(digit) for digit in reversed(text[:-1])]
    weighted = sum(digit * (2 + place % 6) for place, digit in enumerate(digits))
    by_11 = "0123456789-"[-weighted % 11]
    return text[-1] in {str(_control_digit(text[:-1])), by_11}

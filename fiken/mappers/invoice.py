"""The mappers of invoices, their lines, and how they were sent."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from fiken.mappers import _sales_document as _shared
from fiken.mappers._base import Mapper
from fiken.mappers._sending import SendingMapper
from fiken.models.invoice import Dispatch, Invoice, InvoiceLine, SendInvoice


class InvoiceLineMapper(Mapper[InvoiceLine]):
    model = InvoiceLine


class DispatchMapper(Mapper[Dispatch]):
    model = Dispatch


class InvoiceMapper(Mapper[Invoice]):
    model = Invoice
    required = ("issue_date", "due_date", "lines", "bank_account_code", "cash", "customer_id")
    updates = {"due_date": "newDueDate", "sent_manually": "sentManually"}
    instead = "credit the invoice, and make a new one"

    def problems(self, model: Invoice) -> Iterator[tuple[str, str]]:
        """Yield a problem for each line that lacks values, and for values that exclude each other.

        A cash invoice needs an account of the payment, and no other invoice can have one.

        Observed: docs/observed.md#4-error-bodies, docs/observed.md#10-invoices-and-counters
        """
        if not model.is_new:
            return
        yield from _shared.line_problems(model, model.lines)
        yield from _shared.rounding_problems(model, model.rounding_type, model.currency)
        if model.cash is True and model.payment_account is None:
            yield "payment_account", "is missing: the account that the cash invoice was paid to"
        if model.cash is False and model.payment_account is not None:
            yield "payment_account", "is for cash invoices only (cash=True)"

    def unlikely(self, model: Invoice) -> Iterator[str]:
        """Yield a warning for each value that is probably a mistake."""
        issued = cast("date | None", model.issue_date)  # an answer may lack them
        due = cast("date | None", model.due_date)
        if issued is not None and due is not None and due < issued:
            yield f"due_date: {due} is before {issued}"
        yield from _shared.unlikely_lines(model, model.lines, model.currency)
        if model.is_new:
            yield from _contradictions(model.lines)


def _contradictions(lines: Sequence[InvoiceLine]) -> Iterator[str]:
    """Yield a warning for each value of a new line that its other values contradict.

    A line that was copied from another invoice has the sums that Fiken computed there. Fiken takes
    sums before the discount, and computes them itself if there are none.
    """
    for place, line in enumerate(lines):
        if line.product_id is not None and line.product_name is not None:
            yield f"lines[{place}].product_name: is only for a line without product_id"
        bare = line.evolve(discount=None, net=None, vat=None, gross=None)
        try:
            sums = bare.sums()
        except ValueError:  # the price or the rate is not known here
            continue
        for name in ("net", "vat", "gross"):
            given, computed = getattr(line, name), getattr(sums, name)
            if given is not None and abs(given - computed) > 1:  # Fiken may round otherwise
                before = " before the discount" if line.discount else ""
                yield (
                    f"lines[{place}].{name}: is {given}, but price times quantity comes to "
                    f"{computed}{before}: leave it out, and Fiken computes it"
                )


class SendInvoiceMapper(SendingMapper[SendInvoice]):
    model = SendInvoice

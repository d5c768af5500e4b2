"""All verbs, for the tests that run on each of them: what is refused, lost, or fails afterwards.

A verb is a method of a repository that is sent with `Acts._act`. `test_every_verb_is_in_the_table`
of tests/repositories/test_verb_models.py demands each of them here.
"""

import ast
import inspect
from collections.abc import Callable
from datetime import date, timedelta
from textwrap import dedent
from typing import Any

import attrs

from fiken import (
    CompanyClient,
    Contact,
    CreditNote,
    CreditNoteLine,
    Frequency,
    IntervalUnit,
    JournalEntry,
    JournalEntryLine,
    OrderConfirmation,
    PurchaseDraft,
    PurchaseDraftLine,
    RecurringInvoice,
    RecurringInvoiceJob,
    RecurringInvoiceRecipient,
    SaleDraft,
    SaleDraftLine,
    SendMethod,
    Transaction,
    VatType,
    WriteOffType,
    repositories,
)
from fiken.repositories import RecurringInvoiceJobRepository
from tests.catalogue import (
    BANK,
    DAY,
    DRAFT_LINE,
    GOODS,
    confirmation_draft,
    credit_note_draft,
    customer,
    invoice,
    invoice_draft,
    offer_draft,
    purchase,
    recurring_invoice,
    sale,
    time_entry,
)


@attrs.frozen
class Verb:
    """A verb, and an entity that it can act on.

    Args:
        repository: Returns the repository of a company that has the verb.
        create: Saves the entity for a company, and returns it. For a verb that acts on none, it
            returns whatever `call` needs.
        call: Calls the verb of this repository on the entity.
        others: Values that differ from those of the entity: a model with them is refused. Empty
            for a verb that acts on none.
    """

    repository: Callable[[CompanyClient], Any]
    create: Callable[[CompanyClient], Any]
    call: Callable[[Any, Any], object]
    others: dict[str, Any] = attrs.Factory(dict[str, Any])

    def carry_out(self, acme: CompanyClient, entity: object) -> Any:
        """Call the verb on an entity, and return what it returns."""
        return self.call(self.repository(acme), entity)


SALE_LINE = SaleDraftLine(
    text="Kaffe", vat_type=VatType.HIGH, income_account="3000", net=10000, gross=12500
)
PURCHASE_LINE = PurchaseDraftLine(
    text="Kaffe", vat_type=VatType.HIGH, income_account="6540", net=10000, gross=12500
)
POSTING = JournalEntryLine(amount=100, debit_account=BANK, credit_account="2000")


def _sale_draft(acme: CompanyClient) -> SaleDraft:
    """Save a draft of a sale that can be finalized."""
    customer = acme.contacts.save(Contact(name="Nelly Bloom", customer=True))
    draft = SaleDraft(
        invoice_number="X-1",
        invoice_issue_date=DAY,
        contact_id=customer.contact_id,
        cash=False,
        paid=False,
        lines=[SALE_LINE],
    )
    return acme.sales.drafts.save(draft)


def _purchase_draft(acme: CompanyClient) -> PurchaseDraft:
    """Save a draft of a purchase that can be finalized."""
    supplier = acme.contacts.save(Contact(name="Ned Stark", supplier=True))
    draft = PurchaseDraft(
        invoice_number="L-1",
        invoice_issue_date=DAY,
        contact_id=supplier.contact_id,
        cash=False,
        paid=False,
        lines=[PURCHASE_LINE],
    )
    return acme.purchases.drafts.save(draft)


def _transaction(acme: CompanyClient) -> Transaction:
    """Save a transaction of one entry over one krone."""
    entry = JournalEntry(description="Innskudd", date=DAY, lines=[POSTING])
    return acme.transactions.save(Transaction(description="Innskudd", entries=[entry]))


CREDITED = CreditNoteLine(**GOODS | {"unit_price": 1000})


def _credit_note(acme: CompanyClient) -> CreditNote:
    """Issue an invoice, and credit it."""
    return acme.credit_notes.create_full(acme.invoices.save(invoice(acme)), issue_date=DAY)


def _confirmation(acme: CompanyClient) -> OrderConfirmation:
    """Issue an order confirmation."""
    drafts = acme.order_confirmations.drafts
    return drafts.finalize(drafts.save(confirmation_draft(acme)))


def _recurring(acme: CompanyClient) -> RecurringInvoice:
    """Save a recurring invoice."""
    return acme.recurring_invoices.save(recurring_invoice(acme))


#: The recurring invoice of the last job that `_job` created: a job does not name it.
_LAST = [1]


def _job(acme: CompanyClient) -> RecurringInvoiceJob:
    """Save a recurring invoice, and return its job."""
    recurring = _recurring(acme)
    _LAST[0] = recurring.recurring_invoice_id
    return recurring.jobs[0]


def _jobs(acme: CompanyClient) -> RecurringInvoiceJobRepository:
    """Return the jobs of the recurring invoice of the last job."""
    return acme.recurring_invoices.jobs(_LAST[0])


MONTHLY = Frequency(interval=1, interval_unit=IntervalUnit.MONTH)
TWICE = DRAFT_LINE.evolve(quantity=2)
LETTER = RecurringInvoiceRecipient(letter=True)


#: The verbs by class and method of the repository.
VERBS: dict[str, Verb] = {
    "SaleRepository.settle": Verb(
        lambda acme: acme.sales,
        lambda acme: acme.sales.save(sale()),
        lambda sales, what: sales.settle(what, settled_date=DAY),
        {"sale_number": "X-2"},
    ),
    "SaleRepository.write_off": Verb(
        lambda acme: acme.sales,
        lambda acme: acme.sales.save(sale()),
        lambda sales, what: sales.write_off(
            what, type=WriteOffType.DEEMED_IRRECOVERABLE, date=DAY + timedelta(days=1)
        ),
        {"customer_id": 1},
    ),
    "SaleRepository.delete": Verb(
        lambda acme: acme.sales,
        lambda acme: acme.sales.save(sale()),
        lambda sales, what: sales.delete(what, description="Feil"),
        {"deleted": False},
    ),
    "PurchaseRepository.delete": Verb(
        lambda acme: acme.purchases,
        lambda acme: acme.purchases.save(purchase()),
        lambda purchases, what: purchases.delete(what, description="Feil"),
        {"identifier": "L-2"},
    ),
    "TransactionRepository.delete": Verb(
        lambda acme: acme.transactions,
        _transaction,
        lambda transactions, what: transactions.delete(what, description="Feil"),
        {"description": "Uttak"},
    ),
    "SaleDraftRepository.finalize": Verb(
        lambda acme: acme.sales.drafts,
        _sale_draft,
        lambda drafts, what: drafts.finalize(what),
        {"lines": [SALE_LINE]},
    ),
    "PurchaseDraftRepository.finalize": Verb(
        lambda acme: acme.purchases.drafts,
        _purchase_draft,
        lambda drafts, what: drafts.finalize(what),
        {"lines": [PURCHASE_LINE]},
    ),
    "InvoiceRepository.send": Verb(
        lambda acme: acme.invoices,
        lambda acme: acme.invoices.save(invoice(acme)),
        lambda invoices, what: invoices.send(what, method=SendMethod.EMAIL),
        {"invoice_text": "Takk for handelen"},
    ),
    "CreditNoteRepository.send": Verb(
        lambda acme: acme.credit_notes,
        _credit_note,
        lambda credit_notes, what: credit_notes.send(what, method=SendMethod.EMAIL),
        {"credit_note_text": "Feil pris"},
    ),
    "CreditNoteRepository.create_full": Verb(
        lambda acme: acme.credit_notes,
        lambda acme: acme.invoices.save(invoice(acme)),
        lambda credit_notes, what: credit_notes.create_full(what, issue_date=DAY),
        {"invoice_text": "Takk for handelen"},
    ),
    "CreditNoteRepository.create_partial": Verb(
        lambda acme: acme.credit_notes,
        lambda acme: acme.invoices.save(invoice(acme)),
        lambda credit_notes, what: credit_notes.create_partial(
            invoice=what, issue_date=DAY, lines=[CREDITED]
        ),
        {"invoice_text": "Takk for handelen"},
    ),
    "OfferRepository.send": Verb(
        lambda acme: acme.offers,
        lambda acme: acme.offers.drafts.finalize(acme.offers.drafts.save(offer_draft(acme))),
        lambda offers, what: offers.send(what, method=SendMethod.EMAIL),
        {"comment": "Gjelder ut juni"},
    ),
    "OrderConfirmationRepository.create_invoice_draft": Verb(
        lambda acme: acme.order_confirmations,
        _confirmation,
        lambda confirmations, what: confirmations.create_invoice_draft(what),
        {"comment": "Leveres i juli"},
    ),
    "TimeEntryRepository.create_invoice_draft": Verb(
        lambda acme: acme.time_entries,
        lambda acme: (customer(acme), acme.time_entries.save(time_entry(acme))),
        lambda entries, what: entries.create_invoice_draft(
            what[1], customer_id=what[0].contact_id, days_until_due_date=14
        ),
    ),
    "RecurringInvoiceRepository.replace_lines": Verb(
        lambda acme: acme.recurring_invoices,
        _recurring,
        lambda recurring, what: recurring.replace_lines(what, [TWICE], rounding_type=None),
        {"description": "Vaktordning"},
    ),
    "RecurringInvoiceRepository.set_frequency": Verb(
        lambda acme: acme.recurring_invoices,
        _recurring,
        lambda recurring, what: recurring.set_frequency(
            what, MONTHLY, days_until_due_date=30, description=None
        ),
        {"days_until_due_date": 30},
    ),
    "RecurringInvoiceJobRepository.reschedule": Verb(
        _jobs,
        _job,
        lambda jobs, what: jobs.reschedule(what, end_date=date(2026, 12, 31)),
        {"end_date": date(2026, 12, 31)},
    ),
    "RecurringInvoiceJobRepository.set_recipients": Verb(
        _jobs,
        _job,
        lambda jobs, what: jobs.set_recipients(what, LETTER),
        {"recipients": LETTER},
    ),
    "RecurringInvoiceJobRepository.pause": Verb(
        _jobs, _job, lambda jobs, what: jobs.pause(what), {"active": False}
    ),
    "RecurringInvoiceJobRepository.resume": Verb(
        _jobs, _job, lambda jobs, what: jobs.resume(what), {"active": False}
    ),
    "RecurringInvoiceJobRepository.stop": Verb(
        _jobs, _job, lambda jobs, what: jobs.stop(what), {"active": False}
    ),
    "InvoiceDraftRepository.finalize": Verb(
        lambda acme: acme.invoices.drafts,
        lambda acme: acme.invoices.drafts.save(invoice_draft(acme)),
        lambda drafts, what: drafts.finalize(what),
        {"lines": [DRAFT_LINE]},
    ),
    "CreditNoteDraftRepository.finalize": Verb(
        lambda acme: acme.credit_notes.drafts,
        lambda acme: acme.credit_notes.drafts.save(credit_note_draft(acme)),
        lambda drafts, what: drafts.finalize(what),
        {"lines": [DRAFT_LINE]},
    ),
    "OfferDraftRepository.finalize": Verb(
        lambda acme: acme.offers.drafts,
        lambda acme: acme.offers.drafts.save(offer_draft(acme)),
        lambda drafts, what: drafts.finalize(what),
        {"lines": [DRAFT_LINE]},
    ),
    "OrderConfirmationDraftRepository.finalize": Verb(
        lambda acme: acme.order_confirmations.drafts,
        lambda acme: acme.order_confirmations.drafts.save(confirmation_draft(acme)),
        lambda drafts, what: drafts.finalize(what),
        {"lines": [DRAFT_LINE]},
    ),
}


def _arguments_of(name: str) -> list[str]:
    """Return the source of the arguments of `_act` in a verb: the third is what it acts on.

    Verbs that differ little share a private method, which then calls `_act`.
    """
    repository, _, method = name.partition(".")
    owner = getattr(repositories, repository)
    calls = _own_calls(owner, method)
    shared = [each for each in calls if each != "_act" and "_act" in _own_calls(owner, each)]
    acting = [*calls.get("_act", []), *(_own_calls(owner, each)["_act"][0] for each in shared)]
    assert len(acting) == 1, f"call self._act once in {name}: the tests read its arguments there"
    return [ast.unparse(argument) for argument in acting[0].args]


def _own_calls(owner: type, method: str) -> dict[str, list[ast.Call]]:
    """Return the calls of methods of `self` in a method, by their names."""
    found = dict[str, list[ast.Call]]()
    for node in ast.walk(ast.parse(dedent(inspect.getsource(getattr(owner, method))))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("self._"):
            name = ast.unparse(node.func).removeprefix("self.")
            if inspect.isfunction(getattr(owner, name, None)):
                found.setdefault(name, []).append(node)
    return found


ARGUMENTS = {name: _arguments_of(name) for name in VERBS}

#: The verbs that act on an entity.
ON_ENTITIES = [name for name, arguments in ARGUMENTS.items() if arguments[2] != "None"]

#: How verbs say that they return the entity itself: from the answer, or loaded after it.
_ENTITY = {"self._itself", "self._afterwards"}

#: The verbs whose answer may be the entity itself.
ANSWERED = [name for name, arguments in ARGUMENTS.items() if arguments[3] == "self._itself"]

#: The verbs that return the entity itself, and those that return another one that they created.
ITSELF = [name for name, arguments in ARGUMENTS.items() if arguments[3] in _ENTITY]
CREATING = [name for name, arguments in ARGUMENTS.items() if arguments[3].startswith("CreatedIn(")]

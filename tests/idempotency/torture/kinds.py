"""All kinds of writes, by their names: each verb of each family that takes an idempotency key."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

from fiken import (
    Accrual,
    CompanyClient,
    Contact,
    CreditNoteLine,
    DraftLine,
    RecurringInvoiceRecipient,
    SendMethod,
    WriteOffType,
)
from tests.idempotency.torture import entities as e
from tests.idempotency.torture.kind import (
    Kind,
    acts,
    changes,
    deletes,
    finalizes,
    is_gone,
    job_line,
    line,
    listed,
    name,
    reference,
    saves,
)

TODAY, LATER, PDF = e.TODAY, e.TODAY + timedelta(days=30), e.PDF


def _persons(acme: CompanyClient) -> Any:
    return acme.contacts.persons(e.customer(acme))


def _contact_files(acme: CompanyClient) -> Any:
    return acme.contacts.attachments(e.customer(acme))


def _saved_sale(acme: CompanyClient, mark: str) -> Any:
    return acme.sales.save(e.sale(acme, mark))


def _saved_purchase(acme: CompanyClient, mark: str) -> Any:
    return acme.purchases.save(e.purchase(acme, mark))


def _accrual(what: Any) -> Accrual:
    line_id, account = what.lines[0].line_id, "2965" if hasattr(what, "sale_id") else "1700"
    return Accrual(line_id=line_id, account=account, start_date=TODAY, periods=2)


CONTACTS = {
    "contacts with a number": saves(lambda a: a.contacts, e.numbered_contact, name, twins=False),
    "contacts": saves(lambda a: a.contacts, e.contact, name),
    "contacts that are found": Kind(
        e.numbered_contact,
        lambda a, what, key: a.contacts.find_or_create(what, idempotency_key=key),
        listed(lambda a: a.contacts.all(), name),
    ),
    "changes of contacts": changes(lambda a: a.contacts, e.contact, email="ny@kvist.example"),
    "deletions of contacts": deletes(lambda a: a.contacts, e.contact),
    "contact persons": saves(_persons, e.person, name),
    "changes of contact persons": changes(_persons, e.person, email="ny@kvist.example"),
    "deletions of contact persons": deletes(_persons, e.person),
    "attachments of contacts": Kind(
        lambda _, mark: f"{mark}.pdf",
        lambda a, what, key: _contact_files(a).add(
            PDF, what, comment="Avtale", idempotency_key=key
        ),
        listed(lambda a: _contact_files(a).all(), lambda row: row.filename.removesuffix(".pdf")),
        twins=True,
        makes=True,
    ),
    "deletions of attachments": acts(
        lambda a, mark: _contact_files(a).add(PDF, f"{mark} ut.pdf"),
        lambda a, what, key: _contact_files(a).delete(what, idempotency_key=key),
        lambda a, what: all(row.uuid != what.uuid for row in _contact_files(a).all()),
    ),
    "products with a number": saves(lambda a: a.products, e.numbered_product, name, twins=False),
    "products": saves(lambda a: a.products, e.product, name),
    "changes of products": changes(lambda a: a.products, e.product, unit_price=44900),
    "deletions of products": deletes(lambda a: a.products, e.product),
    "bank accounts": saves(lambda a: a.bank_accounts, e.bank_account, name, twins=False),
    "documents in the inbox": Kind(
        lambda _, mark: mark,
        lambda a, what, key: a.inbox.add(PDF, "kvittering.pdf", name=what, idempotency_key=key),
        listed(lambda a: a.inbox.all(), name),
        twins=True,
        makes=True,
    ),
    "deletions in the inbox": acts(
        lambda a, mark: a.inbox.add(PDF, "kvittering.pdf", name=f"{mark} ut"),
        lambda a, what, key: a.inbox.delete(what, idempotency_key=key),
        lambda a, what: is_gone(a.inbox.all(), what),
    ),
}

SALES = {
    "sales with a number": saves(lambda a: a.sales, e.numbered_sale, line, twins=False),
    "sales": saves(lambda a: a.sales, e.sale, line),
    "settled sales": acts(
        _saved_sale,
        lambda a, what, key: a.sales.settle(what, settled_date=TODAY, idempotency_key=key),
        lambda a, what: a.sales.find(what).settled,
    ),
    "written-off sales": acts(
        lambda a, mark: a.sales.save(e.earlier_sale(a, mark)),
        lambda a, what, key: a.sales.write_off(
            what, type=WriteOffType.DEEMED_IRRECOVERABLE, date=TODAY, idempotency_key=key
        ),
        lambda a, what: a.sales.find(what).write_off,
    ),
    "deletions of sales": deletes(lambda a: a.sales, e.sale, description="Feil"),
    "payments of sales": acts(
        _saved_sale,
        lambda a, what, key: a.sales.payments(what).save(e.PAYMENT, idempotency_key=key),
        lambda a, what: len(a.sales.payments(what).all()),
        twins=True,
        makes=True,
    ),
    "deletions of payments": acts(
        lambda a, mark: (what := _saved_sale(a, mark), a.sales.payments(what).save(e.PAYMENT)),
        lambda a, what, key: a.sales.payments(what[0]).delete(
            what[1], description="Feil", idempotency_key=key
        ),
        lambda a, what: 1 - len(a.sales.payments(what[0]).all()),
    ),
    "attachments of sales": acts(
        _saved_sale,
        lambda a, what, key: a.sales.attachments(what).add(
            PDF, "kvittering.pdf", idempotency_key=key
        ),
        lambda a, what: len(a.sales.attachments(what).all()),
        twins=True,
        makes=True,
    ),
    "attachments from the inbox": acts(
        lambda a, mark: (_saved_sale(a, mark), a.inbox.add(PDF, "bilag.pdf", name=f"{mark} inn")),
        lambda a, what, key: a.sales.attachments(what[0]).add_from_inbox(
            what[1], idempotency_key=key
        ),
        lambda a, what: len(a.sales.attachments(what[0]).all()),
    ),
    "attachments from e-invoices": acts(
        lambda a, mark: (_saved_purchase(a, mark), a.ehf_documents.all().first()),
        lambda a, what, key: a.purchases.attachments(what[0]).add_from_ehf(
            what[1], idempotency_key=key
        ),
        lambda a, what: len(a.purchases.attachments(what[0]).all()),
    ),
    "deletions of attachments of sales": acts(
        lambda a, mark: (
            what := _saved_sale(a, mark),
            a.sales.attachments(what).add(PDF, "kvittering.pdf"),
        ),
        lambda a, what, key: a.sales.attachments(what[0]).delete(what[1], idempotency_key=key),
        lambda a, what: 1 - len(a.sales.attachments(what[0]).all()),
    ),
    "accruals of sales": acts(
        _saved_sale,
        lambda a, what, key: a.sales.accruals(what).save(_accrual(what), idempotency_key=key),
        lambda a, what: len(a.sales.accruals(what).all()),
        makes=True,
    ),
    "deletions of accruals": acts(
        lambda a, mark: (
            what := _saved_sale(a, mark),
            a.sales.accruals(what).save(_accrual(what)),
        ),
        lambda a, what, key: a.sales.accruals(what[0]).delete(what[1], idempotency_key=key),
        lambda a, what: 1 - len(a.sales.accruals(what[0]).all()),
    ),
    "drafts of sales": saves(lambda a: a.sales.drafts, e.sale_draft, line),
    "changes of drafts of sales": changes(
        lambda a: a.sales.drafts, e.numbered_sale_draft, kid="5855454756"
    ),
    "deletions of drafts of sales": deletes(lambda a: a.sales.drafts, e.numbered_sale_draft),
    "sales of drafts": finalizes(
        lambda a: a.sales.drafts, e.numbered_sale_draft, lambda a: a.sales, line
    ),
    "sales of drafts by id": finalizes(
        lambda a: a.sales.drafts, e.sale_draft, lambda a: a.sales, line, by_id=True
    ),
    "attachments of drafts": acts(
        lambda a, mark: a.sales.drafts.save(e.numbered_sale_draft(a, mark)),
        lambda a, what, key: a.sales.drafts.attachments(what).add(
            PDF, "kvittering.pdf", idempotency_key=key
        ),
        lambda a, what: len(a.sales.drafts.attachments(what).all()),
        twins=True,
        makes=True,
    ),
    "deletions of attachments of drafts": acts(
        lambda a, mark: (
            what := a.sales.drafts.save(e.numbered_sale_draft(a, mark)),
            a.sales.drafts.attachments(what).add(PDF, "kvittering.pdf"),
        ),
        lambda a, what, key: a.sales.drafts.attachments(what[0]).delete(
            what[1], idempotency_key=key
        ),
        lambda a, what: 1 - len(a.sales.drafts.attachments(what[0]).all()),
    ),
    "attachments of drafts from the inbox": acts(
        lambda a, mark: (
            a.sales.drafts.save(e.numbered_sale_draft(a, mark)),
            a.inbox.add(PDF, "bilag.pdf", name=f"{mark} inn"),
        ),
        lambda a, what, key: a.sales.drafts.attachments(what[0]).add_from_inbox(
            what[1], idempotency_key=key
        ),
        lambda a, what: len(a.sales.drafts.attachments(what[0]).all()),
    ),
    "attachments of drafts from e-invoices": acts(
        lambda a, mark: (
            a.purchases.drafts.save(e.purchase_draft(a, mark)),
            a.ehf_documents.all().first(),
        ),
        lambda a, what, key: a.purchases.drafts.attachments(what[0]).add_from_ehf(
            what[1], idempotency_key=key
        ),
        lambda a, what: len(a.purchases.drafts.attachments(what[0]).all()),
    ),
    "purchases with a number": saves(lambda a: a.purchases, e.numbered_purchase, line, twins=False),
    "purchases": saves(lambda a: a.purchases, e.purchase, line),
    "payments of purchases": acts(
        _saved_purchase,
        lambda a, what, key: a.purchases.payments(what).save(e.PAYMENT, idempotency_key=key),
        lambda a, what: len(a.purchases.payments(what).all()),
        twins=True,
        makes=True,
    ),
    "accruals of purchases": acts(
        _saved_purchase,
        lambda a, what, key: a.purchases.accruals(what).save(_accrual(what), idempotency_key=key),
        lambda a, what: len(a.purchases.accruals(what).all()),
        makes=True,
    ),
    "deletions of purchases": deletes(lambda a: a.purchases, e.purchase, description="Feil"),
    "drafts of purchases": saves(lambda a: a.purchases.drafts, e.purchase_draft, line),
    "deletions of drafts of purchases": deletes(lambda a: a.purchases.drafts, e.purchase_draft),
    "purchases of drafts": finalizes(
        lambda a: a.purchases.drafts, e.purchase_draft, lambda a: a.purchases, line
    ),
    "transactions": Kind(
        lambda _, mark: mark,
        lambda a, what, key: a.transactions.post(TODAY, what, *e.POSTING, idempotency_key=key),
        listed(
            lambda a: a.journal_entries.all(date=TODAY),
            lambda row: row.offset_transaction_id or f"T{row.description.rpartition('T')[2]}",
        ),
        twins=True,
        makes=True,
    ),
    "deletions of transactions": deletes(
        lambda a: a.transactions, e.transaction, description="Feil"
    ),
}

DOCUMENTS = {
    "invoices": saves(lambda a: a.invoices, e.invoice, reference),
    "changes of invoices": changes(lambda a: a.invoices, e.invoice, due_date=LATER),
    "sent invoices": acts(
        e.issued_invoice,
        lambda a, what, key: a.invoices.send(what, method=SendMethod.EMAIL, idempotency_key=key),
        lambda a, what: len(a.invoices.find(what).dispatches),
    ),
    "attachments of invoices": acts(
        e.issued_invoice,
        lambda a, what, key: a.invoices.attachments(what).add(
            PDF, "vilkår.pdf", idempotency_key=key
        ),
        lambda a, what: len(a.invoices.attachments(what).all()),
        twins=True,
        makes=True,
    ),
    "deletions of attachments of invoices": acts(
        lambda a, mark: (
            what := e.issued_invoice(a, mark),
            a.invoices.attachments(what).add(PDF, "vilkår.pdf"),
        ),
        lambda a, what, key: a.invoices.attachments(what[0]).delete(what[1], idempotency_key=key),
        lambda a, what: 1 - len(a.invoices.attachments(what[0]).all()),
    ),
    "drafts of invoices": saves(lambda a: a.invoices.drafts, e.invoice_draft, reference),
    "changes of drafts of invoices": changes(
        lambda a: a.invoices.drafts, e.invoice_draft, invoice_text="Takk for handelen"
    ),
    "deletions of drafts": deletes(lambda a: a.invoices.drafts, e.invoice_draft),
    "invoices of drafts": finalizes(
        lambda a: a.invoices.drafts, e.invoice_draft, lambda a: a.invoices, reference
    ),
    "invoices of drafts by id": finalizes(
        lambda a: a.invoices.drafts, e.invoice_draft, lambda a: a.invoices, reference, by_id=True
    ),
    "credit notes": acts(
        e.issued_invoice,
        lambda a, what, key: a.credit_notes.create_full(
            what, issue_date=TODAY, idempotency_key=key
        ),
        lambda a, what: len(a.invoices.find(what).associated_credit_notes),
        makes=True,
    ),
    "partial credit notes": acts(
        e.issued_invoice,
        lambda a, what, key: a.credit_notes.create_partial(
            invoice=what,
            issue_date=TODAY,
            lines=[CreditNoteLine(description="Avslag", **e.GOODS | {"unit_price": 1000})],
            idempotency_key=key,
        ),
        lambda a, what: len(a.invoices.find(what).associated_credit_notes),
        twins=True,
        makes=True,
    ),
    "drafts of credit notes": saves(
        lambda a: a.credit_notes.drafts, e.credit_note_draft, reference
    ),
    "deletions of drafts of credit notes": deletes(
        lambda a: a.credit_notes.drafts, e.credit_note_draft
    ),
    "credit notes of drafts": finalizes(
        lambda a: a.credit_notes.drafts, e.credit_note_draft, lambda a: a.credit_notes, reference
    ),
    "sent credit notes": Kind(
        lambda a, mark: a.credit_notes.create_full(e.issued_invoice(a, mark), issue_date=TODAY),
        lambda a, what, key: a.credit_notes.send(
            what, method=SendMethod.EMAIL, idempotency_key=key
        ),
        lambda _, writes: Counter(mark for mark, _ in writes),
        hidden=lambda what, body: body == body | {"creditNoteId": what.credit_note_id},
    ),
    "drafts of offers": saves(lambda a: a.offers.drafts, e.offer_draft, reference),
    "deletions of drafts of offers": deletes(lambda a: a.offers.drafts, e.offer_draft),
    "offers of drafts": finalizes(
        lambda a: a.offers.drafts, e.offer_draft, lambda a: a.offers, reference
    ),
    "sent offers": acts(
        lambda a, mark: a.offers.drafts.finalize(a.offers.drafts.save(e.offer_draft(a, mark))),
        lambda a, what, key: a.offers.send(what, method=SendMethod.EMAIL, idempotency_key=key),
        lambda a, what: len(a.offers.find(what).dispatches),
    ),
    "drafts of confirmations": saves(
        lambda a: a.order_confirmations.drafts, e.confirmation_draft, reference
    ),
    "deletions of drafts of confirmations": deletes(
        lambda a: a.order_confirmations.drafts, e.confirmation_draft
    ),
    "confirmations of drafts": finalizes(
        lambda a: a.order_confirmations.drafts,
        e.confirmation_draft,
        lambda a: a.order_confirmations,
        reference,
    ),
    "invoice drafts of confirmations": Kind(
        lambda a, mark: a.order_confirmations.drafts.finalize(
            a.order_confirmations.drafts.save(e.confirmation_draft(a, mark))
        ),
        lambda a, what, key: a.order_confirmations.create_invoice_draft(what, idempotency_key=key),
        listed(lambda a: a.invoices.drafts.all(), reference),
        twins=True,
        makes=True,
    ),
}

RECURRING = {
    "recurring invoices": saves(lambda a: a.recurring_invoices, e.recurring, job_line),
    "recurring invoices of drafts": Kind(
        e.repeating_draft,
        lambda a, what, key: a.recurring_invoices.create_from_draft(what, idempotency_key=key),
        listed(lambda a: a.recurring_invoices.all(), job_line),
        makes=True,
    ),
    "lines of recurring invoices": acts(
        e.running,
        lambda a, what, key: a.recurring_invoices.replace_lines(
            what,
            [DraftLine(description="Nytt", **e.GOODS)],
            rounding_type=None,
            idempotency_key=key,
        ),
        lambda a, what: job_line(a.recurring_invoices.find(what)) == "Nytt",
    ),
    "frequencies of recurring invoices": acts(
        e.running,
        lambda a, what, key: a.recurring_invoices.set_frequency(
            what, e.MONTHLY, days_until_due_date=30, description=None, idempotency_key=key
        ),
        lambda a, what: a.recurring_invoices.find(what).days_until_due_date == 30,
    ),
    "jobs": acts(
        lambda a, mark: (
            e.running(a, mark),
            a.contacts.save(Contact(name=f"{mark} fast", customer=True, email="f@kvist.example")),
        ),
        lambda a, what, key: a.recurring_invoices.jobs(what[0]).add(
            what[1].contact_id, idempotency_key=key
        ),
        lambda a, what: len(a.recurring_invoices.find(what[0]).jobs) - 1,
    ),
    "schedules of jobs": acts(
        e.running,
        lambda a, what, key: a.recurring_invoices.jobs(what).reschedule(
            what.jobs[0], end_date=TODAY + timedelta(days=400), idempotency_key=key
        ),
        lambda a, what: a.recurring_invoices.find(what).jobs[0].end_date is not None,
    ),
    "recipients of jobs": acts(
        e.running,
        lambda a, what, key: a.recurring_invoices.jobs(what).set_recipients(
            what.jobs[0], RecurringInvoiceRecipient(letter=True), idempotency_key=key
        ),
        lambda a, what: getattr(
            a.recurring_invoices.find(what).jobs[0].recipients, "letter", False
        ),
    ),
    "paused jobs": acts(
        e.running,
        lambda a, what, key: a.recurring_invoices.jobs(what).pause(
            what.jobs[0], idempotency_key=key
        ),
        lambda a, what: not a.recurring_invoices.find(what).jobs[0].active,
    ),
    "resumed jobs": acts(
        lambda a, mark: (
            what := e.running(a, mark),
            a.recurring_invoices.jobs(what).pause(what.jobs[0]),
        )[1],
        lambda a, what, key: a.recurring_invoices.jobs(what).resume(
            what.jobs[0], idempotency_key=key
        ),
        lambda a, what: a.recurring_invoices.find(what).jobs[0].active,
    ),
    "stopped jobs": acts(
        e.running,
        lambda a, what, key: a.recurring_invoices.jobs(what).stop(
            what.jobs[0], idempotency_key=key
        ),
        lambda a, what: not a.recurring_invoices.find(what).jobs[0].active,
    ),
}

PROJECTS = {
    "projects": saves(lambda a: a.projects, e.project, name, twins=False),
    "changes of projects": changes(lambda a: a.projects, e.project, description="Ny"),
    "deletions of projects": deletes(lambda a: a.projects, e.project),
    "activities": saves(lambda a: a.activities, e.activity, name, twins=False),
    "deletions of activities": deletes(lambda a: a.activities, e.activity),
    "time entries": saves(lambda a: a.time_entries, e.time_entry, lambda row: row.description),
    "changes of time entries": changes(lambda a: a.time_entries, e.time_entry, hours=Decimal(2)),
    "deletions of time entries": deletes(lambda a: a.time_entries, e.time_entry),
    "drafts of time entries": Kind(
        lambda a, mark: (
            a.time_entries.save(e.time_entry(a, mark)),
            e.customer(a).contact_id,
            mark,
        ),
        lambda a, what, key: a.time_entries.create_invoice_draft(
            what[0],
            customer_id=what[1],
            days_until_due_date=14,
            order_reference=what[2],
            idempotency_key=key,
        ),
        listed(lambda a: a.invoices.drafts.all(), reference),
        makes=True,
    ),
}

KINDS: dict[str, Kind] = {**CONTACTS, **SALES, **DOCUMENTS, **RECURRING, **PROJECTS}

"""What sales documents can do beyond the shared tests: sending, crediting, counters, PDFs."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Context, Decimal, Inexact, localcontext
from io import BytesIO
from typing import Any

import pytest

from fiken import (
    AmbiguousWriteError,
    BadRequestError,
    ChangeNotKeptWarning,
    CompanyClient,
    CounterNotInitializedError,
    CreditNote,
    CreditNoteLine,
    DraftLine,
    DraftType,
    InvalidAttributeError,
    InvalidFileError,
    InvalidModelError,
    Invoice,
    InvoiceLine,
    NotFoundError,
    NotUpdatableError,
    Payment,
    SendMethod,
    ServerError,
    UnlikelyValueWarning,
    UnsavedChangesError,
    WrittenButNotLoadedError,
)
from fiken.emulator import DropAfterCarryingOut, Emulator, Status
from fiken.mappers import InvoiceMapper
from fiken.repositories._read_back import unkept_changes
from fiken.repositories._sales_document import LINE_COMPARISONS
from tests.catalogue import (
    BANK,
    DAY,
    GOODS,
    confirmation_draft,
    credit_note_draft,
    customer,
    invoice,
    invoice_draft,
    offer_draft,
)

UUID = "5f0c8a7e-9a34-4a50-9d0e-0a5b6e0a1b2c"
CREDITED = CreditNoteLine(**GOODS | {"unit_price": 2000})


@pytest.fixture
def issued(acme: CompanyClient) -> Invoice:
    """An invoice of 125 kroner."""
    return acme.invoices.save(invoice(acme))


@pytest.fixture
def empty() -> Iterator[CompanyClient]:
    """A company in which no number series was started."""
    with Emulator(seed=1, empty=True) as emulator, emulator.client() as client:
        yield client.company(emulator.company_slug)
        emulator.check_books()


def sent(emulator: Emulator, since: int) -> list[str]:
    """Return the requests since then: the method, and the end of the path."""
    return [f"{r.method} {r.path.rpartition('/')[2]}" for r in emulator.requests[since:]]


def test_a_draft_is_finalized_sent_and_paid(acme: CompanyClient) -> None:
    """The everyday path: 100 kroner and 25 of VAT."""
    draft = acme.invoices.drafts.save(invoice_draft(acme))
    bill = acme.invoices.send(acme.invoices.drafts.finalize(draft), method=SendMethod.EMAIL)
    assert (10000, 2500, 12500) == (bill.net, bill.vat, bill.gross)
    assert [(DAY, "email")] == [(each.date, each.dispatch_type) for each in bill.dispatches]
    assert draft.uuid == bill.invoice_draft_uuid
    acme.sales.payments(bill).save(Payment(date=DAY, account=BANK, amount=12500))
    paid = acme.invoices.find(bill)
    assert (True, 0) == (paid.is_settled, paid.outstanding_balance)
    assert paid.sale
    assert [12500] == [payment.amount for payment in paid.sale.sale_payments]


@pytest.mark.parametrize("method", ["email", SendMethod.EMAIL, ["email"], ("ehf", "email")])
def test_a_method_may_be_one_or_several(
    method: Any, issued: Invoice, acme: CompanyClient, emulator: Emulator
) -> None:
    before = len(emulator.requests)
    acme.invoices.send(issued.invoice_id, method=method)
    assert ["POST send", f"GET {issued.invoice_id}"] == sent(emulator, before)
    expected = [method] if isinstance(method, str) else list(method)
    assert {
        "invoiceId": issued.invoice_id,
        "method": expected,
        "includeDocumentAttachments": True,
    } == emulator.requests[before].body


def test_everything_about_a_dispatch_is_sent(
    issued: Invoice, acme: CompanyClient, emulator: Emulator
) -> None:
    before = len(emulator.requests)
    acme.invoices.send(
        issued,
        method=SendMethod.EMAIL,
        include_document_attachments=False,
        recipient_name="Betty Boop",
        recipient_email="betty@kvist.example",
        message="Takk for handelen",
        email_send_option="attachment",  # type: ignore[arg-type]
        merge_invoice_and_attachments=True,
        organization_number="999999999",
        mobile_number="99999999",
    )
    assert {
        "invoiceId": issued.invoice_id,
        "method": ["email"],
        "includeDocumentAttachments": False,
        "recipientName": "Betty Boop",
        "recipientEmail": "betty@kvist.example",
        "message": "Takk for handelen",
        "emailSendOption": "attachment",
        "mergeInvoiceAndAttachments": True,
        "organizationNumber": "999999999",
        "mobileNumber": "99999999",
    } == emulator.requests[before].body


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"method": ()}, InvalidModelError),
        ({"method": "pigeon"}, InvalidAttributeError),
        ({"method": None}, InvalidAttributeError),
        ({"method": "email", "recipient_email": 5}, InvalidAttributeError),
        ({"method": "email", "include_document_attachments": None}, InvalidAttributeError),
        ({"method": "email", "email_send_option": "pigeon"}, InvalidAttributeError),
    ],
)
def test_a_wrong_way_to_send_is_refused(
    given: dict[str, Any],
    error: type[Exception],
    issued: Invoice,
    acme: CompanyClient,
    emulator: Emulator,
) -> None:
    before = len(emulator.requests)
    with pytest.raises(error):
        acme.invoices.send(issued, **given)
    assert before == len(emulator.requests)


def test_a_lost_dispatch_is_seen_afterwards(
    issued: Invoice, acme: CompanyClient, emulator: Emulator
) -> None:
    """As the docstring says: `dispatches` tells whether it was sent."""
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError):
        acme.invoices.send(issued, method=SendMethod.EMAIL)
    assert 1 == len(acme.invoices.find(issued).dispatches)


def test_a_full_credit_note_settles_its_invoice(issued: Invoice, acme: CompanyClient) -> None:
    note = acme.credit_notes.create_full(issued, issue_date=DAY, credit_note_text="Feil pris")
    assert (12500, "Feil pris") == (note.gross, note.credit_note_text)
    assert issued.invoice_id == note.associated_invoice_id
    credited = acme.invoices.find(issued)
    assert (True, 0) == (credited.is_settled, credited.outstanding_balance)
    assert (note.credit_note_id,) == credited.associated_credit_notes


def test_a_partial_credit_note_lowers_the_balance(issued: Invoice, acme: CompanyClient) -> None:
    """Two lines of 25 kroner, with VAT."""
    note = acme.credit_notes.create_partial(
        issue_date=DAY, invoice=issued, lines=[CREDITED, CREDITED]
    )
    assert (4000, 1000, 5000) == (note.net, note.vat, note.gross)
    assert 12500 - 5000 == acme.invoices.find(issued).outstanding_balance


def test_a_credit_note_without_an_invoice(acme: CompanyClient, emulator: Emulator) -> None:
    """The customer is a contact. Every other argument is sent too."""
    kvist, project = customer(acme), next(iter(acme.projects.all()))
    before = len(emulator.requests)
    note = acme.credit_notes.create_partial(
        issue_date=DAY,
        lines=[CREDITED],
        contact_id=kvist.contact_id,
        contact_person_id=kvist.contact_person[0].contact_person_id,
        project_id=project.project_id,
        currency="NOK",
        credit_note_text="Retur",
        your_reference="Betty",
        our_reference="Ned",
        order_reference="B-1",
        rounding_type="none",  # type: ignore[arg-type]
    )
    line = {
        "description": "Kaffe",
        "unitPrice": 2000,
        "quantity": 1,
        "vatType": "HIGH",
        "incomeAccount": "3000",
    }
    assert {
        "issueDate": str(DAY),
        "lines": [line],
        "contactId": kvist.contact_id,
        "contactPersonId": kvist.contact_person[0].contact_person_id,
        "project": project.project_id,
        "currency": "NOK",
        "creditNoteText": "Retur",
        "yourReference": "Betty",
        "ourReference": "Ned",
        "orderReference": "B-1",
        "roundingType": "none",
    } == emulator.requests[before].body
    assert (None, kvist.contact_id) == (note.associated_invoice_id, note.customer_id)
    assert project.project_id == note.project_id


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"lines": ()}, {"lines", "contact_id"}),
        ({"lines": [CREDITED]}, {"contact_id"}),
        ({"lines": (), "invoice": 5}, {"lines"}),
    ],
)
def test_a_useless_credit_note_is_refused(
    given: dict[str, Any], problems: set[str], acme: CompanyClient, emulator: Emulator
) -> None:
    with pytest.raises(InvalidModelError) as caught:
        acme.credit_notes.create_partial(issue_date=DAY, **given)
    assert problems == caught.value.problems.keys()
    assert [] == emulator.requests


CREDITING: dict[str, Callable[[CompanyClient, Any, Any], CreditNote]] = {
    "full": lambda acme, bill, day: acme.credit_notes.create_full(bill, issue_date=day),
    "partial": lambda acme, bill, day: acme.credit_notes.create_partial(
        invoice=bill, issue_date=day, lines=[CREDITED]
    ),
}


@pytest.mark.parametrize("how", CREDITING)
def test_a_credit_note_before_its_invoice(how: str, issued: Invoice, acme: CompanyClient) -> None:
    """Fiken refuses it. Nothing was credited."""
    with pytest.raises(BadRequestError):
        CREDITING[how](acme, issued, DAY - timedelta(days=1))
    assert () == acme.invoices.find(issued).associated_credit_notes


@pytest.mark.parametrize("how", CREDITING)
def test_a_lost_credit_note_is_found(
    how: str, issued: Invoice, acme: CompanyClient, emulator: Emulator
) -> None:
    """As the docstrings say: the invoice has its id."""
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError):
        CREDITING[how](acme, issued, DAY)
    (note,) = acme.invoices.find(issued).associated_credit_notes
    assert issued.invoice_id == acme.credit_notes.find(note).associated_invoice_id


@pytest.mark.parametrize("how", CREDITING)
def test_a_changed_invoice_is_not_credited(
    how: str, issued: Invoice, acme: CompanyClient, emulator: Emulator
) -> None:
    """The credit note would not have what the user sees."""
    before = len(emulator.requests)
    with pytest.raises(UnsavedChangesError, match="due_date"):
        CREDITING[how](acme, issued.evolve(due_date=DAY), DAY)
    assert before == len(emulator.requests)


@pytest.mark.parametrize("how", CREDITING)
@pytest.mark.parametrize("wrong", [0, "5", True, Invoice()])
def test_no_invoice_is_not_credited(
    how: str, wrong: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    with pytest.raises(InvalidAttributeError, match=r"Invoice\.invoice_id"):
        CREDITING[how](acme, wrong, DAY)
    assert [] == emulator.requests


@pytest.mark.parametrize("change", [{"invoice_text": "Takk"}, {"lines": ()}, {"cash": True}])
def test_an_issued_invoice_keeps_its_content(
    change: dict[str, Any], issued: Invoice, acme: CompanyClient, emulator: Emulator
) -> None:
    before = len(emulator.requests)
    with pytest.raises(NotUpdatableError):
        acme.invoices.save(issued.evolve(**change))
    assert before == len(emulator.requests)


def test_an_invoice_is_found_by_its_uuid(acme: CompanyClient, emulator: Emulator) -> None:
    """As the docstring says: also after a lost answer."""
    new = invoice(acme).evolve(uuid=UUID)
    emulator.fail_next(DropAfterCarryingOut(), method="POST")
    with pytest.raises(AmbiguousWriteError):
        acme.invoices.save(new)
    found = acme.invoices.find_by(invoice_draft_uuid=UUID)
    assert found is not None
    assert 12500 == found.gross


def test_a_finalized_draft_is_not_there(acme: CompanyClient) -> None:
    draft = acme.invoices.drafts.save(invoice_draft(acme))
    acme.invoices.drafts.finalize(draft)
    with pytest.raises(NotFoundError, match="it was deleted, or finalized before"):
        acme.invoices.drafts.finalize(draft)
    assert draft.uuid
    assert 1 == len(acme.invoices.all(invoice_draft_uuid=draft.uuid))


def test_a_changed_draft_is_not_finalized(acme: CompanyClient, emulator: Emulator) -> None:
    draft = acme.invoices.drafts.save(invoice_draft(acme))
    before = len(emulator.requests)
    with pytest.raises(UnsavedChangesError, match="invoice_text"):
        acme.invoices.drafts.finalize(draft.evolve(invoice_text="Takk"))
    assert before == len(emulator.requests)


def test_a_repeating_draft_is_not_finalized(acme: CompanyClient, emulator: Emulator) -> None:
    """The error names the verb that it is for."""
    repeating = invoice_draft(acme).evolve(type=DraftType.REPEATING_INVOICE, start_date=DAY)
    draft = acme.invoices.drafts.save(repeating)
    before = len(emulator.requests)
    with pytest.raises(InvalidAttributeError, match=r"recurring_invoices\.create_from_draft"):
        acme.invoices.drafts.finalize(draft)
    assert before == len(emulator.requests)


def test_an_order_confirmation_becomes_an_invoice(acme: CompanyClient) -> None:
    drafts = acme.order_confirmations.drafts
    confirmation = drafts.finalize(drafts.save(confirmation_draft(acme)))
    draft = acme.order_confirmations.create_invoice_draft(confirmation)
    assert (confirmation.contact_id, 12500) == (draft.customer_id, draft.gross)
    bill = acme.invoices.drafts.finalize(draft)
    assert bill.invoice_id == acme.order_confirmations.find(confirmation).created_invoice


@pytest.mark.parametrize("discount", [0, 25, Decimal("12.5")])
def test_a_kept_discount_gives_no_warning(
    discount: Decimal, acme: CompanyClient, recwarn: pytest.WarningsRecorder
) -> None:
    """Of 100 kroner, the discount is taken off."""
    (line,) = offer_draft(acme).lines
    draft = offer_draft(acme).evolve(lines=[line.evolve(discount=discount)])
    saved = acme.offers.drafts.save(draft)
    assert 10000 * (100 - discount) // 100 == saved.net
    assert [] == [w for w in recwarn if "did not keep" in str(w.message)]


def test_a_partial_credit_note_has_the_invoices_currency(
    acme: CompanyClient, emulator: Emulator
) -> None:
    """Its prices are in the currency of the invoice, and Fiken does not say what it assumes."""
    bill = acme.invoices.save(invoice(acme).evolve(currency="EUR"))
    before = len(emulator.requests)
    note = acme.credit_notes.create_partial(invoice=bill, issue_date=DAY, lines=[CREDITED])
    assert "EUR" == note.currency == emulator.requests[before].body["currency"]
    with pytest.raises(BadRequestError, match="currency"):
        acme.credit_notes.create_partial(
            invoice=bill, issue_date=DAY, lines=[CREDITED], currency="NOK"
        )


LINE_KEPT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"discount": 25}, {"discount": 0.25}),
    ({"discount": Decimal("12.345")}, {"discount": 0.12345}),
    ({"vat_in_percent": 25}, {"vatInPercent": 0.25}),
    ({"vat_in_percent": 25}, {"vatInPercent": 25}),
    ({"discount": 25, "net": 100}, {"discount": 25, "net": 75}),
]
LINE_LOST: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"discount": 25}, {"discount": 20}),
    ({"discount": 25}, {}),
    ({"vat_in_percent": 25}, {"vatInPercent": 15}),
    ({"net": 100}, {"net": 75}),
]


@pytest.mark.parametrize(
    ("sent_line", "answer", "kept"),
    [(*each, True) for each in LINE_KEPT] + [(*each, False) for each in LINE_LOST],
)
def test_a_share_is_the_same_as_percent(
    sent_line: dict[str, Any], answer: dict[str, Any], kept: bool
) -> None:
    """Sums are sent before the discount and returned after it."""
    new = Invoice(lines=[InvoiceLine(quantity=1, **sent_line)])
    loaded = InvoiceMapper().load({"lines": [{"quantity": 1, **answer}]})
    with localcontext(Context(prec=2, traps=[Inexact])):
        lost = unkept_changes(new.changes, loaded, LINE_COMPARISONS)
    assert kept == (lost == [])


SERIES = ["invoices", "credit_notes", "offers", "order_confirmations"]


@pytest.mark.parametrize("series", SERIES)
def test_a_missing_counter_is_named(series: str, empty: CompanyClient) -> None:
    counter = getattr(empty, series).counter
    with pytest.raises(CounterNotInitializedError) as caught:
        counter.find()
    assert f"call company.{series}.counter.ensure() once" in str(caught.value)
    assert f"the number series of {series.replace('_', ' ')} was never started" in str(caught.value)


NEW: dict[str, Callable[[CompanyClient], Any]] = {
    "invoices": invoice_draft,
    "credit_notes": credit_note_draft,
    "offers": offer_draft,
    "order_confirmations": confirmation_draft,
}


@pytest.mark.parametrize("series", SERIES)
def test_a_document_needs_a_counter(series: str, empty: CompanyClient) -> None:
    """Whatever the status of Fiken's answer: 400, 401 or 409."""
    repository = getattr(empty, series)
    draft = repository.drafts.save(NEW[series](empty))
    with pytest.raises(CounterNotInitializedError, match=rf"company\.{series}\.counter\.ensure"):
        repository.drafts.finalize(draft)
    assert 41 == repository.counter.ensure(41)
    number = {"credit_notes": "credit_note", "order_confirmations": "confirmation"}
    name = f"{number.get(series, series.removesuffix('s'))}_number"
    assert 42 == getattr(repository.drafts.finalize(draft), name)
    assert 42 == repository.counter.find()


def test_an_invoice_without_draft_needs_a_counter(empty: CompanyClient) -> None:
    with pytest.raises(CounterNotInitializedError, match=r"company\.invoices\.counter\.ensure"):
        empty.invoices.save(invoice(empty))


def test_a_started_series_may_not_load(acme: CompanyClient, emulator: Emulator) -> None:
    """The error says that it was set, and which step failed."""
    value = acme.invoices.counter.find() + 100
    emulator.fail_next(Status(500), method="GET")
    with pytest.raises(WrittenButNotLoadedError, match="loading it failed"):
        acme.invoices.counter.start(value)
    assert value == acme.invoices.counter.find()


def test_ensure_keeps_a_started_series(empty: CompanyClient) -> None:
    counter = empty.invoices.counter
    assert (10000, 10000, 10000) == (counter.start(), counter.ensure(5), counter.find())


@pytest.mark.parametrize("value", [-1, 2**31, True, "7", 7.0, None])
@pytest.mark.parametrize("verb", ["start", "ensure"])
def test_a_wrong_counter_is_refused(
    verb: str, value: Any, acme: CompanyClient, emulator: Emulator
) -> None:
    with pytest.raises(InvalidAttributeError, match=r"Counter\.value must be a whole number"):
        getattr(acme.invoices.counter, verb)(value)
    assert [] == emulator.requests


def test_a_pdf_is_downloaded(issued: Invoice, acme: CompanyClient) -> None:
    """From the document itself, and as its attachment."""
    note = acme.credit_notes.create_full(issued, issue_date=DAY)
    assert issued.invoice_pdf
    into = BytesIO()
    acme.download(issued, into)
    assert into.getvalue().startswith(b"%PDF")
    assert into.getvalue() == acme.download(issued.invoice_pdf)
    assert acme.download(note).startswith(b"%PDF")
    assert into.getvalue() != acme.download(note)


@pytest.mark.parametrize(
    ("document", "remedy"),
    [
        (Invoice(invoice_id=5), r"invoices\.find\(invoice\)"),
        (CreditNote(credit_note_id=5), r"credit_notes\.find\(credit_note\)"),
    ],
    ids=["invoice", "credit note"],
)
def test_a_document_without_pdf_is_refused(
    document: Any, remedy: str, acme: CompanyClient, emulator: Emulator
) -> None:
    with pytest.raises(InvalidFileError, match=f"has no PDF: load it first, with {remedy}"):
        acme.download(document)
    assert [] == emulator.requests


def test_payments_need_the_sale_of_an_invoice(acme: CompanyClient, emulator: Emulator) -> None:
    with pytest.raises(InvalidAttributeError, match=r"invoices\.find\(invoice\)"):
        acme.sales.payments(Invoice(invoice_id=5))
    assert [] == emulator.requests


def test_payments_need_the_sale_of_a_credit_note(acme: CompanyClient) -> None:
    with pytest.raises(InvalidAttributeError, match=r"load it first: credit_notes\.find\(credit_n"):
        acme.sales.payments(CreditNote(credit_note_id=5))


def test_a_refund_settles_the_credit_note(acme: CompanyClient, issued: Invoice) -> None:
    """The money of a paid invoice goes back, as a negative payment on the credit note's sale."""
    acme.sales.payments(issued).save(Payment(date=DAY, account=BANK, amount=12500))
    note = acme.credit_notes.create_full(issued, issue_date=DAY)
    assert note.sale is not None
    assert (-12500, False) == (note.sale.outstanding_balance, note.settled)
    acme.sales.payments(note).save(Payment(date=DAY, account=BANK, amount=-12500))
    note = acme.credit_notes.find(note)
    assert note.sale is not None
    assert (0, True) == (note.sale.outstanding_balance, note.settled)
    assert 0 == getattr(acme.invoices.find(issued), "outstanding_balance", None)


@pytest.mark.parametrize("documents", ["offers", "order_confirmations"])
def test_unbooked_documents_have_no_pdf(
    documents: str, acme: CompanyClient, emulator: Emulator
) -> None:
    """The error says so, and does not ask for an attachment."""
    repository = getattr(acme, documents)
    document = repository.drafts.finalize(repository.drafts.save(NEW[documents](acme)))
    sent = len(emulator.requests)
    with pytest.raises(InvalidFileError, match="has no PDF of an O"):
        acme.download(document)
    assert sent == len(emulator.requests)


def test_a_missing_bank_account_names_the_field(acme: CompanyClient) -> None:
    draft = acme.invoices.drafts.save(invoice_draft(acme).evolve(bank_account_number=None))
    with pytest.raises(ServerError, match="mangler på faktura: set the bank_account_number") as e:
        acme.invoices.drafts.finalize(draft)
    assert "refused" == e.value.outcome


def test_an_unkept_field_of_a_line_is_named(acme: CompanyClient) -> None:
    """The line itself is too long to show in the warning."""
    new = invoice(acme)
    (line,) = new.lines
    contradiction = pytest.warns(UnlikelyValueWarning, match=r"lines\[0\]\.gross: is 7, but")
    unkept = r"Invoice\.lines\[0\]\.gross was sent as 7 and"
    with contradiction, pytest.warns(ChangeNotKeptWarning, match=unkept):
        acme.invoices.save(new.evolve(lines=[line.evolve(gross=7)]))


def test_invoices_are_found_by_text(acme: CompanyClient) -> None:
    """The error for a number or a UUID object says what to write."""
    with pytest.raises(InvalidAttributeError, match='must be text, not 10001: write "10001"'):
        acme.invoices.find_by(invoice_number=10001)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidAttributeError, match=r": take its str\(\)$"):
        acme.invoices.all(invoice_draft_uuid=uuid.UUID(UUID))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_payments_of_an_invoice_know_its_currency(acme: CompanyClient) -> None:
    """As with a sale: an amount in NOK for an invoice in euro is probably a mistake."""
    bill = acme.invoices.save(invoice(acme).evolve(currency="EUR"))
    payments = acme.sales.payments(bill)
    with pytest.warns(UnlikelyValueWarning, match="EUR"):
        assert {} != payments.payload(Payment(date=DAY, account=BANK, amount=12500))


@pytest.mark.parametrize("drafts", SERIES)
def test_a_drafts_attachment_has_a_comment(drafts: str, acme: CompanyClient) -> None:
    repository = getattr(acme, drafts).drafts
    attachments = repository.attachments(repository.save(NEW[drafts](acme)))
    attachments.add(b"%PDF-1.4", "avtale.pdf", comment="Signert")
    assert [(None, "Signert")] == [(each.identifier, each.comment) for each in attachments.all()]


def test_drafts_are_found_by_their_uuid(acme: CompanyClient) -> None:
    saved = acme.invoices.drafts.save(invoice_draft(acme).evolve(uuid=UUID))
    assert saved.draft_id == getattr(acme.invoices.drafts.find_by(uuid=UUID), "draft_id", None)
    assert None is acme.invoices.drafts.find_by(order_reference="nobody's")


def test_a_products_line_takes_over_its_values(acme: CompanyClient) -> None:
    product = next(iter(acme.products.all()))
    draft = offer_draft(acme).evolve(lines=[DraftLine(product_id=product.product_id, quantity=2)])
    offer = acme.offers.drafts.finalize(acme.offers.drafts.save(draft))
    assert [2 * (product.unit_price or 0)] == [line.net for line in offer.lines]

"""Rules about sales documents: what is missing, what contradicts, and what is unlikely."""

import warnings
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal, Inexact, localcontext
from typing import Any

import pytest

from fiken import (
    CreditNoteDraft,
    CreditNoteLine,
    DraftLine,
    DraftType,
    FikenWarning,
    Frequency,
    IntervalUnit,
    InvalidAttributeError,
    InvalidModelError,
    Invoice,
    InvoiceDraft,
    InvoiceLine,
    MayClearWarning,
    MissingAttributesError,
    NotUpdatableError,
    OfferDraft,
    RoundingType,
    VatType,
)
from fiken.mappers import (
    CreditNoteDraftMapper,
    InvoiceDraftMapper,
    InvoiceMapper,
    OfferDraftMapper,
    OrderConfirmationDraftMapper,
)
from fiken.mappers.credit_note import PartialCreditNoteMapper
from fiken.models._base import as_loaded
from fiken.models.credit_note import PartialCreditNote

DAY = date(2026, 6, 1)
TEXT: dict[str, Any] = {
    "description": "Timer",
    "unit_price": 10000,
    "quantity": 1,
    "vat_type": VatType.HIGH,
    "income_account": "3000",
}
MAPPERS: list[Any] = [
    InvoiceDraftMapper(),
    CreditNoteDraftMapper(),
    OfferDraftMapper(),
    OrderConfirmationDraftMapper(),
]
of_each_draft = pytest.mark.parametrize("mapper", MAPPERS, ids=lambda m: m.model.__name__)


def an_invoice(**fields: Any) -> Invoice:
    given: dict[str, Any] = {
        "issue_date": DAY,
        "due_date": DAY,
        "lines": [InvoiceLine(**TEXT)],
        "bank_account_code": "1920:10001",
        "cash": False,
        "customer_id": 5,
    }
    return Invoice(**given | fields)


def a_draft(cls: Any = InvoiceDraft, **fields: Any) -> Any:
    return cls(**{"customer_id": 5, "days_until_due_date": 14} | fields)


def problems_of(mapper: Any, model: Any) -> dict[str, str]:
    """Return the problems for which a new model is refused; none if it is not."""
    try:
        mapper.create(model)
    except InvalidModelError as error:
        return error.problems
    return {}


def warned(call: Callable[[], object]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return [str(one.message) for one in caught if issubclass(one.category, FikenWarning)]


def test_all_that_an_invoice_lacks_is_named() -> None:
    with pytest.raises(MissingAttributesError) as caught:
        InvoiceMapper().create(Invoice(issue_date=DAY, cash=False))
    missing = {"customer_id", "lines", "due_date", "bank_account_code"}
    assert missing == caught.value.problems.keys()
    assert all(name in str(caught.value) for name in missing)


@of_each_draft
def test_all_that_a_draft_lacks_is_named(mapper: Any) -> None:
    assert {"customer_id", "days_until_due_date"} == problems_of(mapper, mapper.model()).keys()


FREE_TEXT = ("description", "unit_price", "vat_type", "income_account")


@of_each_draft
@pytest.mark.parametrize("name", FREE_TEXT)
def test_free_text_must_say_all(mapper: Any, name: str) -> None:
    whole, gap = DraftLine(**TEXT), DraftLine(**TEXT | {name: None})
    problems = problems_of(mapper, a_draft(mapper.model, lines=[whole, gap]))
    assert ["lines[1]"] == list(problems)
    assert problems["lines[1]"].endswith(f"lacks {name}")


@of_each_draft
def test_a_line_of_nothing_is_refused(mapper: Any) -> None:
    problems = problems_of(mapper, a_draft(mapper.model, lines=[DraftLine(quantity=1)]))
    assert ["lines[0]"] == list(problems)
    assert all(name in problems["lines[0]"] for name in FREE_TEXT)


def test_a_line_of_a_product_inherits() -> None:
    line = DraftLine(product_id=7, quantity=1)
    assert {} == problems_of(InvoiceDraftMapper(), a_draft(lines=[line]))
    assert {} == problems_of(
        InvoiceMapper(), an_invoice(lines=[InvoiceLine(product_id=7, quantity=1)])
    )


def test_a_line_of_a_credit_note_needs_a_price() -> None:
    """A product is not enough there."""
    draft = a_draft(CreditNoteDraft, lines=[DraftLine(product_id=7, quantity=1)])
    assert ["lines[0].unit_price"] == list(problems_of(CreditNoteDraftMapper(), draft))


def test_an_invoice_line_can_say_it_otherwise() -> None:
    """With the name of a product, and with a rate."""
    fields = TEXT | {"description": None, "vat_type": None}
    line = InvoiceLine(product_name="Timer", vat_in_percent=25, **fields)
    assert {} == problems_of(InvoiceMapper(), an_invoice(lines=[line]))


CASH: list[tuple[bool, str | None, list[str]]] = [
    (True, None, ["payment_account"]),
    (True, "1920:10001", []),
    (False, "1920:10001", ["payment_account"]),
    (False, None, []),
]


@pytest.mark.parametrize(("cash", "account", "expected"), CASH)
def test_only_a_cash_invoice_has_a_payment_account(
    cash: bool,
    account: str | None,
    expected: list[str],
) -> None:
    invoice = an_invoice(cash=cash, payment_account=account)
    assert expected == list(problems_of(InvoiceMapper(), invoice))


def test_only_a_cash_draft_has_a_payment_account() -> None:
    refused = a_draft(payment_account="1920:10001")
    assert ["payment_account"] == list(problems_of(InvoiceDraftMapper(), refused))
    cash = a_draft(payment_account="1920:10001", type=DraftType.CASH_INVOICE)
    assert {} == problems_of(InvoiceDraftMapper(), cash)


def test_a_recurring_invoice_needs_a_start_date() -> None:
    draft = a_draft(type=DraftType.REPEATING_INVOICE)
    assert ["start_date"] == list(problems_of(InvoiceDraftMapper(), draft))
    assert {} == problems_of(InvoiceDraftMapper(), draft.evolve(start_date=DAY))


ROUNDED: list[tuple[str | None, RoundingType, list[str]]] = [
    ("EUR", RoundingType.ROUND_HALF, ["rounding_type"]),
    ("EUR", RoundingType.NONE, []),
    ("NOK", RoundingType.ROUND_HALF, []),
    (None, RoundingType.ROUND_HALF, []),
]


@pytest.mark.parametrize(("currency", "rounding", "expected"), ROUNDED)
def test_only_kroner_are_rounded(
    currency: str | None, rounding: RoundingType, expected: list[str]
) -> None:
    fields: dict[str, Any] = {"currency": currency, "rounding_type": rounding}
    assert expected == list(problems_of(InvoiceMapper(), an_invoice(**fields)))
    assert expected == list(problems_of(InvoiceDraftMapper(), a_draft(**fields)))


def test_a_draft_of_an_offer_is_no_invoice() -> None:
    offer = a_draft(type=DraftType.OFFER)
    assert ["type"] == list(problems_of(InvoiceDraftMapper(), offer))
    changed = OfferDraftMapper().load({"draftId": 1}).evolve(type=DraftType.INVOICE)
    with pytest.raises(InvalidModelError, match=r"type must be offer, not invoice"):
        OfferDraftMapper().update(changed)


WRONG_VALUES: list[tuple[str, Callable[[], object]]] = [
    ("quantity", lambda: DraftLine(quantity=1.5)),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    ("discount", lambda: DraftLine(quantity=1, discount=140)),
    ("description", lambda: DraftLine(quantity=1, description="x" * 201)),
    ("currency", lambda: a_draft(currency="kr")),
    ("currency", lambda: an_invoice(currency="nok")),
    ("invoice_text", lambda: an_invoice(invoice_text="x" * 501)),
    ("days_until_due_date", lambda: a_draft(days_until_due_date=2**31)),
]


@pytest.mark.parametrize(("name", "build"), WRONG_VALUES)
def test_a_wrong_value_is_refused_at_once(name: str, build: Callable[[], object]) -> None:
    with pytest.raises(InvalidAttributeError, match=rf"\.{name} must be"):
        build()


@pytest.mark.parametrize("interval", [0, -1, 2**31, True, 1.0])
def test_a_recurring_invoice_has_a_real_interval(interval: Any) -> None:
    """The contract wants at least 1."""
    with pytest.raises(InvalidAttributeError, match=r"Frequency\.interval must be .* from 1 to"):
        Frequency(interval=interval, interval_unit=IntervalUnit.MONTH)


def test_the_text_of_a_draft_has_no_limit() -> None:
    """The contract has a limit for invoices only."""
    assert 501 == len(InvoiceDraftMapper().create(a_draft(invoice_text="x" * 501))["invoiceText"])


def test_what_the_contract_requires_is_named() -> None:
    """Whether it is a cash invoice is not known, so nothing is said of the payment account."""
    missing = {"issue_date", "due_date", "lines", "bank_account_code", "cash", "customer_id"}
    assert missing == problems_of(InvoiceMapper(), Invoice()).keys()
    paid = Invoice(payment_account="1920:10001")
    assert missing == problems_of(InvoiceMapper(), paid).keys()


def a_credit_note(line: dict[str, Any], **fields: Any) -> PartialCreditNote:
    return PartialCreditNote(issue_date=DAY, invoice_id=5, lines=[CreditNoteLine(**line)], **fields)


@pytest.mark.parametrize(
    ("line", "fields", "problem"),
    [
        ({"quantity": 1, "unit_price": 1}, {}, "lines[0]"),
        ({"product_id": 7, "quantity": 1}, {}, "lines[0].unit_price"),
        (TEXT, {"rounding_type": RoundingType.ROUND_HALF, "currency": "EUR"}, "rounding_type"),
    ],
)
def test_a_partial_credit_note_is_checked(
    line: dict[str, Any], fields: dict[str, Any], problem: str
) -> None:
    note = a_credit_note(line, **fields)
    assert {problem} == problems_of(PartialCreditNoteMapper(), note).keys()


def test_an_unlikely_credit_note_causes_a_warning() -> None:
    note = a_credit_note(TEXT | {"discount": 100})
    expected = ["PartialCreditNote.lines[0].discount: is 100 %, so the line costs nothing"]
    assert expected == warned(lambda: PartialCreditNoteMapper().create(note))


# Warnings


def test_a_due_date_before_the_issue_date_causes_a_warning() -> None:
    invoice = an_invoice(due_date=date(2026, 5, 31))
    expected = ["Invoice.due_date: 2026-05-31 is before 2026-06-01"]
    assert expected == warned(lambda: InvoiceMapper().create(invoice))
    draft = a_draft(days_until_due_date=-1)
    assert ["InvoiceDraft.days_until_due_date: -1 is before the issue date"] == warned(
        lambda: InvoiceDraftMapper().create(draft)
    )


@pytest.mark.parametrize(("currency", "warnings"), [("EUR", 1), ("NOK", 0), (None, 0)])
def test_a_product_price_is_not_foreign(currency: str | None, warnings: int) -> None:
    """The price of a product is in NOK, and may be taken for as many euro."""
    invoice = an_invoice(lines=[InvoiceLine(product_id=7, quantity=1)], currency=currency)
    draft = a_draft(lines=[DraftLine(product_id=7, quantity=1)], currency=currency)
    sentence = (
        "lines[0].unit_price: is missing, and the price of the product is in NOK, "
        "though the document is in EUR: write the price in EUR"
    )
    assert [f"Invoice.{sentence}"] * warnings == warned(lambda: InvoiceMapper().create(invoice))
    assert [f"InvoiceDraft.{sentence}"] * warnings == warned(
        lambda: InvoiceDraftMapper().create(draft)
    )


UNLIKELY_LINES = [
    ({"discount": 100}, "lines[0].discount: is 100 %"),
    ({"discount": Decimal("0.25")}, "lines[0].discount: 0.25 is less than 1 %: did you mean 25?"),
    ({"vat_type": VatType.HIGH_BASIS}, "lines[0]: HIGH_BASIS is for purchases"),
]


@pytest.mark.parametrize(("fields", "message"), UNLIKELY_LINES)
def test_an_unlikely_line_causes_a_warning(fields: dict[str, Any], message: str) -> None:
    line = TEXT | fields
    (on_draft,) = warned(lambda: InvoiceDraftMapper().create(a_draft(lines=[DraftLine(**line)])))
    assert on_draft.startswith(f"InvoiceDraft.{message}")
    invoice = an_invoice(lines=[InvoiceLine(**line)])
    (on_invoice,) = warned(lambda: InvoiceMapper().create(invoice))
    assert on_invoice.startswith(f"Invoice.{message}")


def test_a_copied_share_causes_a_warning() -> None:
    """A line of an answer may have its discount as a share, and a request takes percent."""
    answer = {
        "description": "x",
        "unitPrice": 1,
        "quantity": 1,
        "vatType": "HIGH",
        "discount": 0.25,
    }
    (line,) = InvoiceMapper().load({"lines": [{**answer, "incomeAccount": "3000"}]}).lines
    assert 1 == len(warned(lambda: InvoiceMapper().create(an_invoice(lines=[line]))))


def test_a_small_percentage_needs_no_rounding() -> None:
    """The user's program may have told decimals to refuse what they cannot hold."""
    draft = a_draft(lines=[DraftLine(**TEXT, discount=Decimal("0.12345"))])
    with localcontext(Context(prec=2, traps=[Inexact])):
        (message,) = warned(lambda: InvoiceDraftMapper().create(draft))
    assert message.endswith("did you mean 12.345?")


def copied_line(**fields: Any) -> InvoiceLine:
    """Return a line of 100 kroner from Fiken, less a quarter."""
    answer = {
        "description": "Timer",
        "unitPrice": 10000,
        "quantity": 1,
        "discount": 25,
        "vatType": "HIGH",
        "incomeAccount": "3000",
        "net": 7500,
        "vat": 1875,
        "gross": 9375,
    }
    (line,) = InvoiceMapper().load({"lines": [answer]}).lines
    return line.evolve(**fields)


@pytest.mark.parametrize(
    ("line", "computed"),
    [
        (copied_line(), [10000, 2500, 12500]),
        (copied_line(discount=None, unit_price=5000), [5000, 1250, 6250]),
        (InvoiceLine(**TEXT, net=9000, vat=2250, gross=11250), [10000, 2500, 12500]),
        (InvoiceLine(**TEXT, gross=10000), [12500]),
    ],
    ids=["copied", "copied with another price", "new", "only the gross"],
)
def test_sums_that_contradict_the_price(line: InvoiceLine, computed: list[int]) -> None:
    """Fiken takes sums before the discount; a copied line has those after it."""
    messages = warned(lambda: InvoiceMapper().create(an_invoice(lines=[line])))
    assert len(computed) == len(messages)
    assert all(f"comes to {n}" in text for n, text in zip(computed, messages, strict=True))
    assert all("leave it out, and Fiken computes it" in text for text in messages)


@pytest.mark.parametrize(
    "line",
    [
        copied_line(net=None, vat=None, gross=None),
        InvoiceLine(**TEXT, discount=25, net=10000, vat=2500, gross=12500),
        InvoiceLine(**TEXT, net=10001, vat=2499, gross=12500),
        InvoiceLine(product_id=7, quantity=1, net=1),
        InvoiceLine(**TEXT | {"vat_type": VatType.other("NEW")}, net=1),
    ],
    ids=["none", "before the discount", "an øre", "price of a product", "unknown rate"],
)
def test_sums_that_fit_the_price(line: InvoiceLine) -> None:
    assert [] == warned(lambda: InvoiceMapper().create(an_invoice(lines=[line])))


def test_the_sums_of_an_answer_stay() -> None:
    """An update of the due date says nothing about the lines."""
    line = {"quantity": 1, "unitPrice": 1, "vatType": "HIGH", "net": 9, "productName": "x"}
    invoice = InvoiceMapper().load({"invoiceId": 1, "lines": [{**line, "productId": 7}]})
    assert [] == warned(lambda: InvoiceMapper().update(invoice.evolve(due_date=DAY)))


def test_a_product_has_its_name_already() -> None:
    line = InvoiceLine(product_id=7, product_name="Spade", quantity=1)
    expected = ["Invoice.lines[0].product_name: is only for a line without product_id"]
    assert expected == warned(lambda: InvoiceMapper().create(an_invoice(lines=[line])))


UNLIKELY_DRAFTS: list[dict[str, Any]] = [
    {"start_date": DAY},
    {"end_date": DAY},
    {"frequency": Frequency(interval=1, interval_unit=IntervalUnit.MONTH)},
    {"type": DraftType.CASH_INVOICE},
    {"type": DraftType.REPEATING_INVOICE, "start_date": DAY, "end_date": date(2026, 5, 1)},
]


@pytest.mark.parametrize("fields", UNLIKELY_DRAFTS, ids=str)
def test_an_unlikely_draft_causes_a_warning(fields: dict[str, Any]) -> None:
    assert 1 == len(warned(lambda: InvoiceDraftMapper().create(a_draft(**fields))))


def test_an_invoice_may_recur_only_once() -> None:
    repeating = {"type": DraftType.REPEATING_INVOICE, "start_date": DAY, "end_date": DAY}
    assert [] == warned(lambda: InvoiceDraftMapper().create(a_draft(**repeating)))


def test_an_unknown_type_is_left_to_fiken() -> None:
    draft = a_draft(type=loaded(InvoiceDraftMapper(), type="gift").type)
    assert "gift" == InvoiceDraftMapper().create(draft)["type"]


# Updates


def loaded(mapper: Any, **fields: Any) -> Any:
    """Return a loaded draft with one customer, and a line that lacks nearly everything."""
    answer = {
        "draftId": 1,
        "customers": [{"contactId": 5, "name": "Aya"}],
        "daysUntilDueDate": 14,
        "lines": [{"quantity": 1, "discount": 0.5}],
        "startDate": "2026-06-01",
        "endDate": "2026-05-01",
        "paymentAccount": "1920:10001",
    }
    return mapper.load({**answer, **fields})


@of_each_draft
def test_the_customer_of_a_draft_is_its_id(mapper: Any) -> None:
    draft = loaded(mapper)
    assert 5 == draft.customer_id
    other = draft.evolve(customer_id=6)
    assert (6, ()) == (other.customer_id, other.customers)
    assert draft == other.evolve(customer_id=5)


@of_each_draft
def test_a_lost_contact_person_causes_a_warning(mapper: Any) -> None:
    draft = loaded(mapper).evolve(invoice_text="Takk")
    with pytest.warns(MayClearWarning, match="contact_person_id") as caught:
        mapper.update(draft)
    assert [__file__] == [one.filename for one in caught]
    assert 8 == mapper.update(draft.evolve(contact_person_id=8))["contactPersonId"]
    assert {} == mapper.update(loaded(mapper))


@of_each_draft
def test_a_contact_person_can_be_cleared(mapper: Any) -> None:
    """Of a draft that was saved with one. That is what the user wants, so no warning follows."""
    draft = as_loaded(loaded(mapper), contact_person_id=8)
    cleared = draft.evolve(contact_person_id=None)
    assert [] == warned(lambda: mapper.update(cleared))
    assert None is mapper.update(cleared)["contactPersonId"]


@of_each_draft
def test_another_customer_has_other_contact_persons(mapper: Any) -> None:
    draft = as_loaded(loaded(mapper), contact_person_id=8)
    (message,) = warned(lambda: mapper.update(draft.evolve(customer_id=6)))
    assert message.endswith("contact_person_id: 8 was set for the former customer")
    assert [] == warned(lambda: mapper.update(draft.evolve(customer_id=6, contact_person_id=9)))


def test_a_payment_account_must_not_be_added() -> None:
    """It is for cash invoices. One that Fiken answered may stay."""
    with pytest.raises(InvalidModelError, match="payment_account is for cash invoices only"):
        InvoiceDraftMapper().update(
            loaded(InvoiceDraftMapper(), paymentAccount=None).evolve(payment_account="1920:10001")
        )
    repeating = a_draft(
        type=DraftType.REPEATING_INVOICE, start_date=DAY, payment_account="1920:10001"
    )
    assert {"payment_account"} == problems_of(InvoiceDraftMapper(), repeating).keys()


def test_a_change_of_the_type_is_checked() -> None:
    mapper = InvoiceDraftMapper()
    draft = loaded(mapper, startDate=None).evolve(type=DraftType.REPEATING_INVOICE)
    with pytest.raises(InvalidModelError, match="start_date is missing"):
        mapper.update(draft)


def test_a_change_of_the_currency_is_checked() -> None:
    mapper = InvoiceDraftMapper()
    draft = loaded(mapper, roundingType="round_whole", currency="NOK")
    with pytest.raises(InvalidModelError, match="rounding_type is for documents in NOK only"):
        mapper.update(draft.evolve(currency="EUR"))


@of_each_draft
def test_old_gaps_are_not_refused(mapper: Any) -> None:
    """Only what was changed is checked, since Fiken answered the rest."""
    draft = loaded(mapper).evolve(invoice_text="Takk", contact_person_id=8)
    assert [] == warned(lambda: mapper.update(draft))
    new_line = draft.evolve(lines=[*draft.lines, DraftLine(quantity=1)])
    with pytest.raises(InvalidModelError, match=r"lines\[1\] has no product_id"):
        mapper.update(new_line)


@of_each_draft
def test_a_draft_of_several_customers_stays(mapper: Any) -> None:
    """A request can name only one of them."""
    several = [{"contactId": 5, "name": "Aya"}, {"contactId": 6, "name": "Nelly"}]
    draft = loaded(mapper, customers=several)
    assert draft.customer_id is None
    assert {} == mapper.update(draft)
    with pytest.raises(NotUpdatableError, match="2 customers"):
        mapper.update(draft.evolve(invoice_text="Takk"))
    with pytest.raises(NotUpdatableError, match="2 customers"):
        mapper.update(draft.evolve(customer_id=5))


def test_an_issued_invoice_says_what_to_do() -> None:
    invoice = InvoiceMapper().load({"invoiceId": 1, "invoiceText": "Takk"})
    with pytest.raises(
        NotUpdatableError, match=r"due_date, sent_manually; for anything else, credit the invoice"
    ):
        InvoiceMapper().update(invoice.evolve(invoice_text="Nei"))


def test_a_due_date_is_changed_alone() -> None:
    invoice = InvoiceMapper().load({"invoiceId": 1, "dueDate": "2026-06-01"})
    later = invoice.evolve(due_date=date(2026, 7, 1))
    assert {"newDueDate": "2026-07-01"} == InvoiceMapper().update(later)


def test_a_type_can_only_be_sent_by_its_draft() -> None:
    assert {"customerId": 5, "daysUntilDueDate": 14, "type": "offer"} == OfferDraftMapper().create(
        OfferDraft(customer_id=5, days_until_due_date=14)
    )

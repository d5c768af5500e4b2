"""Lines that compute their sums, drafts made from documents, and what an invoice says of itself."""

import warnings
from datetime import date
from decimal import Context, Decimal, Inexact, localcontext
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fiken import (
    CreditNote,
    CreditNoteLine,
    DraftLine,
    InvalidAttributeError,
    Invoice,
    InvoiceDraft,
    InvoiceLine,
    Offer,
    OfferDraft,
    OrderConfirmation,
    Product,
    UnlikelyValueWarning,
    VatType,
)
from fiken.mappers import InvoiceMapper, OfferMapper, OrderConfirmationMapper
from fiken.vat import LineSums

LINES: list[Any] = [DraftLine, InvoiceLine, CreditNoteLine]
SPADE = Product(name="Spade", unit_price=49900, income_account="3000", vat_type=VatType.HIGH)
STORED = SPADE.evolve(product_id=7)
HOURS: dict[str, Any] = {"description": "Timer", "income_account": "3000"}
of_each_class = pytest.mark.parametrize("cls", LINES)


@of_each_class
def test_a_line_computes_its_sums(cls: Any) -> None:
    line = cls(unit_price=10000, quantity=Decimal("1.5"), discount=10, vat_type="HIGH", **HOURS)
    assert LineSums(13500, 3375, 16875) == line.sums()


@pytest.mark.parametrize("cls", [DraftLine, InvoiceLine])
def test_a_line_takes_over_from_its_product(cls: Any) -> None:
    assert LineSums(99800, 24950, 124750) == cls(product_id=7, quantity=2).sums(STORED)
    own = cls(product_id=7, quantity=2, unit_price=10000, vat_type="EXEMPT")
    assert LineSums(20000, 0, 20000) == own.sums() == own.sums(STORED)


@pytest.mark.parametrize("product", [None, SPADE.evolve(product_id=8), 7])
def test_a_line_asks_for_its_product(product: Any) -> None:
    """Another product is no better than none."""
    with pytest.raises(InvalidAttributeError, match=r"products\.find\(7\)"):
        DraftLine(product_id=7, quantity=1).sums(product)


def test_a_line_without_a_price_has_no_sums() -> None:
    with pytest.raises(InvalidAttributeError, match=r"unit_price .* the line has no product"):
        DraftLine(quantity=1, vat_type=VatType.HIGH, **HOURS).sums()
    with pytest.raises(InvalidAttributeError, match="neither the line nor its product"):
        DraftLine(product_id=7, quantity=1).sums(STORED.evolve(unit_price=None))


@pytest.mark.parametrize(("percent", "vat"), [(25, 2500), (Decimal("11.11"), 1111), (0, 0)])
def test_a_rate_stands_for_its_type(percent: Decimal | int, vat: int) -> None:
    line = InvoiceLine(unit_price=10000, quantity=1, vat_in_percent=percent, **HOURS)
    assert LineSums(10000, vat, 10000 + vat) == line.sums()


def test_a_rate_is_exact_in_every_context() -> None:
    """The user's program may round decimals, or refuse to."""
    line = InvoiceLine(unit_price=10000, quantity=1, vat_in_percent=Decimal("11.11"), **HOURS)
    with localcontext(Context(prec=2, traps=[Inexact])):
        assert LineSums(10000, 1111, 11111) == line.sums()


def test_a_rate_without_a_type_is_refused() -> None:
    line = InvoiceLine(unit_price=10000, quantity=1, vat_in_percent=24, **HOURS)
    with pytest.raises(InvalidAttributeError, match="vat_in_percent"):
        line.sums()


def test_a_loaded_line_has_the_sums_of_fiken() -> None:
    answer = {"net": 100, "vat": 26, "gross": 126, "unitPrice": 999, "quantity": 1}
    (line,) = InvoiceMapper().load({"lines": [{**answer, "vatType": "HIGH"}]}).lines
    assert LineSums(100, 26, 126) == line.sums()
    assert LineSums(999, 250, 1249) == line.evolve(net=None).sums()
    assert LineSums(1998, 500, 2498) == line.evolve(quantity=2).sums()


def test_the_type_counts_more_than_the_rate() -> None:
    """Fiken answers both, and the rate as 25 or as 0.25."""
    line = InvoiceLine(
        unit_price=10000, quantity=1, vat_type=VatType.HIGH, vat_in_percent=Decimal("0.25"), **HOURS
    )
    assert 2500 == line.sums().vat


@of_each_class
def test_a_gross_price_is_kept(cls: Any) -> None:
    line = cls.of_gross(49900, vat_type="HIGH", **HOURS)
    assert (39920, 49900) == (line.unit_price, line.sums().gross)


@of_each_class
def test_a_gross_price_is_discounted(cls: Any, recwarn: pytest.WarningsRecorder) -> None:
    """Two of 500 kroner less 10 % are 900 kroner. The line also has the other arguments."""
    line = cls.of_gross(
        50000, vat_type="HIGH", quantity=2, discount=10, product_id=7, comment="Mai", **HOURS
    )
    assert (LineSums(72000, 18000, 90000), "Mai", 7) == (line.sums(), line.comment, line.product_id)
    assert ("Timer", "3000", 10) == (line.description, line.income_account, line.discount)
    assert [] == list(recwarn)


@given(st.integers(0, 10**9), st.sampled_from(["HIGH", "MEDIUM", "RAW_FISH", "LOW", "NONE"]))
def test_a_missed_gross_is_always_told(gross: int, vat_type: str) -> None:
    """One unit misses its gross by one øre at most, and never without a warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        line = DraftLine.of_gross(gross, vat_type=VatType(vat_type), **HOURS)
    missed = abs(line.sums().gross - gross)
    assert missed <= 1
    assert missed == len(caught)


def test_some_gross_prices_do_not_exist() -> None:
    """43.25 and VAT is 54.06, and 43.26 and VAT is 54.08."""
    with pytest.warns(UnlikelyValueWarning, match=r"54\.07, but the line comes to 54\.08"):
        DraftLine.of_gross(5407, vat_type=VatType.HIGH, **HOURS)


def test_a_gross_that_is_missed_causes_a_warning() -> None:
    with pytest.warns(UnlikelyValueWarning, match=r"1497\.00, but .* 1496\.99") as caught:
        line = DraftLine.of_gross(49900, quantity=3, vat_type=VatType.MEDIUM, product_id=7)
    assert 149699 == line.sums().gross
    assert [__file__] == [one.filename for one in caught]


def test_a_gross_price_of_a_direct_type_is_refused() -> None:
    with pytest.raises(InvalidAttributeError, match=r"DraftLine\.of_gross"):
        DraftLine.of_gross(49900, vat_type=VatType.HIGH_DIRECT, **HOURS)


# Drafts from documents


def answer_of(**line: Any) -> dict[str, Any]:
    return {
        "lines": [{"description": "Timer", "vatType": "HIGH", "quantity": 1, **line}],
        "currency": "NOK",
        "yourReference": "Aya",
        "ourReference": "Betty",
        "orderReference": "PO-7",
    }


def an_invoice(**line: Any) -> Invoice:
    return InvoiceMapper().load(
        {
            **answer_of(**line),
            "invoiceId": 1,
            "customer": {"contactId": 5, "name": "Aya"},
            "project": {"projectId": 6, "name": "Nett"},
            "invoiceText": "Takk",
            "bankAccountNumber": "11112233334",
        }
    )


def an_offer(**line: Any) -> Offer:
    return OfferMapper().load(
        {
            **answer_of(**line),
            "offerId": 1,
            "contactId": 5,
            "contactPersonId": 8,
            "projectId": 6,
            "comment": "Takk",
        }
    )


def a_confirmation(**line: Any) -> OrderConfirmation:
    return OrderConfirmationMapper().load(
        {
            **answer_of(**line),
            "confirmationId": 1,
            "contactId": 5,
            "contactPersonId": 8,
            "projectId": 6,
            "comment": "Takk",
        }
    )


DOCUMENTS: list[Any] = [an_invoice, an_offer, a_confirmation]
of_each_document = pytest.mark.parametrize("make", DOCUMENTS)


@of_each_document
def test_a_draft_repeats_a_document(make: Any) -> None:
    document = make(unitPrice=10000, net=10000, productId=7, comment="Mai", incomeAccount="3000")
    draft = InvoiceDraft.from_document(document, days_until_due_date=14, bank_account_number="9")
    expected = InvoiceDraft(
        days_until_due_date=14,
        customer_id=5,
        contact_person_id=None if make is an_invoice else 8,
        project_id=6,
        currency="NOK",
        invoice_text="Takk",
        your_reference="Aya",
        our_reference="Betty",
        order_reference="PO-7",
        bank_account_number="9",
        lines=[
            DraftLine(
                product_id=7,
                description="Timer",
                unit_price=10000,
                quantity=1,
                vat_type=VatType.HIGH,
                comment="Mai",
                income_account="3000",
            )
        ],
    )
    assert expected == draft
    assert draft.is_new


def test_a_new_invoice_has_its_discount_in_percent() -> None:
    """Only an answer may have a share."""
    line = InvoiceLine(unit_price=10000, quantity=1, discount=1, vat_type=VatType.HIGH, **HOURS)
    draft = InvoiceDraft.from_document(Invoice(lines=[line]), days_until_due_date=14)
    assert [1] == [each.discount for each in draft.lines]


@pytest.mark.parametrize("document", [5, None, CreditNote(), InvoiceDraft()])
def test_a_draft_is_made_of_documents_only(document: Any) -> None:
    with pytest.raises(InvalidAttributeError, match="an invoice, an offer or an order conf"):
        InvoiceDraft.from_document(document, days_until_due_date=14)


def test_a_draft_takes_the_name_of_a_product() -> None:
    """Where a line has no description. Other arguments are kept too."""
    invoice = an_invoice(description=None, productName="Spade")
    draft = InvoiceDraft.from_document(
        invoice, days_until_due_date=14, issue_date=date(2026, 6, 1), uuid="5f0c"
    )
    assert ["Spade"] == [line.description for line in draft.lines]
    assert (date(2026, 6, 1), "5f0c") == (draft.issue_date, draft.uuid)


def test_a_draft_keeps_the_bank_account_number() -> None:
    draft = InvoiceDraft.from_document(an_invoice(unitPrice=1), days_until_due_date=14)
    assert "11112233334" == draft.bank_account_number


# Typed by hand: what Fiken answers as the discount, the net, and the percent that it means.
READINGS = [
    (25, 7500, 25),
    (0.25, 7500, 25),
    (0.125, 8750, Decimal("12.5")),
    (0.5, 9950, Decimal("0.5")),  # half a percent
    (1, 0, 100),
    (1, 9900, 1),
    (100, 0, 100),
    (0, 10000, None),
    (None, 10000, None),
]


@of_each_document
@pytest.mark.parametrize(("discount", "net", "percent"), READINGS)
def test_the_discount_is_read_by_the_net(
    make: Any, discount: float | None, net: int, percent: Decimal | int | None
) -> None:
    document = make(unitPrice=10000, discount=discount, net=net)
    draft = InvoiceDraft.from_document(document, days_until_due_date=14)
    (line,) = draft.lines
    assert percent == line.discount
    assert net == line.sums().net


DOUBTFUL = [
    ({"unitPrice": 10000, "discount": 25, "net": 7000}, "7500 øre, the net is 7000"),
    ({"unitPrice": 10000, "discount": 0.25, "net": 7000}, "9975 or 7500 øre"),
    ({"unitPrice": 1, "discount": 0.25, "net": 1}, "1 or 1 øre, the net is 1"),
    ({"unitPrice": 10000, "discount": 0.25}, "no net"),
    ({"discount": 0.25, "net": 7500}, "no unit_price"),
    ({"unitPrice": 10000, "discount": 150, "net": 0}, "neither is from 0 to 100"),
    ({"unitPrice": 10000, "discount": -10, "net": 11000}, "neither is from 0 to 100"),
    ({"unitPrice": 900, "discount": 0.3333333333333333, "net": 600}, "at most 15 digits"),
]


@pytest.mark.parametrize(("line", "why"), DOUBTFUL)
def test_a_doubtful_discount_is_refused(line: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidAttributeError, match=why) as caught:
        InvoiceDraft.from_document(an_invoice(**line), days_until_due_date=14)
    assert "lines[0].discount" in str(caught.value)


@pytest.mark.parametrize("cls", [DraftLine, CreditNoteLine])
@pytest.mark.parametrize(("discount", "net", "percent"), READINGS)
def test_a_line_is_made_from_an_issued_one(
    cls: Any, discount: float | None, net: int, percent: Decimal | int | None
) -> None:
    """Its discount is read by the net of all units, also when only some are taken."""
    answered = {"unitPrice": 10000, "discount": discount, "net": net, "comment": "Mai"}
    (issued,) = an_invoice(**answered, productId=7, incomeAccount="3000").lines
    expected = cls(
        product_id=7,
        description="Timer",
        unit_price=10000,
        quantity=Decimal("0.5"),
        discount=percent,
        vat_type=VatType.HIGH,
        comment="Mai",
        income_account="3000",
    )
    assert expected == cls.from_line(issued, quantity=Decimal("0.5"))
    assert expected.evolve(quantity=1) == cls.from_line(issued)
    assert cls.from_line(issued, quantity=0).quantity == 0


def test_a_line_of_a_doubtful_discount_is_refused() -> None:
    (issued,) = an_invoice(unitPrice=10000, discount=25, net=7000).lines
    with pytest.raises(InvalidAttributeError, match=r"^CreditNoteLine\.from_line\.discount"):
        CreditNoteLine.from_line(issued)


def test_a_discount_on_the_whole_is_told() -> None:
    """An offer of 100 kroner less 25 becomes a draft of 100 kroner."""
    line = {"vatType": "HIGH", "quantity": 1, "unitPrice": 10000, "net": 10000}
    offer = OfferMapper().load({"lines": [line], "net": 7500, "discount": 2500, "contactId": 5})
    with pytest.warns(UnlikelyValueWarning, match=r"come to 100\.00 .* Offer to 75\.00") as caught:
        InvoiceDraft.from_document(offer, days_until_due_date=14)
    assert [__file__] == [one.filename for one in caught]


@pytest.mark.parametrize(
    ("net", "line_net"),
    [(10000, 10000), (10099, 10000), (9901, 10000), (None, 10000), (10000, None)],
)
def test_a_rounded_net_causes_no_warning(
    net: int | None, line_net: int | None, recwarn: pytest.WarningsRecorder
) -> None:
    """A total may be rounded to whole kroner, and an answer may lack its sums."""
    line = {"quantity": 1, "net": line_net}
    document = InvoiceMapper().load({"lines": [line], "net": net})
    InvoiceDraft.from_document(document, days_until_due_date=14)
    assert [] == list(recwarn)


# Invoices


def an_owed_invoice(**sale: Any) -> Invoice:
    return InvoiceMapper().load({"dueDate": "2026-06-15", "sale": sale})


def test_an_invoice_knows_what_is_outstanding() -> None:
    invoice = an_owed_invoice(settled=False, outstandingBalance=12500)
    assert (False, 12500) == (invoice.is_settled, invoice.outstanding_balance)


def test_an_invoice_without_a_sale_knows_nothing() -> None:
    invoice = InvoiceMapper().load({"dueDate": "2026-06-15"})
    assert (None, None) == (invoice.is_settled, invoice.outstanding_balance)


@pytest.mark.parametrize(
    ("day", "overdue"),
    [(date(2026, 6, 14), False), (date(2026, 6, 15), False), (date(2026, 6, 16), True)],
)
def test_an_invoice_is_overdue_after_its_due_date(day: date, overdue: bool) -> None:
    assert overdue is an_owed_invoice(settled=False).is_overdue(day)
    assert an_owed_invoice(settled=True).is_overdue(day) is False
    assert InvoiceMapper().load({"sale": {"settled": False}}).is_overdue(day) is False


def test_only_an_invoice_draft_has_a_choice_of_type() -> None:
    wrong: Any = OfferDraft
    with pytest.raises(TypeError, match="type"):
        wrong(type="offer")

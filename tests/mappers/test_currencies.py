"""Amounts of another currency in fields for øre cause a warning, and are sent nevertheless."""

import warnings
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fiken import (
    CompanyClient,
    Fiken,
    Model,
    OrderLine,
    Payment,
    Purchase,
    PurchaseDraft,
    PurchaseDraftLine,
    PurchaseKind,
    Sale,
    SaleDraft,
    SaleDraftLine,
    SaleKind,
    UnlikelyValueWarning,
    VatType,
)
from fiken.emulator import Emulator

# No server listens there: a request would raise a TransportError.
ACME = Fiken(token="made.up", base_url="http://127.0.0.1:9/api/v2").company("acme-as")
SALES, PURCHASES = ACME.sales, ACME.purchases
DAY, BANK = date(2026, 6, 15), "1920:10001"
IN_CASH: dict[str, Any] = {"payment_account": BANK, "payment_date": DAY}
FOREIGN = ["EUR", "USD", "GBP", "CHF", "JPY", "PLN"]
NEAR_PAR = ["NOK", "SEK", "DKK"]
# 100.00 euro and 25.00 of vat at 11.50.
CONVERTED = {
    "net_price": 1150_00,
    "vat": 287_50,
    "net_price_in_currency": 100_00,
    "vat_in_currency": 25_00,
}


def a_line(**fields: Any) -> OrderLine:
    default = {"description": "Krus", "account": "3000", "vat_type": VatType.HIGH}
    return OrderLine(**{**default, **fields})


def a_sale(*lines: OrderLine, currency: str = "EUR", **fields: Any) -> Sale:
    default: dict[str, Any] = {"date": DAY, "kind": SaleKind.EXTERNAL_INVOICE}
    return Sale(**{**default, **fields}, currency=currency, lines=lines or [a_line(**CONVERTED)])


def a_purchase(*lines: OrderLine, currency: str = "EUR", **fields: Any) -> Purchase:
    default: dict[str, Any] = {"date": DAY, "kind": PurchaseKind.SUPPLIER}
    lines = lines or (a_line(**CONVERTED),)
    return Purchase(**{**default, **fields}, currency=currency, lines=lines)


def a_payment(**fields: Any) -> Payment:
    return Payment(**{"date": DAY, "account": BANK, "amount": 125_00, **fields})


def in_ore_of(amount: int, currency: str) -> str:
    """Return the expression that a warning suggests: `decimals` where the currency has not two."""
    return f"in_ore({amount}, rate{', decimals=…' if currency == 'JPY' else ''})"


def warned(repository: Any, model: Model) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert repository.payload(model)
    assert {UnlikelyValueWarning} >= {one.category for one in caught}
    return [str(one.message) for one in caught]


of_each_trade = pytest.mark.parametrize(
    ("repository", "make"), [(SALES, a_sale), (PURCHASES, a_purchase)], ids=["sale", "purchase"]
)
in_each_foreign = pytest.mark.parametrize("currency", FOREIGN)
in_each_near_par = pytest.mark.parametrize("currency", NEAR_PAR)


# Lines

UNCONVERTED: dict[str, dict[str, int]] = {
    "net alone": {"net_price": 100_00, "vat": 25_00},
    "the same net": {
        "net_price": 100_00,
        "vat": 25_00,
        "net_price_in_currency": 100_00,
        "vat_in_currency": 25_00,
    },
    "the same net, no vat in currency": {
        "net_price": 100_00,
        "vat": 25_00,
        "net_price_in_currency": 100_00,
    },
    "a credit": {"net_price": -100_00, "vat": -25_00},
}
each_unconverted = pytest.mark.parametrize("amounts", UNCONVERTED.values(), ids=UNCONVERTED)


@of_each_trade
@in_each_foreign
@each_unconverted
def test_an_unconverted_line_causes_a_warning(
    repository: Any, make: Callable[..., Any], currency: str, amounts: dict[str, int]
) -> None:
    """The warning has the path, the number, the currency and what to write instead."""
    model = make(a_line(**amounts), currency=currency)
    [message] = warned(repository, model)
    net, document = amounts["net_price"], type(model).__name__
    assert message.startswith(f"{document}.lines[0].net_price: {net} is {net // 100}.00 kroner")
    assert f"the {document.lower()} is in {currency}" in message
    assert f"write net_price_in_currency={net} and net_price={in_ore_of(net, currency)}" in message


@of_each_trade
def test_one_line_of_several_is_named(repository: Any, make: Callable[..., Any]) -> None:
    """The converted lines beside it cause no warning."""
    good, bad = a_line(**CONVERTED), a_line(net_price=100_00, vat=25_00)
    messages = [
        message.partition(": ")[0] for message in warned(repository, make(good, bad, good, bad))
    ]
    name = type(make()).__name__
    assert [f"{name}.lines[1].net_price", f"{name}.lines[3].net_price"] == messages


@of_each_trade
@in_each_near_par
@each_unconverted
def test_kroner_and_near_par_cause_no_warning(
    repository: Any, make: Callable[..., Any], currency: str, amounts: dict[str, int]
) -> None:
    """A Swedish or Danish krone has cost one krone, so equal amounts can be right."""
    assert [] == warned(repository, make(a_line(**amounts), currency=currency))


SILENT: dict[str, dict[str, Any]] = {
    "converted": CONVERTED,
    "in currency alone": {"net_price_in_currency": 100_00, "vat_in_currency": 25_00},
    "converted, vat in NOK alone": {
        "net_price": 1150_00,
        "vat": 287_50,
        "net_price_in_currency": 100_00,
    },
    "vat in NOK alone": {"net_price_in_currency": 100_00, "vat": 287_50},
    "nothing": {"net_price": 0, "vat": 0},
    "nothing twice": {"net_price": 0, "net_price_in_currency": 0},
    "one cent": {"net_price": 12, "vat": 3, "net_price_in_currency": 1},
}


@of_each_trade
@pytest.mark.parametrize("amounts", SILENT.values(), ids=SILENT)
def test_a_possible_line_causes_no_warning(
    repository: Any, make: Callable[..., Any], amounts: dict[str, Any]
) -> None:
    """The line is converted, or 0, which is the same in every currency."""
    assert [] == warned(repository, make(a_line(**amounts)))


@pytest.mark.parametrize(
    ("vat_type", "amounts"),
    [
        (VatType.HIGH_DIRECT, {"net_price": 0, "vat": 25_00, "vat_in_currency": 25_00}),
        (VatType.HIGH, {"net_price_in_currency": 100_00, "vat": 25_00, "vat_in_currency": 25_00}),
        (VatType.HIGH, {"net_price_in_currency": 100_00, "vat": 25_00}),
    ],
)
def test_an_unconverted_vat_causes_a_warning(vat_type: VatType, amounts: dict[str, int]) -> None:
    """This holds where no net in øre shows that the vat is too small."""
    [message] = warned(PURCHASES, a_purchase(a_line(vat_type=vat_type, **amounts)))
    assert message.startswith("Purchase.lines[0].vat: 2500 is 25.00 kroner, the same number as ")
    assert "write vat_in_currency=2500 and vat=in_ore(2500, rate)" in message


@pytest.mark.parametrize("vat_type", [VatType.HIGH_DIRECT, VatType.other("SUPER_HIGH")])
def test_tax_in_kroner_alone_causes_no_warning(vat_type: VatType) -> None:
    """Customs charge the tax on imports in NOK, and the rate of an unknown type is not known."""
    net = {"net_price": 0} if vat_type.is_known else {"net_price_in_currency": 100_00}
    line = a_line(**net, vat=25_00, vat_type=vat_type)
    assert [] == warned(PURCHASES, a_purchase(line))


# A rate without vat


@of_each_trade
@pytest.mark.parametrize(
    ("amounts", "name", "vat"),
    [
        ({"net_price": 1150_00, "net_price_in_currency": 100_00}, "vat", 287_50),
        ({"net_price_in_currency": 100_00}, "vat_in_currency", 25_00),
    ],
)
def test_a_missing_vat_causes_a_warning(
    repository: Any, make: Callable[..., Any], amounts: dict[str, int], name: str, vat: int
) -> None:
    """Without vat in øre or in the currency, Fiken would post no VAT."""
    [message] = warned(repository, make(a_line(**amounts)))
    assert f"{name} is missing, which books no VAT: write {name}={vat}, or use of_net" in message


@pytest.mark.parametrize(
    ("net", "vat", "count"), [(100_00, None, 1), (100_00, 0, 1), (0, None, 1), (0, 0, 0)]
)
def test_a_direct_line_without_tax_causes_a_warning(net: int, vat: int | None, count: int) -> None:
    """The net of such a line is 0, and its vat is the tax. Two zeros cause no warning.

    Observed: docs/observed.md#8-vat-types
    """
    line = a_line(net_price=net, vat=vat, vat_type=VatType.HIGH_DIRECT)
    messages = warned(PURCHASES, a_purchase(line, currency="NOK"))
    message = (
        "Purchase.lines[0]: a HIGH_DIRECT line states the tax alone, and it has none: "
        "write net 0, and the tax as vat"
    )
    assert [message] * count == messages


# What was paid at once


def a_cash_sale(*lines: OrderLine, **fields: Any) -> Sale:
    return a_sale(*lines, **{"kind": SaleKind.CASH_SALE, **IN_CASH, **fields})


def a_cash_purchase(*lines: OrderLine, **fields: Any) -> Purchase:
    return a_purchase(*lines, **{"kind": PurchaseKind.CASH_PURCHASE, **IN_CASH, **fields})


IN_CURRENCY = {"net_price_in_currency": 100_00, "vat_in_currency": 25_00}


@in_each_foreign
@pytest.mark.parametrize(
    ("line", "paid_in_currency"),
    [
        (CONVERTED, 125_00),
        (CONVERTED, None),
        (IN_CURRENCY, 125_00),
        (IN_CURRENCY, None),
        ({"net_price": 1150_00, "vat": 287_50, "net_price_in_currency": 100_00}, None),
        ({"net_price_in_currency": 100_00, "vat": 287_50}, None),
    ],
)
def test_a_cash_sale_in_cents_causes_a_warning(
    line: dict[str, int], paid_in_currency: int | None, currency: str
) -> None:
    """The rate would be exactly 1."""
    model = a_cash_sale(
        a_line(**line),
        currency=currency,
        total_paid=125_00,
        total_paid_in_currency=paid_in_currency,
    )
    assert [
        (
            f"Sale.total_paid: 12500 is 125.00 kroner, though the amount in {currency} is 12500, "
            "which makes the exchange rate about 1: write "
            f"total_paid={in_ore_of(12500, currency)}, or what passed the bank account, in øre"
        )
    ] == warned(SALES, model)


@pytest.mark.parametrize(
    ("paid", "count"),
    [(124_99, 1), (125_50, 1), (122_50, 1), (122_49, 0), (127_51, 0), (-125_00, 0)],
)
def test_a_rounded_amount_causes_a_warning(paid: int, count: int) -> None:
    """A fiftieth of 125.00 is 2.50."""
    assert count == len(warned(SALES, a_cash_sale(total_paid=paid)))


def test_a_wrong_total_in_currency_is_named() -> None:
    """The øre beside it are right, and cause no warning."""
    model = a_cash_sale(total_paid=1437_50, total_paid_in_currency=1437_50)
    [sentence] = warned(SALES, model)
    assert sentence.startswith("Sale.total_paid_in_currency: is 143750")
    assert sentence.endswith("write 12500")


def test_a_rate_of_one_is_named_once() -> None:
    """The rate follows from the total, from the stated vat or from the usual vat."""
    model = a_cash_sale(total_paid=125_00, total_paid_in_currency=125_00)
    assert 1 == len(warned(SALES, model))


def test_the_amount_in_currency_is_enough() -> None:
    """This holds also where a line lacks the amount in currency, which has its own warning."""
    bare = a_line(net_price=1150_00, vat=287_50)
    model = a_cash_sale(bare, total_paid=125_00, total_paid_in_currency=125_00)
    messages = [message.partition(":")[0] for message in warned(SALES, model)]
    assert ["Sale.lines[0].net_price", "Sale.total_paid"] == messages


@pytest.mark.parametrize(
    "paid",
    [
        {"total_paid": 1437_50},
        {"total_paid": 1437_50, "total_paid_in_currency": 125_00},
        {"total_paid_in_currency": 125_00},
        {"total_paid": 0, "total_paid_in_currency": 0},
        {},
    ],
    ids=str,
)
def test_a_cash_sale_in_ore_causes_no_warning(paid: dict[str, int]) -> None:
    assert [] == warned(SALES, a_cash_sale(total_paid=paid.pop("total_paid", None), **paid))


@in_each_near_par
def test_a_cash_sale_near_par_causes_no_warning(currency: str) -> None:
    """What was paid in kroner is then the gross."""
    line = a_line(net_price=100_00, vat=25_00, **IN_CURRENCY)
    paid = {"total_paid": 125_00, "total_paid_in_currency": 125_00}
    assert [] == warned(SALES, a_cash_sale(line, currency=currency, **paid))


@in_each_foreign
@pytest.mark.parametrize("line", [CONVERTED, IN_CURRENCY], ids=["converted", "in currency"])
def test_a_cash_purchase_in_cents_causes_a_warning(line: dict[str, int], currency: str) -> None:
    """The same holds for what was paid in NOK."""
    model = a_cash_purchase(a_line(**line), currency=currency, payment_amount_in_nok=125_00)
    [message] = warned(PURCHASES, model)
    assert message.startswith("Purchase.payment_amount_in_nok: 12500 is 125.00 kroner, though ")
    assert f"write payment_amount_in_nok={in_ore_of(12500, currency)}" in message


def test_a_cash_purchase_in_ore_causes_no_warning() -> None:
    assert [] == warned(PURCHASES, a_cash_purchase(payment_amount_in_nok=1441_00))


# Payments


def payments_on(currency: str, *, sale: bool = True) -> Any:
    if sale:
        return SALES.payments(Sale(sale_id=7, currency=currency))
    return PURCHASES.payments(Purchase(purchase_id=7, currency=currency))


of_each = pytest.mark.parametrize("sale", [True, False], ids=["sale", "purchase"])


@of_each
@in_each_foreign
def test_a_payment_without_currency_causes_a_warning(currency: str, *, sale: bool) -> None:
    """It would be 125 kroner."""
    [message] = warned(payments_on(currency, sale=sale), a_payment())
    document = "sale" if sale else "purchase"
    assert (
        "Payment.currency: is missing, so amount=12500 is 125.00 kroner, though the "
        f"{document} is in {currency}: if it is an amount in {currency}, write "
        f'currency="{currency}" and amount_in_nok with what passed the bank account, in øre '
        f'(about {in_ore_of(12500, currency)}); if it is øre, write currency="NOK"'
    ) == message


@of_each
@pytest.mark.parametrize(
    "fields",
    [
        {"currency": "EUR", "amount_in_nok": 1437_50},
        {"currency": "EUR"},
        {"currency": "USD", "amount_in_nok": 1300_00},
        {"currency": "NOK"},
        {"amount": 0},
    ],
    ids=str,
)
def test_a_payment_with_currency_causes_no_warning(fields: dict[str, Any], *, sale: bool) -> None:
    """By the contract, Fiken uses the rate of the day without amount_in_nok."""
    assert [] == warned(payments_on("EUR", sale=sale), a_payment(**fields))


@of_each
@in_each_near_par
def test_a_payment_near_par_causes_no_warning(currency: str, *, sale: bool) -> None:
    payments = payments_on(currency, sale=sale)
    assert [] == warned(payments, a_payment())
    assert [] == warned(payments, a_payment(currency=currency, amount_in_nok=125_00))


@pytest.mark.parametrize("repository", [SALES, PURCHASES], ids=["sale", "purchase"])
def test_an_id_alone_causes_no_warning(repository: Any) -> None:
    """No request is sent either: no server listens."""
    assert [] == warned(repository.payments(7), a_payment())


@in_each_foreign
def test_equal_amounts_cause_a_warning(currency: str) -> None:
    """The currency of the sale does not matter."""
    payment = a_payment(currency=currency, amount_in_nok=125_00)
    for payments in (SALES.payments(7), payments_on("EUR"), payments_on("NOK")):
        [message] = warned(payments, payment)
        assert message.startswith(
            "Payment.amount_in_nok: 12500 is 125.00 kroner, the same number as"
        )
        assert f"in {currency}: write amount_in_nok with what passed the bank account" in message
        assert message.endswith(f"(about {in_ore_of(12500, currency)})")


@pytest.mark.parametrize("currency", [None, "NOK"])
def test_two_amounts_in_kroner_cause_a_warning(currency: str | None) -> None:
    """The currency was probably forgotten. This can be seen without the sale."""
    for payments in (SALES.payments(7), payments_on("NOK"), payments_on("SEK")):
        assert [] == warned(payments, a_payment(currency=currency, amount_in_nok=125_00))
        assert [
            (
                "Payment.amount_in_nok: is 143750, though amount=12500 is in NOK too: write the "
                "currency of amount, or leave amount_in_nok out"
            )
        ] == warned(payments, a_payment(currency=currency, amount_in_nok=1437_50))


# Drafts

DRAFTS: list[tuple[Any, Any, Any]] = [
    (SALES.drafts, SaleDraft, SaleDraftLine),
    (PURCHASES.drafts, PurchaseDraft, PurchaseDraftLine),
]
of_each_draft = pytest.mark.parametrize(
    ("repository", "cls", "line_cls"), DRAFTS, ids=["sale", "purchase"]
)


def a_draft(cls: Any, line_cls: Any, **fields: Any) -> Any:
    line = line_cls.of_net(100_00, text="Krus", vat_type=VatType.HIGH, income_account="3000")
    return cls(**{"cash": False, "paid": True, "currency": "EUR", "lines": [line], **fields})


@of_each_draft
def test_the_lines_of_a_draft_are_in_its_currency(repository: Any, cls: Any, line_cls: Any) -> None:
    """They have no amounts in NOK, so there is nothing to compare."""
    assert [] == warned(repository, a_draft(cls, line_cls))


@of_each_draft
def test_payments_of_drafts_cause_warnings(repository: Any, cls: Any, line_cls: Any) -> None:
    """Each warning has the path and the currency of the draft."""
    payments = [
        a_payment(currency="EUR", amount_in_nok=1437_50),
        a_payment(),
        a_payment(currency="EUR", amount_in_nok=125_00),
    ]
    bare, equal = warned(repository, a_draft(cls, line_cls, payments=payments))
    assert bare.startswith(f"{cls.__name__}.payments[1].currency: is missing, so amount=12500 is ")
    assert "the draft is in EUR" in bare
    assert equal.startswith(f"{cls.__name__}.payments[2].amount_in_nok: 12500 is 125.00 kroner")


@of_each_draft
@pytest.mark.parametrize("currency", [*NEAR_PAR, None])
def test_payments_near_par_cause_no_warning(
    repository: Any, cls: Any, line_cls: Any, currency: str | None
) -> None:
    """A draft without a currency is in NOK."""
    draft = a_draft(cls, line_cls, currency=currency, payments=[a_payment()])
    assert [] == warned(repository, draft)


def test_a_loaded_payment_causes_no_warning() -> None:
    """Fiken may leave NOK out of its answer, and the user could not silence that."""
    answer = {"date": "2026-06-15", "account": BANK, "amount": 125_00}
    loaded = SALES.drafts.mapper.load(
        {"draftId": 7, "currency": "EUR", "cash": False, "paid": True, "payments": [answer]}
    )
    assert [] == warned(SALES.drafts, loaded.evolve(invoice_number="2026-17"))


# On the emulator


def test_saving_warns_and_posts_as_given(acme: CompanyClient, emulator: Emulator) -> None:
    """Saving a sale and its payment sends as many requests as without a warning."""
    with pytest.warns(UnlikelyValueWarning, match=r"^Sale\.lines\[0\]\.net_price: 10000 is 100"):
        acme.sales.save(a_sale(a_line(net_price=100_00, vat=25_00)))
    sale = acme.sales.save(a_sale())
    assert (1437_50, 125_00) == (
        sale.outstanding_balance,
        sale.outstanding_balance_in_currency,
    )
    before = len(emulator.requests)
    with pytest.warns(UnlikelyValueWarning, match=r"^Payment\.currency: is missing") as caught:
        paid = acme.sales.payments(sale).save(a_payment(amount=10_00))
    assert [__file__] == [one.filename for one in caught]
    assert paid.amount == 10_00
    acme.sales.payments(sale.sale_id).save(a_payment(amount=10_00))
    assert ["POST", "GET", "POST", "GET"] == [r.method for r in emulator.requests[before:]]


def test_a_warning_can_be_made_an_error(acme: CompanyClient, emulator: Emulator) -> None:
    """With warnings as errors, nothing is sent."""
    before = len(emulator.requests)
    with pytest.raises(UnlikelyValueWarning):  # as the tests' settings have it
        acme.sales.save(a_sale(a_line(net_price=100_00, vat=25_00)))
    assert before == len(emulator.requests)

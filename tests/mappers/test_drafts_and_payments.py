"""Checks of drafts, payments, accruals and bank accounts, before anything is sent."""

from typing import Any

import pytest

from fiken import (
    Accrual,
    BankAccount,
    MissingAttributesError,
    Payment,
    PurchaseDraft,
    SaleDraft,
    SaleDraftLine,
)
from tests.mappers.books import ACME, DAY, PURCHASES, SALES, a_line, loaded_from, problems_of
from tests.samples import sale

DRAFTS: list[tuple[Any, Any]] = [
    (SALES.drafts, SaleDraft),
    (PURCHASES.drafts, PurchaseDraft),
]


@pytest.mark.parametrize(("repository", "cls"), DRAFTS, ids=["sale", "purchase"])
def test_missing_fields_of_a_draft_are_named(repository: Any, cls: Any) -> None:
    assert {"cash", "paid"} == problems_of(repository, cls()).keys()


def test_missing_fields_of_a_draft_line_are_named() -> None:
    draft = SaleDraft(cash=False, paid=False, lines=[SaleDraftLine(text="Krus"), SaleDraftLine()])
    missing = {f"lines[{n}].{name}" for n in (0, 1) for name in DEMANDED_OF_LINES}
    assert missing | {"lines[1].text"} == problems_of(SALES.drafts, draft).keys()


DEMANDED_OF_LINES = ("vat_type", "income_account", "net", "gross")


def test_a_draft_sends_an_empty_list_of_lines() -> None:
    """The contract requires the key, not a line."""
    loaded = loaded_from(sale.DRAFT)
    assert [] == SALES.drafts.payload(loaded.evolve(lines=()))["lines"]
    assert [] == SALES.drafts.payload(SaleDraft(cash=False, paid=False))["lines"]


def test_a_foreign_payment_needs_no_kroner() -> None:
    """Fiken uses the exchange rate of the day."""
    # By the contract, Fiken computes them from the rate of the day.
    entity = Payment(date=DAY, account="1920:10001", amount=1000, currency="EUR")
    sent = SALES.payments(1).payload(entity)
    assert {"date", "account", "amount", "currency"} == sent.keys()


@pytest.mark.parametrize("repository", [SALES.accruals(1), PURCHASES.accruals(1)], ids=repr)
def test_an_accrual_needs_a_saved_line(repository: Any) -> None:
    never_saved = a_line()
    entity = Accrual(line_id=never_saved.line_id, account="1749", start_date=DAY, periods=12)
    with pytest.raises(MissingAttributesError) as caught:
        repository.payload(entity)
    assert ["line_id"] == list(caught.value.problems)
    assert ["line_id"] == list(problems_of(repository, entity))


def test_a_new_line_has_no_id_for_an_accrual() -> None:
    """The message says where the id comes from."""
    entity = Accrual(account="1749", start_date=DAY, periods=12)
    assert "loaded" in problems_of(SALES.accruals(1), entity)["line_id"]


def test_missing_fields_of_an_accrual_are_named() -> None:
    problems = problems_of(SALES.accruals(1), Accrual())
    assert {"line_id", "account", "start_date", "periods"} == problems.keys()


def test_missing_fields_of_a_bank_account_are_named() -> None:
    problems = problems_of(ACME.bank_accounts, BankAccount())
    assert {"name", "bank_account_number", "type"} == problems.keys()

"""Entities that Fiken cannot change: a change is refused before anything is sent."""

from typing import Any

import pytest

from fiken import (
    FikenError,
    NotUpdatableError,
    OrderLine,
    VatType,
)
from tests.mappers.books import ACME, DAY_AFTER, PURCHASES, SALES, TRANSACTIONS, a_sale, loaded_from
from tests.samples import accrual, bank_account, payment, purchase, sale, transaction
from tests.samples._sample import Sample

FIXED: list[tuple[Any, Sample, dict[str, Any], str]] = [
    (SALES, sale.IN_EURO, {"due_date": DAY_AFTER}, "delete it, and record it again"),
    (PURCHASES, purchase.IN_DOLLARS, {"kid": None}, "delete it, and record it again"),
    (TRANSACTIONS, transaction.SAMPLES[0], {"description": "x"}, "delete it, and post it again"),
    (SALES.payments(1), payment.FOREIGN, {"amount": 1}, "undo it (delete), and record it again"),
    (SALES.accruals(1), accrual.SAMPLES[0], {"periods": 1}, "delete it, and set it up again"),
    (ACME.bank_accounts, bank_account.FOREIGN, {"name": "x"}, "change it in Fiken itself"),
]


@pytest.mark.parametrize(("repository", "sample", "change", "instead"), FIXED)
def test_changes_of_posted_entities_are_refused(
    repository: Any, sample: Sample, change: dict[str, Any], instead: str
) -> None:
    """The message says what to do instead."""
    changed = loaded_from(sample).evolve(**change)
    for attempt in (repository.payload, repository.save):
        with pytest.raises(NotUpdatableError) as caught:
            attempt(changed)
        assert tuple(change) == caught.value.fields
        assert instead == caught.value.hint
        name, cls = next(iter(change)), sample.model.__name__
        assert f"Fiken cannot change {name} of this {cls}: {instead}" == str(caught.value)


@pytest.mark.parametrize(("repository", "sample", "change"), [case[:3] for case in FIXED])
def test_saving_unchanged_entities_sends_nothing(
    repository: Any, sample: Sample, change: dict[str, Any]
) -> None:
    loaded = loaded_from(sample)
    there_and_back = loaded.evolve(**change).evolve(**{n: getattr(loaded, n) for n in change})
    for unchanged in (loaded, there_and_back):
        assert {} == repository.payload(unchanged)
        assert unchanged is repository.save(unchanged)


def test_all_refused_changes_are_named() -> None:
    # The reason is not the missing net or the unlikely vat: a sale cannot be changed at all.
    odd = OrderLine(description="Krus", vat_type=VatType.HIGH_BASIS, vat=1)
    changed = loaded_from(sale.IN_EURO).evolve(lines=[odd], customer_id=7, currency="NOK")
    with pytest.raises(NotUpdatableError) as caught:
        SALES.payload(changed)
    assert {"lines", "customer_id", "currency"} == set(caught.value.fields)


def test_a_typed_id_is_refused() -> None:
    """The sale would be recorded a second time."""
    with pytest.raises(FikenError, match=r"has sale_id=7: find\(7\) it"):
        SALES.payload(a_sale(sale_id=7))

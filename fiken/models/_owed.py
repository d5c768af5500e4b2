"""Whether a sale, a purchase or an invoice is paid, and whether it is overdue."""

from fiken import types as t
from fiken.types.dates import today

# Øre: the total of a document in NOK can be rounded to the nearest of these (`RoundingType`).
_ROUNDED_TO = (50, 100)


def day_or_today(on: t.Date | None, where: str) -> t.Date:
    """Return the day on which something is overdue or not: today in Norway if `on` is None.

    Args:
        on: The day that the caller gave.
        where: The method that the caller called, for the error message.

    Raises:
        InvalidAttributeError: `on` is neither a date nor None.
    """
    day: t.Date = today() if on is None else t.rule_of(t.Date).converted(where, "on", on)
    return day


def is_late(due: t.Date | None, day: t.Date, *, is_closed: bool | None) -> bool | None:
    """Return whether something is overdue; None if that is not known.

    Args:
        due: The due date. Without one, nothing is overdue.
        day: The day to compare the due date with. On the due date, nothing is overdue yet.
        is_closed: Whether nothing is left to pay; None if that is not known.
    """
    if due is None or due >= day:
        return False
    return None if is_closed is None else not is_closed


def was_paid(
    settled: bool | None,
    cancelled: bool | None,
    paid: int | None,
    total: int | None,
    *,
    rounded: bool,
) -> bool | None:
    """Return whether a sale was paid in full; None if that is not known.

    Args:
        settled: Whether nothing is left to pay, for whatever reason.
        cancelled: Whether the sale was deleted or written off.
        paid: The amount that was paid.
        total: The total, which can be negative.
        rounded: Whether a payment of the rounded total is a payment in full, as it is in NOK.
    """
    if cancelled or settled is False or (settled and paid == 0 and total):
        return False
    if cancelled is None or settled is None or paid is None or total is None:
        return None
    missing = total - paid if total >= 0 else paid - total
    is_rounded = any(paid % step == 0 and 2 * missing <= step for step in _ROUNDED_TO)
    return True if missing <= 0 or (rounded and is_rounded) else None


def any_of(*facts: bool | None) -> bool | None:
    """Return True if any fact is True, None if one of them is not known, and False otherwise."""
    return True if True in facts else None if None in facts else False


def sum_of(*amounts: int | None) -> int | None:
    """Return the sum of the amounts; None if one of them is not known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None

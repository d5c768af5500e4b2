"""The pages that control the emulator: faults, the clock and the reset."""

import calendar
import datetime
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fiken.emulator._clock import norwegian, seconds
from fiken.emulator.window.visit import Answer, Page, Redirect, Visit, number_of
from fiken.emulator.wire import contract as contracts
from fiken.emulator.wire.exchange import WINDOW
from fiken.emulator.wire.faults import (
    CannedAnswer,
    CutBody,
    DropAfterCarryingOut,
    DropBeforeReading,
    Fault,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)

_FAULTS, _CONTROL = f"{WINDOW}/faults", f"{WINDOW}/control"
_COMPANY = "/companies/{companySlug}"


# --- faults --------------------------------------------------------------------------------------


def _status(form: Mapping[str, str]) -> Fault:
    return Status(
        _number(form, "code"),
        retry_after=form.get("retry_after") or None,
        body=form.get("body") or None,
        content_type=form.get("content_type") or None,
    )


def _canned(form: Mapping[str, str]) -> Fault:
    return CannedAnswer(
        _number(form, "code"),
        {"Content-Type": form.get("content_type") or "text/html"},
        form.get("body", "").encode(),
        carry_out="carry_out" in form,
    )


#: The faults that the form can make: a sentence about each, and the function that makes it.
_KINDS: dict[str, tuple[str, Callable[[Mapping[str, str]], Fault]]] = {
    "Status": ("answer with a status, and change nothing", _status),
    "Slow": ("carry out, and answer some seconds later", lambda f: Slow(_seconds(f))),
    "WaitBeforeCarryingOut": (
        "wait some seconds, then carry out",
        lambda f: WaitBeforeCarryingOut(_seconds(f)),
    ),
    "DropBeforeReading": (
        "close the connection, and change nothing",
        lambda _: DropBeforeReading(),
    ),
    "DropAfterCarryingOut": (
        "carry out, and close the connection",
        lambda _: DropAfterCarryingOut(),
    ),
    "CutBody": ("carry out, and send half of the answer", lambda _: CutBody()),
    "CannedAnswer": ("send exactly the given body", _canned),
}
#: Faults that are armed by one click: a text, and the fields of the form.
_PRESETS = (
    ("503 once", {"kind": "Status", "code": "503"}),
    ("429, wait 2 s", {"kind": "Status", "code": "429", "retry_after": "2"}),
    ("Lose the answer of a POST", {"kind": "DropAfterCarryingOut", "method": "POST"}),
    ("Half an answer to a GET", {"kind": "CutBody", "method": "GET"}),
    ("Slow by 5 s", {"kind": "Slow", "seconds": "5"}),
)


def faults(visit: Visit, problem: str = "") -> Answer:
    """Show the faults that wait for requests, and the form that arms one."""
    ends = {operation.path.removeprefix(_COMPANY) for operation in contracts.load().operations}
    values: dict[str, Any] = {"pending": visit.inside.faults.numbered(), "problem": problem}
    values |= {"kinds": {name: text for name, (text, _) in _KINDS.items()}, "presets": _PRESETS}
    values |= {"paths": sorted(ends - {""}), "form": visit.form}
    return Page("faults.html", values, HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK)


def arm(visit: Visit) -> Answer:
    """Arm the fault that a form describes."""
    form = visit.form
    _, make = _KINDS.get(form.get("kind", ""), ("", None))
    if make is None:
        return faults(visit, f"Choose a kind of fault: {', '.join(_KINDS)}.")
    try:
        visit.inside.emulator.fail_next(
            make(form),
            method=form.get("method") or None,
            path=form.get("path", "").strip() or None,
            times=_number(form, "times", "1"),
            skip=_number(form, "skip", "0"),
        )
    except ValueError as error:
        return faults(visit, f"The fault is not armed: {error}.")
    return Redirect(_FAULTS, "armed")


def disarm(visit: Visit) -> Answer:
    """Remove one fault."""
    visit.inside.faults.remove(number_of(visit.path["number"]))
    return Redirect(_FAULTS, "disarmed")


def disarm_all(visit: Visit) -> Answer:
    """Remove all faults."""
    visit.inside.emulator.clear_faults()
    return Redirect(_FAULTS, "disarmed")


def _number(form: Mapping[str, str], name: str, default: str = "") -> int:
    text = form.get(name, "").strip() or default
    number = number_of(text, -1)
    if number < 0:
        raise ValueError(f"{name} is a whole number, not {text!r}")
    return number


def _seconds(form: Mapping[str, str]) -> float:
    text = form.get("seconds", "").strip()
    try:
        return float(text)
    except ValueError as error:
        raise ValueError(f"seconds is a number, not {text!r}") from error


# --- clock and reset -----------------------------------------------------------------------------

_UNITS = ("hours", "days", "weeks", "months")
_MONTHS = 12


def control(visit: Visit, problem: str = "", status: int = HTTPStatus.BAD_REQUEST) -> Answer:
    """Show the forms that set the clock and reset the emulator."""
    values = {"problem": problem, "units": _UNITS, "form": visit.form}
    return Page("control.html", values, status if problem else HTTPStatus.OK)


def set_clock(visit: Visit) -> Answer:
    """Set the clock to a time in Norway, where it stands still or from which it runs on."""
    try:
        moment = norwegian(datetime.datetime.fromisoformat(visit.form.get("moment", "")))
        stands = visit.form.get("mode") != "runs"
        visit.inside.emulator.set_clock((lambda: moment) if stands else _running(moment))
    except (ValueError, OverflowError) as error:
        return control(visit, f"The clock is not set: {error}.")
    return Redirect(_CONTROL, "clock")


def _running(moment: datetime.datetime) -> Callable[[], datetime.datetime]:
    """Return a clock that shows a time now, and runs on."""
    start, begun = moment.astimezone(datetime.UTC), seconds()
    return lambda: start + datetime.timedelta(seconds=seconds() - begun)


def move_clock(visit: Visit) -> Answer:
    """Move the clock on by hours, days, weeks or months."""
    emulator, unit = visit.inside.emulator, visit.form.get("unit", "")
    if unit not in _UNITS:
        return control(visit, f"The clock is not moved: the unit is one of {', '.join(_UNITS)}.")
    try:
        number = _number(visit.form, "number")
        if unit == "months":
            now = emulator.now
            shift = _months_later(now, number) - now
        else:
            shift = datetime.timedelta(**{unit: number})
        emulator.move_clock(shift)
    except (ValueError, OverflowError) as error:
        return control(visit, f"The clock is not moved: {error}.")
    return Redirect(_CONTROL, "clock")


def _months_later(now: datetime.datetime, months: int) -> datetime.datetime:
    """Return the same day of a later month, or its last day if it is shorter."""
    years, month = divmod(now.month - 1 + months, _MONTHS)
    year = now.year + years
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def first_clock(visit: Visit) -> Answer:
    """Go back to the clock with which the emulator was made."""
    visit.inside.emulator.set_clock(None)
    return Redirect(_CONTROL, "clock")


def reset(visit: Visit) -> Answer:
    """Replace the books by new ones, and empty the log and the queue of faults."""
    try:
        visit.inside.emulator.reset()
    except RuntimeError as error:
        return control(visit, f"Nothing was reset: {error}.", HTTPStatus.CONFLICT)
    return Redirect("/", "reset")

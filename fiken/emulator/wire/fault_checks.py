"""Checks of new faults. A fault that no request can match would let a test pass by mistake."""

from collections.abc import Iterable
from typing import TypeGuard, cast, get_args

from fiken.emulator.wire import contract
from fiken.emulator.wire.faults import (
    FILE,
    CannedAnswer,
    Fault,
    PendingFault,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)
from fiken.emulator.wire.oauth import ENDPOINTS

_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
#: The longest wait of a fault, in seconds: a day.
LONGEST = 86_400


def checked_fault(
    fault: object,
    method: object,
    path: object,
    times: int,
    skip: int,
    others: Iterable[tuple[str, str]] = (),
) -> PendingFault:
    """Check the arguments of `Emulator.fail_next`, and return them as one object.

    A fault is misbehaviour of the emulator that a test orders, such as the answer 503.

    Args:
        fault: the misbehaviour, such as `Status(503)`.
        method: the HTTP method that a request must have, ignoring case, or None for any method.
        path: the end of the path that a request must have, such as `/contacts/17`, or None for any
            path.
        times: the number of requests to which the fault is applied.
        skip: the number of matching requests that are served normally first.
        others: pairs (method, path template) of what the emulator serves besides the contract.

    Raises:
        TypeError, ValueError: an argument has a wrong type or value, or Fiken has no operation with
            this method and path, so that the fault would never be applied.
    """
    if not _is_fault(fault):
        kinds = ", ".join(kind.__name__ for kind in get_args(Fault))
        raise TypeError(f"{fault!r} is not a fault: make one of {kinds}, such as Status(500)")
    _check_values(fault)
    if type(times) is not int or times < 1:
        raise ValueError(f"a fault happens at least once, not {times!r} times")
    if type(skip) is not int or skip < 0:
        raise ValueError(f"skip is a number of requests, 0 or more, not {skip!r}")
    if not isinstance(method, str | None) or not isinstance(path, str | None):
        raise TypeError(f"method and path are texts, not {method!r} and {path!r}")
    if method is not None and method.upper() not in _METHODS:
        raise ValueError(f"method is one of {', '.join(sorted(_METHODS))}, not {method!r}")
    if path is not None:
        _check_path(method and method.upper(), path, others)
    return PendingFault(fault, method and method.upper(), path, times, skip)


def _is_fault(fault: object) -> TypeGuard[Fault]:
    return isinstance(fault, get_args(Fault))


def _check_values(fault: Fault) -> None:
    if isinstance(fault, Status) and not _is_status(fault.code):
        raise ValueError(f"a status is a whole number from 100 to 599, not {fault.code!r}")
    if isinstance(fault, CannedAnswer) and not _is_status(fault.status):
        raise ValueError(f"a status is a whole number from 100 to 599, not {fault.status!r}")
    if isinstance(fault, CannedAnswer) and type(fault.body) is not bytes:
        raise TypeError(f"the body of a CannedAnswer is bytes, not {fault.body!r:.60}")
    if isinstance(fault, Slow | WaitBeforeCarryingOut) and not _is_wait(fault.seconds):
        raise ValueError(f"a wait is from 0 to {LONGEST} seconds, not {fault.seconds!r}")


def _is_status(code: object) -> bool:
    return type(code) is int and 100 <= code < 600  # noqa: PLR2004


def _is_wait(seconds: object) -> bool:
    return type(seconds) in {int, float} and 0 <= cast("float", seconds) <= LONGEST


def _check_path(method: str | None, path: str, others: Iterable[tuple[str, str]]) -> None:
    """Raise ValueError if Fiken has no operation with the method on a path that ends in `path`.

    The method None stands for any method.
    """
    if "?" in path or "#" in path:
        raise ValueError(f"no path of Fiken's contract ends in {path!r}: leave the query out")
    operations = contract.load().operations
    served = [(operation.method, operation.path) for operation in operations]
    served.append(("GET", FILE))
    served += [(method, path) for path, methods in ENDPOINTS.items() for method in methods]
    served += others
    methods = {by for by, template in served if _fits(path, template)}
    if not methods:
        raise ValueError(f"no path of Fiken's contract ends in {path!r}")
    if method is not None and method not in methods:
        accepted = ", ".join(sorted(methods))
        raise ValueError(
            f"no path of Fiken's contract that ends in {path!r} accepts {method}: {accepted}"
        )


def _fits(path: str, template: str) -> bool:
    """Return whether a path of this template can end in `path`.

    `_fits("/contacts", "/companies/{companySlug}/contacts")` is True.
    """
    wanted = path.strip("/").split("/")
    declared = template.strip("/").split("/")[-len(wanted) :]
    return len(wanted) == len(declared) and all(map(_fits_segment, wanted, declared))


def _fits_segment(wanted: str, declared: str) -> bool:
    """Return whether a segment of a fault's path fits a segment of a path template.

    `contacts` fits `contacts`. Both `17` and `{contactId}` fit `{contactId}`. Of the texts without
    braces, only those with a digit, a hyphen or a dot fit a parameter, so that a misspelt word such
    as `contcats` fits nothing.
    """
    if not declared.startswith("{"):
        return wanted == declared
    return wanted.startswith("{") or any(sign.isdigit() or sign in "-." for sign in wanted)

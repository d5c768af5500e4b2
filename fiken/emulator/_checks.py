"""What a test may ask of the emulator: a fault that can never bite would let it pass in vain."""

from collections.abc import Iterable
from typing import get_args

from fiken.emulator import contract
from fiken.emulator._clock import norwegian
from fiken.emulator._faults import Fault, Status

#: The values of `company.vatType` (observed §8).
VAT_TYPES = ("no", "yearly", "monthly", "bi-monthly")
_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def checked_fault(fault: object, method: str | None, path: str | None) -> None:
    """Refuse a fault, a method or a path that no request of Fiken's contract can meet."""
    if not isinstance(fault, get_args(Fault)):
        kinds = ", ".join(kind.__name__ for kind in get_args(Fault))
        raise TypeError(f"{fault!r} is no fault: make one of {kinds}, such as Status(500)")
    if isinstance(fault, Status) and not (type(fault.code) is int and 100 <= fault.code < 600):  # noqa: PLR2004
        raise ValueError(f"a status is a whole number from 100 to 599, not {fault.code!r}")
    if method is not None and method.upper() not in _METHODS:
        raise ValueError(f"{method!r} is none of {', '.join(sorted(_METHODS))}")
    if path is not None and not _can_be_asked(path):
        raise ValueError(f"no path of Fiken's contract ends in {path!r}")


def _can_be_asked(path: str) -> bool:
    asked = path.strip("/").split("/")
    templates = {operation.path for operation in contract.load().operations}
    served = [*(template.strip("/").split("/") for template in templates), ["files", "{}", "{}"]]
    return any(_fits(asked, template[-len(asked) :]) for template in served)


def _fits(asked: list[str], template: list[str]) -> bool:
    return len(asked) == len(template) and all(map(_fits_segment, asked, template))


def _fits_segment(asked: str, ours: str) -> bool:
    """Ids have a digit; a slug may be any text, and stands for no path by itself."""
    if not ours.startswith("{"):
        return asked == ours
    return asked == ours or any(sign.isdigit() for sign in asked) or "-" in asked


def checked_modules(
    modules: Iterable[str] | None, known: Iterable[str | None]
) -> frozenset[str] | None:
    """Give the modules that are bought; None is all of them."""
    if modules is None:
        return None
    if isinstance(modules, str):
        raise TypeError(f"modules are a list: [{modules!r}]")
    bought, names = frozenset(modules), {name for name in known if name}
    if bought - names:
        wrong = ", ".join(sorted(bought - names))
        raise ValueError(f"there is no module {wrong}; there is {', '.join(sorted(names))}")
    return bought


def checked_clock(clock: object) -> None:
    """Check that a clock is a function that returns a datetime or a date."""
    if clock is None:
        return
    if not callable(clock):
        raise TypeError(f"a clock is a function: clock=lambda: {clock!r}")
    norwegian(clock())


def checked_vat_type(vat_type: object) -> str:
    """Return a value of `company.vatType`; raise ValueError for another one."""
    if vat_type not in VAT_TYPES:
        raise ValueError(f"vat_type is one of {', '.join(VAT_TYPES)}, not {vat_type!r}")
    return str(vat_type)

"""What may be asked of the emulator: a fault that can never be met lets a test pass in vain."""

from collections.abc import Iterable
from os import PathLike, fspath
from typing import Any, TypeGuard, cast, get_args

from fiken.emulator._clock import norwegian
from fiken.emulator.wire import contract
from fiken.emulator.wire.faults import (
    FILES,
    CannedAnswer,
    Fault,
    PendingFault,
    Slow,
    Status,
    WaitBeforeCarryingOut,
)

#: The values of `company.vatType` (docs/observed.md#8-vat-types).
VAT_TYPES = ("no", "yearly", "monthly", "bi-monthly")
#: What most companies have.
BI_MONTHLY = VAT_TYPES[-1]
_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
#: The longest wait of a fault, in seconds: a day.
LONGEST = 86_400
#: The years of a clock. Emulator choice: the books reach back some years, and forward.
FIRST_YEAR, LAST_YEAR = 1900, 9990


def checked_fault(
    fault: object, method: object, path: object, times: int, skip: int
) -> PendingFault:
    """Return the fault as it is ordered; refuse one that no request of the contract can meet."""
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
        raise ValueError(f"{method!r} is none of {', '.join(sorted(_METHODS))}")
    if path is not None:
        _check_path(method and method.upper(), path)
    return PendingFault(fault, method and method.upper(), path, times, skip)


def _is_fault(fault: object) -> TypeGuard[Fault]:
    return isinstance(fault, get_args(Fault))


def _check_values(fault: Fault) -> None:
    if isinstance(fault, Status) and not _is_status(fault.code):
        raise ValueError(f"a status is a whole number from 100 to 599, not {fault.code!r}")
    if isinstance(fault, CannedAnswer) and not _is_status(fault.status):
        raise ValueError(f"a status is a whole number from 100 to 599, not {fault.status!r}")
    if isinstance(fault, CannedAnswer) and not _is_bytes(fault.body):
        raise TypeError(f"the body of a CannedAnswer is bytes, not {fault.body!r:.60}")
    if isinstance(fault, Slow | WaitBeforeCarryingOut) and not _is_wait(fault.seconds):
        raise ValueError(f"a wait is from 0 to {LONGEST} seconds, not {fault.seconds!r}")


def _is_status(code: object) -> bool:
    return type(code) is int and 100 <= code < 600  # noqa: PLR2004


def _is_bytes(body: object) -> bool:
    return isinstance(body, bytes)


def _is_wait(seconds: object) -> bool:
    return type(seconds) in {int, float} and 0 <= cast("float", seconds) <= LONGEST


def _check_path(method: str | None, path: str) -> None:
    """Refuse a path that the contract does not have, or not with that method."""
    if "?" in path or "#" in path:
        raise ValueError(f"no path of Fiken's contract ends in {path!r}: leave the query out")
    operations = contract.load().operations
    served = [(operation.method, operation.path) for operation in operations]
    served.append(("GET", FILES))
    methods = {by for by, template in served if _fits(path, template)}
    if not methods:
        raise ValueError(f"no path of Fiken's contract ends in {path!r}")
    if method is not None and method not in methods:
        takes = ", ".join(sorted(methods))
        raise ValueError(
            f"no path of Fiken's contract that ends in {path!r} takes {method}: {takes}"
        )


def _fits(path: str, template: str) -> bool:
    """Return whether a path that fits the template can end in that one."""
    asked = path.strip("/").split("/")
    ours = template.strip("/").split("/")[-len(asked) :]
    return len(asked) == len(ours) and all(map(_fits_segment, asked, ours))


def _fits_segment(asked: str, ours: str) -> bool:
    """Ids have a digit; a slug or a file's name may be any text, and is no path by itself."""
    if not ours.startswith("{"):
        return asked == ours
    return asked.startswith("{") or any(sign.isdigit() or sign in "-." for sign in asked)


def checked_address(host: object, port: object) -> tuple[str, int]:
    """Return where to listen; refuse what is not an address or a port."""
    if not isinstance(host, str) or not host:
        raise ValueError(f"host is a name or an address, such as 127.0.0.1, not {host!r}")
    if type(port) is not int or not 0 <= port <= 65535:  # noqa: PLR2004
        raise ValueError(f"port is a whole number from 0 to 65535, not {port!r}")
    return host, port


def checked_data(data: object) -> str | None:
    """Return the name of the data file; refuse what SQLite would take for no file at all."""
    if data is None:
        return None
    is_path = isinstance(data, str | PathLike)
    name = cast("object", fspath(cast("Any", data))) if is_path else None
    if not isinstance(name, str) or not name:
        raise ValueError(f"data is the name of an SQLite file, not {data!r}")
    return name


def check_seed(seed: object) -> None:
    """Check that a seed is a whole number, where there is one."""
    if seed is not None and type(seed) is not int:
        raise ValueError(f"seed is a whole number, not {seed!r}")


def check_flags(**flags: object) -> None:
    """Check that each flag is true or false."""
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            raise TypeError(f"{name} is True or False, not {flag!r}")


def checked_modules(
    modules: Iterable[str] | None, known: Iterable[str | None]
) -> frozenset[str] | None:
    """Return the modules that are bought; None is all of them."""
    if modules is None:
        return None
    if isinstance(modules, str):
        raise TypeError(f"modules are a list: [{modules!r}]")
    bought, names = frozenset(modules), {name for name in known if name}
    if bought - names:
        wrong = ", ".join(sorted(map(str, bought - names)))
        raise ValueError(f"there is no module {wrong}; there is {', '.join(sorted(names))}")
    return bought


def checked_clock(clock: object) -> None:
    """Check that a clock is a function that returns a datetime or a date."""
    if clock is None:
        return
    if not callable(clock):
        raise TypeError(f"a clock is a function: clock=lambda: {clock!r}")
    year = norwegian(clock()).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"a clock's year is from {FIRST_YEAR} to {LAST_YEAR}, not {year}")


def checked_vat_type(vat_type: object) -> str:
    """Return a value of `company.vatType`; raise ValueError for another one."""
    if vat_type not in VAT_TYPES:
        raise ValueError(f"vat_type is one of {', '.join(VAT_TYPES)}, not {vat_type!r}")
    return str(vat_type)

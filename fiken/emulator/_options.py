"""Checks of the options of an `Emulator`."""

import ipaddress
import re
from collections.abc import Collection, Iterable
from datetime import timedelta
from os import PathLike, fspath
from typing import Any, cast
from urllib.parse import urlsplit

from fiken.emulator._clock import norwegian
from fiken.emulator.demo.books import BI_MONTHLY

#: The values of `company.vatType`: how often a company reports VAT (docs/observed.md#8-vat-types).
VAT_TYPES = ("no", "yearly", "monthly", BI_MONTHLY)
#: The years that a clock can show. Emulator choice: the books need some years before and after.
FIRST_YEAR, LAST_YEAR = 1900, 9990

#: A host name or an IPv4 address.
_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def checked_address(host: object, port: object) -> tuple[str, int]:
    """Check the host and the port to listen on, and return both.

    Raises:
        ValueError: the host is not a string or is empty, or the port is not from 0 to 65535.
    """
    if not isinstance(host, str) or not host:
        raise ValueError(f"host is a name or an address, such as 127.0.0.1, not {host!r}")
    if type(port) is not int or not 0 <= port <= 65535:  # noqa: PLR2004
        raise ValueError(f"port is a whole number from 0 to 65535, not {port!r}")
    return host, port


def checked_hosts(hosts: Collection[object]) -> frozenset[str]:
    """Check the option `window_hosts`, and return the names and addresses in lower case.

    Raises:
        TypeError: `hosts` is a string instead of a list.
        ValueError: one of them is not a host name or an address, or has a port.
    """
    if isinstance(hosts, str):
        raise TypeError(f"window_hosts is a list of names, such as [{hosts!r}], not a string")
    names: set[str] = set()
    for host in hosts:
        name = _name_of(host) if isinstance(host, str) else None
        if name is None:
            raise ValueError(
                f"window_hosts has names or addresses without a port, such as fiken.test, "
                f"not {host!r}"
            )
        names.add(name)
    return frozenset(names)


def _name_of(host: str) -> str | None:
    """Return a host name or an address as browsers write it, or None if it is neither.

    `FE80:0::1` is `fe80::1`. A zone, as in `fe80::1%eth0`, never stands in an address bar.
    """
    if _HOST.fullmatch(host):
        return host.lower()
    try:
        return None if "%" in host else str(ipaddress.IPv6Address(host))
    except ValueError:
        return None


def checked_data(data: object) -> str | None:
    """Return the name of the data file as a string, or None for books in memory.

    Raises:
        ValueError: the value is not a path, or it is empty. SQLite would use a temporary file for
            an empty name.
    """
    if data is None:
        return None
    is_path = isinstance(data, str | PathLike)
    name = cast("object", fspath(cast("Any", data))) if is_path else None
    if not isinstance(name, str) or not name:
        raise ValueError(f"data is the name of an SQLite file, not {data!r}")
    return name


def check_seed(seed: object) -> None:
    """Raise ValueError unless the seed is a whole number or None."""
    if seed is not None and type(seed) is not int:
        raise ValueError(f"seed is a whole number, not {seed!r}")


def check_flags(**flags: object) -> None:
    """Raise TypeError unless every keyword argument is True or False."""
    for name, flag in flags.items():
        if not isinstance(flag, bool):
            raise TypeError(f"{name} is True or False, not {flag!r}")


def checked_modules(
    modules: Iterable[str] | None, known: Iterable[str | None]
) -> frozenset[str] | None:
    """Return the names of the paid modules as a set, or None for all modules.

    Args:
        modules: the names, such as `["projects"]`.
        known: the names of all modules that exist. If it contains `None`, this is ignored.

    Raises:
        TypeError: `modules` is a string instead of a list.
        ValueError: a name is unknown.
    """
    if modules is None:
        return None
    if isinstance(modules, str):
        raise TypeError(f"modules is a list of names, such as [{modules!r}], not a string")
    bought, names = frozenset(modules), {name for name in known if name}
    if bought - names:
        unknown = ", ".join(sorted(map(str, bought - names)))
        raise ValueError(f"there is no module {unknown}; there is {', '.join(sorted(names))}")
    return bought


def checked_clock(clock: object) -> None:
    """Check that a clock is None, or a function that returns a datetime or a date.

    Raises:
        TypeError: the clock is not a function, or returns something else.
        ValueError: the function returns a time outside of the years 1900 to 9990.
    """
    if clock is None:
        return
    if not callable(clock):
        raise TypeError(f"clock is a function, such as `lambda: {clock!r}`, not a value")
    year = norwegian(clock()).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"a clock's year is from {FIRST_YEAR} to {LAST_YEAR}, not {year}")


def checked_shift(shift: object) -> None:
    """Raise TypeError unless a shift of the clock is a timedelta."""
    if not isinstance(shift, timedelta):
        raise TypeError(f"shift is a timedelta, such as timedelta(days=1), not {shift!r}")


def checked_vat_type(vat_type: object) -> str:
    """Check the option `vat_type`, and return it.

    Raises:
        ValueError: the value is not `no`, `yearly`, `monthly` or `bi-monthly`.
    """
    if vat_type not in VAT_TYPES:
        raise ValueError(f"vat_type is one of {', '.join(VAT_TYPES)}, not {vat_type!r}")
    return str(vat_type)


def checked_lifetime(seconds: object) -> int:
    """Check the option `token_lifetime`, and return it.

    Raises:
        ValueError: the value is not a whole number of at least 1.
    """
    if type(seconds) is not int or seconds < 1:
        raise ValueError(
            f"token_lifetime is a whole number of seconds, at least 1, not {seconds!r}"
        )
    return seconds


def checked_redirect_uri(uri: object) -> str:
    """Check the URL to which an app lets browsers be sent back, and return it.

    Emulator choice: http is accepted too, for any host. Sources disagree about it
    (docs/observed.md#6-tokens-and-oauth).

    Raises:
        ValueError: the value is not an absolute URL, or has a fragment.
    """
    if isinstance(uri, str) and uri.isascii() and uri.isprintable() and "#" not in uri:
        parts = urlsplit(uri)
        if parts.scheme in {"http", "https"} and parts.netloc:
            return uri
    raise ValueError(
        f"redirect_uri is an absolute URL such as http://127.0.0.1:8000/callback, not {uri!r}"
    )

"""Telling an emulator on this machine from Fiken, by its URL."""

import ipaddress
from urllib.parse import urlsplit


def is_here(url: str) -> bool:
    """Return whether a URL is of this machine and without encryption, as that of an emulator is."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
    return is_own and parts.scheme == "http"

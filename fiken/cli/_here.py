"""Telling an emulator on this machine from Fiken, by its URL."""

_HERE = tuple(f"http://{host}:" for host in ("127.0.0.1", "localhost", "[::1]"))


def is_here(url: str) -> bool:
    """Return whether a URL is of this machine, as that of an emulator is."""
    return url.startswith(_HERE)

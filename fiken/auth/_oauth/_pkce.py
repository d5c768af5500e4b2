"""PKCE (RFC 7636): a proof that the program that began a login is the one that ends it."""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode

#: The method of `challenge_of`, by its name in the protocol.
METHOD = "S256"

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)


def new_verifier() -> str:
    """Return a new random verifier, of 43 characters. Keep it secret until the login ends."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier: its SHA-256 digest, in the alphabet of URLs."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def is_verifier(value: str) -> bool:
    """Return whether a text can be a verifier: 43 to 128 letters, digits and ``-._~``."""
    return _VERIFIER.fullmatch(value) is not None

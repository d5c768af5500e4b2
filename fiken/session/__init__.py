"""One polite conversation with Fiken over requests: pacing, retries, errors, request ids."""

from fiken.session._answer import Answer
from fiken.session._pacing import Paced, Pacer, Unpaced
from fiken.session._retries import Retries
from fiken.session._session import Session

__all__ = ["Answer", "Paced", "Pacer", "Retries", "Session", "Unpaced"]

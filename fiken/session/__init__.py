"""Requests to Fiken: pacing, safe retries, exceptions, request ids and logs."""

from fiken.pacing import Paced, Pacer, Slot, Unpaced
from fiken.session._answer import Answer
from fiken.session._retries import Retries
from fiken.session._session import Session
from fiken.session._settings import MAX_ANSWER_BYTES, TOTAL

__all__ = [
    "MAX_ANSWER_BYTES",
    "TOTAL",
    "Answer",
    "Paced",
    "Pacer",
    "Retries",
    "Session",
    "Slot",
    "Unpaced",
]

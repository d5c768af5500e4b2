"""A client library for version 2 of the API of Fiken, the Norwegian accounting service.

Models are immutable. Repositories find and save them.

>>> from fiken import Contact, Fiken, kroner
>>> acme = Fiken(token="made.up").company("acme-as")
>>> acme.contacts.payload(Contact(name="Nelly Bloom", customer=True))
{'name': 'Nelly Bloom', 'customer': True, 'supplier': False}
"""

from typing import TYPE_CHECKING

from fiken import errors, models
from fiken._lazy import lazily
from fiken._version import __version__
from fiken.errors import *  # noqa: F403 - its __all__ is a list of names, and part of ours
from fiken.models import Model as Model, model as model
from fiken.types import (
    AttachmentType,
    BankAccountType,
    DispatchType,
    DraftType,
    EhfDocumentType,
    EhfStatus,
    EmailSendOption,
    IntervalUnit,
    Language,
    PurchaseKind,
    RoundingType,
    SaleKind,
    SendMethod,
    TimeGrouping,
    VatPeriod,
    VatType,
    WriteOffType,
    format_kroner,
    in_kroner,
    in_ore,
    kroner,
)

if TYPE_CHECKING:
    from fiken._company import CompanyClient
    from fiken.auth import OAuth2, OAuthApp, Tokens
    from fiken.client import Fiken
    from fiken.models import *  # noqa: F403 - its __all__ is a list of names, and part of ours
else:  # not for type checkers: it would make every misspelt name valid
    # pytest imports this package in every project that has it installed: without requests.
    HOMES = {**models.HOMES, "CompanyClient": "fiken._company", "Fiken": "fiken.client"}
    HOMES |= dict.fromkeys(("OAuth2", "OAuthApp", "Tokens"), "fiken.auth")
    __getattr__, __dir__ = lazily(__name__, HOMES)

__all__ = [
    "AttachmentType",
    "BankAccountType",
    "CompanyClient",
    "DispatchType",
    "DraftType",
    "EhfDocumentType",
    "EhfStatus",
    "EmailSendOption",
    "Fiken",
    "IntervalUnit",
    "Language",
    "OAuth2",
    "OAuthApp",
    "PurchaseKind",
    "RoundingType",
    "SaleKind",
    "SendMethod",
    "TimeGrouping",
    "Tokens",
    "VatPeriod",
    "VatType",
    "WriteOffType",
    "__version__",
    "format_kroner",
    "in_kroner",
    "in_ore",
    "kroner",
]
__all__ += errors.__all__
__all__ += models.__all__

"""The types of the fields of models: amounts, texts, dates and enumerations.

To a type checker, ``Text200`` is ``str``. At run time, models also check that the text has at most
200 characters. ``ReadOnly[…]``, ``WriteOnly[…]``, ``CreateOnly[…]`` and ``UpdateOnly[…]`` state
when a field can be sent to Fiken, and ``Identity[…]`` marks the id of an entity.
"""

from fiken.types._enums import OpenEnum, OpenText
from fiken.types._exact import Int32
from fiken.types._hints import Hint, hint_of, rule_of
from fiken.types._marks import (
    KEY,
    UNSET,
    Access,
    CreateOnly,
    Identity,
    ReadOnly,
    UpdateOnly,
    WriteOnly,
    cached,
)
from fiken.types._rule import Rule, can_be_sent
from fiken.types.amounts import (
    Amount,
    Hours,
    Number,
    Percent,
    Quantity,
    Stock,
    in_ore,
)
from fiken.types.dates import Date, DateTime, Real, real_value
from fiken.types.enums import (
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
)
from fiken.types.money import format_kroner, in_kroner, kroner
from fiken.types.texts import (
    AccountCode,
    BankAccountNumber,
    ClockTime,
    Currency,
    Name200,
    Text20,
    Text166,
    Text200,
    Text500,
)

__all__ = [
    "KEY",
    "UNSET",
    "Access",
    "AccountCode",
    "Amount",
    "AttachmentType",
    "BankAccountNumber",
    "BankAccountType",
    "ClockTime",
    "CreateOnly",
    "Currency",
    "Date",
    "DateTime",
    "DispatchType",
    "DraftType",
    "EhfDocumentType",
    "EhfStatus",
    "EmailSendOption",
    "Hint",
    "Hours",
    "Identity",
    "Int32",
    "IntervalUnit",
    "Language",
    "Name200",
    "Number",
    "OpenEnum",
    "OpenText",
    "Percent",
    "PurchaseKind",
    "Quantity",
    "ReadOnly",
    "Real",
    "RoundingType",
    "Rule",
    "SaleKind",
    "SendMethod",
    "Stock",
    "Text20",
    "Text166",
    "Text200",
    "Text500",
    "TimeGrouping",
    "UpdateOnly",
    "VatPeriod",
    "VatType",
    "WriteOffType",
    "WriteOnly",
    "cached",
    "can_be_sent",
    "format_kroner",
    "hint_of",
    "in_kroner",
    "in_ore",
    "kroner",
    "real_value",
    "rule_of",
]

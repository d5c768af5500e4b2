"""What one value may be.

An alias is the type: ``Text200`` is ``str`` to a type checker and a rule to attrs. ``ReadOnly``,
``WriteOnly``, ``CreateOnly``, ``UpdateOnly`` and ``Identity`` say in which direction a field goes.
"""

from fiken.types._base import (
    KEY,
    UNSET,
    Access,
    CreateOnly,
    Hint,
    Identity,
    ReadOnly,
    Rule,
    UpdateOnly,
    WriteOnly,
    hint_of,
    remembered,
    rule_of,
)
from fiken.types._enums import OpenEnum, OpenText
from fiken.types.amounts import (
    Amount,
    Hours,
    Number,
    Percent,
    Quantity,
    Stock,
    in_kroner,
    kroner,
)
from fiken.types.dates import Date, DateTime
from fiken.types.enums import AttachmentType, Language, VatPeriod, VatType
from fiken.types.texts import (
    AccountCode,
    BankAccountNumber,
    Currency,
    Name200,
    Text20,
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
    "CreateOnly",
    "Currency",
    "Date",
    "DateTime",
    "Hint",
    "Hours",
    "Identity",
    "Language",
    "Name200",
    "Number",
    "OpenEnum",
    "OpenText",
    "Percent",
    "Quantity",
    "ReadOnly",
    "Rule",
    "Stock",
    "Text20",
    "Text200",
    "Text500",
    "UpdateOnly",
    "VatPeriod",
    "VatType",
    "WriteOnly",
    "hint_of",
    "in_kroner",
    "kroner",
    "remembered",
    "rule_of",
]

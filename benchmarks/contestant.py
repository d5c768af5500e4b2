"""What each contestant does with the pages of a family, and the enumerations of the rivals."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import attrs


@attrs.frozen
class Contestant:
    """The functions of one contestant for one family, such as invoices in pydantic.

    Args:
        load: Build models from a page of an answer.
        dump: Return the JSON of one such model. fiken returns only what can be sent.
        requests: Build the models that create entities, from a page of their JSON.
        dump_requests: Return the JSON of one of those models.
    """

    load: Callable[[bytes], Sequence[Any]]
    dump: Callable[[Any], bytes]
    requests: Callable[[bytes], Sequence[Any]]
    dump_requests: Callable[[Any], bytes]


class AttachmentType(StrEnum):
    INVOICE = "invoice"
    REMINDER = "reminder"
    UNSPECIFIED = "unspecified"
    OCR = "ocr"
    BANK_STATEMENT = "bank_statement"


class DispatchType(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    EHF = "ehf"
    LETTER = "letter"
    VIPPS = "vipps"
    EFAKTURA = "efaktura"
    UNKNOWN = "unknown"


class RoundingType(StrEnum):
    NONE = "none"
    ROUND_HALF = "round_half"
    ROUND_WHOLE = "round_whole"
    ROUND_DOWN_HALF = "round_down_half"
    ROUND_DOWN_WHOLE = "round_down_whole"


class SaleKind(StrEnum):
    CASH_SALE = "cash_sale"
    INVOICE = "invoice"
    EXTERNAL_INVOICE = "external_invoice"


class VatType(StrEnum):
    """The types for lines of sales."""

    NONE = "NONE"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    RAW_FISH = "RAW_FISH"
    LOW = "LOW"
    EXEMPT_IMPORT_EXPORT = "EXEMPT_IMPORT_EXPORT"
    EXEMPT = "EXEMPT"
    OUTSIDE = "OUTSIDE"
    EXEMPT_REVERSE = "EXEMPT_REVERSE"

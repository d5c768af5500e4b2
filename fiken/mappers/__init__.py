"""How models look on the wire: ``load(data) -> model``, ``dump(model) -> dict``.

Each mapper loads on first use. `converter` is the cattrs converter behind all of them.
"""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

if TYPE_CHECKING:
    from fiken.mappers._base import Mapper, converter
    from fiken.mappers.account import AccountMapper
    from fiken.mappers.attachment import AttachmentMapper
    from fiken.mappers.company import CompanyMapper
    from fiken.mappers.contact import (
        AddressMapper,
        ContactMapper,
        ContactPersonMapper,
        NoteMapper,
    )
    from fiken.mappers.product import ProductMapper
    from fiken.mappers.user import UserMapper
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__ = lazily(
        __name__,
        homes(
            __name__,
            _base="Mapper converter",
            account="AccountMapper",
            attachment="AttachmentMapper",
            company="CompanyMapper",
            contact="AddressMapper ContactMapper ContactPersonMapper NoteMapper",
            product="ProductMapper",
            user="UserMapper",
        ),
    )

__all__ = [
    "AccountMapper",
    "AddressMapper",
    "AttachmentMapper",
    "CompanyMapper",
    "ContactMapper",
    "ContactPersonMapper",
    "Mapper",
    "NoteMapper",
    "ProductMapper",
    "UserMapper",
    "converter",
]

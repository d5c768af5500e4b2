"""What an entity is: frozen, keyword-only, slotted models. Each loads on first use."""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily
from fiken.models._base import Model

HOMES = homes(
    __name__,
    account="Account",
    attachment="Attachment",
    company="Company",
    contact="Address Contact ContactPerson Note",
    product="Product",
    project="Project",
    user="User",
)

if TYPE_CHECKING:
    from fiken.models.account import Account
    from fiken.models.attachment import Attachment
    from fiken.models.company import Company
    from fiken.models.contact import Address, Contact, ContactPerson, Note
    from fiken.models.product import Product
    from fiken.models.project import Project
    from fiken.models.user import User
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__ = lazily(__name__, HOMES)

__all__ = [
    "Account",
    "Address",
    "Attachment",
    "Company",
    "Contact",
    "ContactPerson",
    "Model",
    "Note",
    "Product",
    "Project",
    "User",
]

"""How entities are found and saved. Each repository loads on first use."""

from typing import TYPE_CHECKING

from fiken._lazy import homes, lazily

HOMES = homes(
    __name__,
    _collection="Collection",
    account="AccountRepository",
    company="CompanyRepository",
    contact="ContactPersonRepository ContactRepository",
    group="GroupRepository",
    product="ProductRepository",
    project="ProjectRepository",
    user="UserRepository",
)

if TYPE_CHECKING:
    from fiken.repositories._collection import Collection
    from fiken.repositories.account import AccountRepository
    from fiken.repositories.company import CompanyRepository
    from fiken.repositories.contact import ContactPersonRepository, ContactRepository
    from fiken.repositories.group import GroupRepository
    from fiken.repositories.product import ProductRepository
    from fiken.repositories.project import ProjectRepository
    from fiken.repositories.user import UserRepository
else:  # not for type checkers: it would make every misspelt name valid
    __getattr__ = lazily(__name__, HOMES)

__all__ = [
    "AccountRepository",
    "Collection",
    "CompanyRepository",
    "ContactPersonRepository",
    "ContactRepository",
    "GroupRepository",
    "ProductRepository",
    "ProjectRepository",
    "UserRepository",
]

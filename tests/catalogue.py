"""Every literal and every repository, for the suites that hold for all of them."""

import importlib
import pkgutil
from collections.abc import Callable
from datetime import date
from typing import Any

import attrs

from fiken import (
    CompanyClient,
    Contact,
    ContactPerson,
    Product,
    Project,
    VatType,
)
from fiken.models import Model
from tests import samples
from tests.samples._sample import Sample


def all_samples() -> list[Sample]:
    """Every literal, from every module beside `_sample`."""
    names = [m.name for m in pkgutil.iter_modules(samples.__path__) if m.name[0] != "_"]
    modules = (importlib.import_module(f"tests.samples.{name}") for name in sorted(names))
    return [sample for module in modules for sample in module.SAMPLES]


@attrs.frozen
class Entity:
    """One repository, and what the suites need to use it.

    Args:
        name: What stands in the test's name.
        repository: From the company's client.
        new: Makes the n-th new model; None where none can be saved.
        change: What an update changes; empty where nothing can be.
    """

    name: str
    repository: Callable[[CompanyClient], Any]
    new: Callable[[int], Model] | None = None
    change: dict[str, Any] = attrs.Factory(dict[str, Any])

    def __str__(self) -> str:
        return self.name


def _someone(acme: CompanyClient) -> Contact:
    return next(contact for contact in acme.contacts.all() if contact.contact_person)


DAY = date(2026, 6, 15)

ENTITIES = (
    Entity("accounts", lambda acme: acme.accounts),
    Entity(
        "contacts",
        lambda acme: acme.contacts,
        lambda n: Contact(name=f"Nelly Bloom {n}", customer=True, phone_number="62158537"),
        {"name": "Ned Stark", "email": "ned@example.com", "groups": ("Kafé",)},
    ),
    Entity(
        "contact persons",
        lambda acme: acme.contacts.persons(_someone(acme)),
        lambda n: ContactPerson(name=f"Betty Boop {n}", email="betty@example.com"),
        {"name": "Betty Bop", "phone_number": "98573564"},
    ),
    Entity("groups", lambda acme: acme.groups),
    Entity(
        "products",
        lambda acme: acme.products,
        lambda n: Product(
            name=f"Spade {n}", unit_price=49900, income_account="3000", vat_type=VatType.HIGH
        ),
        {"unit_price": 44900, "note": "Nederste hylle"},
    ),
    Entity(
        "projects",
        lambda acme: acme.projects,
        lambda n: Project(number=f"P-{n}", name="Ny nettbutikk", start_date=DAY),
        {"name": "Nettbutikk", "description": "Fra skisse til drift", "completed": True},
    ),
)

"""Subclasses of models that a user writes."""

import pickle

import pytest

from fiken import (
    CompanyClient,
    Contact,
    ContactPerson,
    FikenError,
    OrderLine,
    VatType,
)
from fiken.models._base import model
from tests.catalogue import sale


class Shop(Contact):
    """A contact of a user's own class."""


class Barista(ContactPerson):
    """A person of a user's own class."""


class Beans(OrderLine):
    """A line of a user's own class."""


@model
class Club(Contact):
    """A contact of a user's own class, with a field that Fiken does not know."""

    motto: str | None = None


def test_a_line_of_an_own_class_is_saved(acme: CompanyClient) -> None:
    line = Beans(
        description="Kaffe", net_price=10000, vat=2500, account="3000", vat_type=VatType.HIGH
    )
    assert "Kaffe" == acme.sales.save(sale().evolve(lines=[line])).lines[0].description


def test_a_contact_of_an_own_class_is_saved(acme: CompanyClient) -> None:
    betty = Barista(name="Betty Boop", email="betty@example.com")
    saved = acme.contacts.save(Shop(name="Bønner og brygg", contact_person=[betty]))
    assert saved == acme.contacts.find(saved.contact_id)
    assert "Betty Boop" == saved.contact_person[0].name


def test_a_pickle_of_an_own_class_keeps_its_attributes() -> None:
    """Also one that is not a field."""
    shop = Shop(name="Bønner og brygg")
    object.__setattr__(shop, "opens_at", 8)
    again = pickle.loads(pickle.dumps(shop))
    assert (shop, 8) == (again, again.opens_at)


def test_an_own_field_that_cannot_be_sent_is_refused(acme: CompanyClient) -> None:
    """The error names it."""
    with pytest.raises((FikenError, TypeError), match="motto"):
        acme.contacts.save(Club(name="Bønner og brygg", motto="Kaffe"))

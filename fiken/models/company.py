"""Companies (foretak)."""

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.contact import Address


@model
class Company(Model):
    """A company (foretak) that your token can access. The API cannot change companies."""

    slug: t.Identity[str] = t.UNSET
    """The name of the company in URLs: the argument of `Fiken.company`."""
    name: t.ReadOnly[str] = t.UNSET
    organization_number: t.ReadOnly[str | None] = None
    """The number in the register of Brønnøysund."""
    vat_type: t.ReadOnly[t.VatPeriod] = t.UNSET
    """How often the company reports value added tax.

    `VatPeriod.NO` means that the company is not registered for value added tax.
    """
    address: t.ReadOnly[Address | None] = None
    phone_number: t.ReadOnly[str | None] = None
    email: t.ReadOnly[str | None] = None
    creation_date: t.ReadOnly[t.Date] = t.UNSET
    """The day on which the company was created in Fiken."""
    has_api_access: t.ReadOnly[bool] = t.UNSET
    """Whether the API module is active. For a test company, it can be False and the API works."""
    test_company: t.ReadOnly[bool] = t.UNSET
    """Whether this is a demo company, for trying things out."""
    accounting_start_date: t.ReadOnly[t.Date | None] = None
    """The first day of the books in Fiken."""
    vat_registration_date: t.ReadOnly[t.Date | None] = None
    """The day from which the company is registered for value added tax."""

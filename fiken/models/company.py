"""Companies (foretak)."""

from fiken import types as t
from fiken.models._base import Model, model
from fiken.models.contact import Address


@model
class Company(Model):
    """A company that the token has access to. It is read only: the API does not change one."""

    #: What stands for the company in every URL.
    slug: t.Identity[str] = t.UNSET
    name: t.ReadOnly[str] = t.UNSET
    #: As registered in Brønnøysund.
    organization_number: t.ReadOnly[str | None] = None
    #: How often it reports value added tax; `VatPeriod.NO` for a company that is not registered.
    vat_type: t.ReadOnly[t.VatPeriod] = t.UNSET
    address: t.ReadOnly[Address | None] = None
    phone_number: t.ReadOnly[str | None] = None
    email: t.ReadOnly[str | None] = None
    creation_date: t.ReadOnly[t.Date] = t.UNSET
    #: Whether the API module is active. It may be False for a test company and work all the same.
    has_api_access: t.ReadOnly[bool] = t.UNSET
    #: Whether this is a demo, in which nothing counts.
    test_company: t.ReadOnly[bool] = t.UNSET
    accounting_start_date: t.ReadOnly[t.Date | None] = None
    vat_registration_date: t.ReadOnly[t.Date | None] = None

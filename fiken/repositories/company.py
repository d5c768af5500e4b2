"""The repository of the companies that the token has access to."""

import re
from typing import Literal, TypedDict, Unpack

from fiken.errors import InvalidAttributeError
from fiken.mappers.company import CompanyMapper
from fiken.models.company import Company
from fiken.repositories._collection import Collection
from fiken.repositories._finding import FindsByCode, first_of
from fiken.repositories._listing import Lists


class CompanyFilters(TypedDict, total=False):
    """The options for the list of companies (GET /companies): `sort_by` sets its order."""

    sort_by: Literal[
        "createdDate asc",
        "createdDate desc",
        "name asc",
        "name desc",
        "organizationNumber asc",
        "organizationNumber desc",
    ]


class CompanyRepository(FindsByCode[Company], Lists[Company]):
    """The companies that the token has access to."""

    mapper = CompanyMapper()
    path = "companies"

    def all(self, **filters: Unpack[CompanyFilters]) -> Collection[Company]:
        """Return all companies (GET /companies), sorted by name unless `sort_by` is given."""
        return self._all(CompanyFilters, filters)

    find_by = first_of(all)

    def slug_of(self, company: str | Company, /) -> str:
        """Check a company's slug, or read it from a `Company`, and return it. No request is sent.

        A slug names a company in URLs, such as ``acme-as``.

        Raises:
            InvalidAttributeError: `company` is neither a possible slug nor a saved `Company`.
        """
        return str(self._id_of(company))

    def _id_of(self, what: object) -> int | str:
        if isinstance(what, Company):  # loaded from Fiken: any slug is accepted
            return super()._id_of(what)
        if isinstance(what, str) and _SLUG.fullmatch(what):
            return what
        raise InvalidAttributeError("Company", "slug", what, _RULE, _remedy(what))


#: A slug consists of characters that need no escape in a URL, but is not "." or "..".
_SLUG = re.compile(r"(?!\.+\Z)[A-Za-z0-9._~-]+")
_RULE = "the slug of a company, such as acme-as, or a saved Company"
_IN_URL = re.compile(r"/(?:foretak|companies)/([^/?#]+)")


def _remedy(wrong: object) -> str:
    """Return a hint for the error about a wrong slug, such as ``write "acme-as"``.

    If `wrong` contains no slug, the hint says where to find slugs.
    """
    text = wrong.strip().strip("/") if isinstance(wrong, str) else ""
    in_url = _IN_URL.search(text)
    slug = in_url[1] if in_url else text
    if _SLUG.fullmatch(slug):
        return f'write "{slug}"'
    return (
        "it is the last part of https://fiken.no/foretak/<slug>, and client.companies.all() has "
        "the slug of each"
    )

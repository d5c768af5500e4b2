"""Companies, found by their slug."""

import re
from typing import Literal, TypedDict, Unpack

from fiken.errors import InvalidAttributeError
from fiken.mappers.company import CompanyMapper
from fiken.models.company import Company
from fiken.repositories._collection import Collection
from fiken.repositories._finding import FindsByCode, first_of
from fiken.repositories._listing import Lists


class CompanyFilters(TypedDict, total=False):
    """What `CompanyRepository.all` takes."""

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
        """Every company (GET /companies), by name unless sorted."""
        return self._all(CompanyFilters, filters)

    find_by = first_of(all)

    def slug_of(self, company: str | Company, /) -> str:
        """Return the slug of a company; no request is sent.

        Raises:
            InvalidAttributeError: No slug looks like this.
        """
        return str(self._id_of(company))

    def _id_of(self, what: object) -> int | str:
        if isinstance(what, Company):  # Fiken's own, whatever it looks like
            return super()._id_of(what)
        if isinstance(what, str) and _SLUG.fullmatch(what):
            return what
        raise InvalidAttributeError("Company", "slug", what, _RULE, _remedy(what))


#: The characters that need no escape in a URL; "." and ".." mean another place there.
_SLUG = re.compile(r"(?!\.+\Z)[A-Za-z0-9._~-]+")
_RULE = "the slug of a company, such as acme-as, or a saved Company"
_IN_URL = re.compile(r"/(?:foretak|companies)/([^/?#]+)")


def _remedy(wrong: object) -> str:
    """Return what to write instead: the slug that stands in a URL, or where slugs are found."""
    text = wrong.strip().strip("/") if isinstance(wrong, str) else ""
    there = _IN_URL.search(text)
    slug = there[1] if there else text
    if _SLUG.fullmatch(slug):
        return f'write "{slug}"'
    return (
        "it is the last part of https://fiken.no/foretak/<slug>, and client.companies.all() has "
        "the slug of each"
    )

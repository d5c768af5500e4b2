"""Companies, found by their slug."""

from typing import Literal, TypedDict, Unpack

from fiken.mappers.company import CompanyMapper
from fiken.models.company import Company
from fiken.repositories._base import FindsByCode, Lists, first_of
from fiken.repositories._collection import Collection


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
        """Give the slug of a company, or refuse what is none; no request is sent."""
        return str(self._id_of(company))

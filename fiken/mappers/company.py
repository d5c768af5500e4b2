"""The mapper of companies."""

from fiken.mappers._base import Mapper
from fiken.models.company import Company


class CompanyMapper(Mapper[Company]):
    model = Company

"""The mapper of the frequency of recurring invoices."""

from fiken.mappers._base import Mapper
from fiken.models.frequency import Frequency


class FrequencyMapper(Mapper[Frequency]):
    model = Frequency

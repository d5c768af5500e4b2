"""The mapper of the frequency, which recurring invoices and their drafts have."""

from fiken.mappers._base import Mapper
from fiken.models._frequency import Frequency


class FrequencyMapper(Mapper[Frequency]):
    model = Frequency

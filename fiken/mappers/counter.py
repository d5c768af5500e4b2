"""The mapper of the counters of number series."""

from fiken.mappers._base import Mapper
from fiken.models.counter import Counter


class CounterMapper(Mapper[Counter]):
    model = Counter

"""The frequency of a recurring invoice, as in its draft."""

from fiken import Frequency, IntervalUnit
from tests.samples._sample import Sample

SAMPLES = (
    Sample(
        result="frequency",
        answer={"interval": 2, "intervalUnit": "WEEK"},
        loaded=Frequency(interval=2, interval_unit=IntervalUnit.WEEK),
        request="frequency",
        new=Frequency(interval=2, interval_unit=IntervalUnit.WEEK),
        sent={"interval": 2, "intervalUnit": "WEEK"},
    ),
)

"""GET and POST /purchases/{purchaseId}/accruals, and the same of sales.

A licence of 1 200.00 kroner over twelve months, five of which are in a year that is not open.
"""

from datetime import date

from fiken import Accrual
from tests.samples._sample import Sample

SAMPLES = (
    Sample(
        result="accrualResult",
        answer={
            "accrualId": 2888158,
            "lineId": 2888156,
            "account": "1749",
            "startDate": "2026-06-01",
            "periods": 12,
            "amountPerPeriod": 10000,
            "endDate": "2027-05-01",
            "unpostedPeriods": 5,
            "unpostedYears": ["2027"],
        },
        loaded=Accrual(
            accrual_id=2888158,
            line_id=2888156,
            account="1749",
            start_date=date(2026, 6, 1),
            periods=12,
            amount_per_period=10000,
            end_date=date(2027, 5, 1),
            unposted_periods=5,
            unposted_years=["2027"],
        ),
        request="accrualRequest",
        new=Accrual(line_id=2888156, account="1749", start_date=date(2026, 6, 1), periods=12),
        sent={"lineId": 2888156, "account": "1749", "startDate": "2026-06-01", "periods": 12},
    ),
)

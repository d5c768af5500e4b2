"""GET and POST /bankAccounts, and GET /bankBalances."""

from datetime import date

from fiken import BankAccount, BankAccountType, BankBalance
from tests.samples._sample import Sample

FOREIGN = Sample(
    result="bankAccountResult",
    answer={
        "bankAccountId": 2747365,
        "name": "Pundkonto",
        "accountCode": "1920:10007",
        "bankAccountNumber": "15035646830",
        "iban": "GB33 BUKB 2020 1555 5555 55",
        "bic": "BUKBGB22",
        "foreignService": "Barclays UK",
        "type": "foreign",
        "reconciledBalance": 10050,
        "reconciledDate": "2026-05-31",
        "inactive": True,
    },
    loaded=BankAccount(
        bank_account_id=2747365,
        name="Pundkonto",
        account_code="1920:10007",
        bank_account_number="15035646830",
        iban="GB33 BUKB 2020 1555 5555 55",
        bic="BUKBGB22",
        foreign_service="Barclays UK",
        type=BankAccountType.FOREIGN,
        reconciled_balance=10050,
        reconciled_date=date(2026, 5, 31),
        inactive=True,
    ),
    request="bankAccountRequest",
    new=BankAccount(
        name="Pundkonto",
        bank_account_number="15035646830",
        iban="GB33 BUKB 2020 1555 5555 55",
        bic="BUKBGB22",
        foreign_service="Barclays UK",
        type=BankAccountType.FOREIGN,
        inactive=False,
    ),
    sent={
        "name": "Pundkonto",
        "bankAccountNumber": "15035646830",
        "iban": "GB33 BUKB 2020 1555 5555 55",
        "bic": "BUKBGB22",
        "foreignService": "Barclays UK",
        "type": "foreign",
        "inactive": False,
    },
)

NORMAL = Sample(
    request="bankAccountRequest",
    new=BankAccount(
        name="Driftskonto", bank_account_number="11112233334", type=BankAccountType.NORMAL
    ),
    sent={"name": "Driftskonto", "bankAccountNumber": "11112233334", "type": "normal"},
)

BALANCE = Sample(
    result="bankBalanceResult",
    answer={
        "source": "MANUAL",
        "bankAccountId": 2747365,
        "bankAccountCode": "1920:10007",
        "date": "2026-05-31",
        "amount": 250000,
    },
    loaded=BankBalance(
        source="MANUAL",
        bank_account_id=2747365,
        bank_account_code="1920:10007",
        date=date(2026, 5, 31),
        amount=250000,
    ),
)

SAMPLES = (FOREIGN, NORMAL, BALANCE)

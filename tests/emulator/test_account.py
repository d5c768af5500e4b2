"""The chart of accounts and the sub-accounts of contacts."""

import pytest
import requests


def codes(answer: requests.Response) -> list[str]:
    """Return the codes of the accounts in the answer, which must be a 200."""
    assert answer.status_code == 200, answer.text
    return [account["code"] for account in answer.json()]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("1920", "Bankinnskudd"),
        ("3000", "Salgsinntekt, avgiftspliktig, høy sats"),
        ("1500:10001", "Havgapet Kafé AS"),
        ("2400:20001", "Sentrum Eiendom AS"),
    ],
)
def test_account_is_found_by_code(api: requests.Session, code: str, name: str) -> None:
    """An account has no id: the code is its key.

    Observed: docs/observed.md#5-lists
    """
    assert {"code": code, "name": name} == api.get(f"/accounts/{code}").json()


@pytest.mark.parametrize("code", ["0001", "1500:99999", "1500:", "abc"])
def test_unknown_account_is_404(api: requests.Session, code: str) -> None:
    assert api.get(f"/accounts/{code}").status_code == 404


def test_demo_company_has_514_accounts(api: requests.Session) -> None:
    """The list has 6 pages of 100 rows, with the sub-accounts among them.

    Observed: docs/observed.md#5-lists, docs/observed.md#15-companies-and-operation
    """
    answers = [api.get(f"/accounts?pageSize=100&page={page}") for page in range(7)]
    assert {"514"} == {answer.headers["Fiken-Api-Result-Count"] for answer in answers}
    assert {"6"} == {answer.headers["Fiken-Api-Page-Count"] for answer in answers}
    assert [100, 100, 100, 100, 100, 14, 0] == [len(codes(answer)) for answer in answers]
    all_codes = [code for answer in answers for code in codes(answer)]
    assert sorted(set(all_codes)) == all_codes
    # 12 customers, 6 suppliers and 2 contacts that are both; a bank account and a tax account.
    sub_accounts = [code.partition(":")[0] for code in all_codes if ":" in code]
    assert ["1500"] * 14 + ["1920", "1950"] + ["2400"] * 8 == sub_accounts


def test_accounts_follow_ns_4102(api: requests.Session) -> None:
    """Every account has a name, and a code in one of the classes 1 to 8 of the standard NS 4102."""
    rows = [row for n in range(6) for row in api.get(f"/accounts?pageSize=100&page={n}").json()]
    assert all(row["code"][0] in "12345678" and row["name"] == row["name"].strip() for row in rows)
    assert all(len(row["name"]) > 2 for row in rows)
    assert set("12345678") == {row["code"][0] for row in rows}


@pytest.mark.parametrize(
    "account_codes",
    [
        # Seen live, or in Fiken's published table (docs/observed.md#8-vat-types).
        "3000 3010 3020 3030 3040 3050 3061 3063 3070 3081 3090 3100 3109 3120",
        "3200 3209 3210 3219 3220 3229 3601 3605 3900 6341 6600 6620 6795 7350 7500",
        # Observed: docs/observed.md#5-lists, docs/observed.md#9-journal-entries,
        # docs/observed.md#10-invoices-and-counters, docs/observed.md#11-sales-and-purchases
        "1500 1920 1920:10001 2400 2701 2711 2911",
        # The accounts of accruals (docs/observed.md#c3-accruals).
        "1397 1530 1700 1710 1742 1743 1744 1749 2961 2965",
        "1579",
    ],
)
def test_chart_has_documented_accounts(api: requests.Session, account_codes: str) -> None:
    """Every account that docs/observed.md names is in the chart."""
    missing = [c for c in account_codes.split() if api.get(f"/accounts/{c}").status_code != 200]
    assert [] == missing


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("range=1920", ["1920", "1920:10001"]),
        ("range=1900-1920, 3000", ["1900", "1920", "1920:10001", "3000"]),
        ("range=3000,1900-1910", ["1900", "3000"]),
        ("range=1000-999", None),
        ("range=1920:10001", None),
        ("range=", None),
        ("range=1900-", None),
        ("fromAccount=8900", ["8900", "8920", "8960"]),
        ("toAccount=1030", ["1000", "1020", "1030"]),
        ("fromAccount=1920&toAccount=1940", ["1920", "1920:10001", "1940"]),
        ("fromAccount=9999", []),
    ],
)
def test_accounts_are_filtered_by_number(
    api: requests.Session, query: str, expected: list[str] | None
) -> None:
    """A range that cannot be read is 400."""
    answer = api.get(f"/accounts?{query}")
    if expected is None:
        assert answer.status_code == 400
    else:
        assert expected == codes(answer)
        assert str(len(expected)) == answer.headers["Fiken-Api-Result-Count"]

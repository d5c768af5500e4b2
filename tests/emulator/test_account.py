"""The chart of accounts and the sub-accounts of contacts."""

import pytest
import requests


def codes(answer: requests.Response) -> list[str]:
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
def test_an_account_is_found_by_its_code(api: requests.Session, code: str, name: str) -> None:
    """Observed §5: the key of an account is its code."""
    assert {"code": code, "name": name} == api.get(f"/accounts/{code}").json()


@pytest.mark.parametrize("code", ["0001", "1500:99999", "1500:", "abc"])
def test_an_account_that_is_not_there_is_404(api: requests.Session, code: str) -> None:
    assert api.get(f"/accounts/{code}").status_code == 404


def test_the_chart_is_that_of_a_norwegian_company(api: requests.Session) -> None:
    answer = api.get("/accounts?pageSize=100")
    assert int(answer.headers["Fiken-Api-Result-Count"]) > 150
    found = codes(answer)
    assert sorted(found) == found
    # The accounts that the facts name (observed §8, §9; accruals).
    named = "1397 1530 1700 1710 1742 1743 1744 1749 2701 2711 2911 2961 2965 3000 3020 3100 3120 "
    named += "3200 3220 3601 3605 3900 6341 6600 6620 6795 7350 7500"
    assert [200] * 28 == [api.get(f"/accounts/{c}").status_code for c in named.split()]


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
def test_accounts_are_chosen_by_their_number(
    api: requests.Session, query: str, expected: list[str] | None
) -> None:
    answer = api.get(f"/accounts?{query}")
    if expected is None:
        assert answer.status_code == 400
    else:
        assert expected == codes(answer)
        assert str(len(expected)) == answer.headers["Fiken-Api-Result-Count"]

"""Offers: issued from drafts, listed; nothing is posted."""

import pytest
import requests

from tests.emulator.billing import LINE, customer, drafted, finalize
from tests.emulator.trade import ask, balance_changes, balances, contact, refusal


def test_every_field_of_offer_is_answered(api: requests.Session) -> None:
    person = {"name": "Per", "email": "per@kunde.example"}
    who = contact(
        api, customer=True, contactPerson=[person], address={"city": "Bergen", "country": "Norway"}
    )
    project = ask(api, "GET", "/projects", 200)[0]["projectId"]
    texts = {"yourReference": "Kari", "ourReference": "Emma", "orderReference": "B-7"}
    uuid = "123e4567-e89b-12d3-a456-426655440000"
    ids = {"contactPersonId": who["contactPerson"][0]["contactPersonId"], "projectId": project}
    location = drafted(
        api,
        "offer",
        customerId=who["contactId"],
        invoiceText="Hei",
        uuid=uuid,
        lines=[{**LINE, "discount": 12.5}],
        **texts,
        **ids,
    )
    offer = finalize(api, location)
    # 1,000 kroner less 12.5 % are 875, and 218.75 of VAT.
    amounts = {"net": 875_00, "vat": 218_75, "gross": 1_093_75}
    assert isinstance(offer.pop("offerId"), int)
    assert isinstance(offer.pop("offerNumber"), int)
    assert offer == {
        "offerDraftUuid": uuid,
        "date": "2026-06-01",
        **amounts,
        "comment": "Hei",
        **texts,
        "discount": 125_00,
        "address": who["address"],
        "lines": [
            {
                **LINE,
                **amounts,
                **{f"{name}InNok": amount for name, amount in amounts.items()},
                "discount": 12.5,
                "vatInPercent": 25,
                "comment": None,
                "productId": None,
                "productName": None,
            }
        ],
        "currency": "NOK",
        "contactId": who["contactId"],
        **ids,
        "archived": False,
        "accepted": None,
        "dispatches": [],
    }


def test_offer_posts_nothing(api: requests.Session) -> None:
    before, sales = balances(api), ask(api, "GET", "/sales?pageSize=100", 200)
    finalize(api, drafted(api, "offer"))
    assert balance_changes(api, before) == {}
    assert ask(api, "GET", "/sales?pageSize=100", 200) == sales


def test_offers_are_listed(api: requests.Session) -> None:
    before = ask(api, "GET", "/offers?pageSize=100", 200)
    new = [finalize(api, drafted(api, "offer")) for _ in range(2)]
    assert ask(api, "GET", "/offers?pageSize=100", 200) == before + new


def test_offer_in_foreign_currency(api: requests.Session) -> None:
    offer = finalize(api, drafted(api, "offer", currency="USD"))
    assert (offer["currency"], offer["gross"]) == ("USD", 1_250_00)


def test_deleted_person_leaves_the_offer(api: requests.Session) -> None:
    person = {"name": "Per", "email": "per@kunde.example"}
    who = contact(api, customer=True, contactPerson=[person])
    key = who["contactPerson"][0]["contactPersonId"]
    fields = {"customerId": who["contactId"], "contactPersonId": key}
    offer = finalize(api, drafted(api, "offer", **fields))
    ask(api, "DELETE", f"/contacts/{who['contactId']}/contactPerson/{key}", 204)
    now = ask(api, "GET", f"/offers/{offer['offerId']}", 200)
    assert (offer["contactPersonId"], now["contactPersonId"]) == (key, None)


def test_unknown_offer_is_404(api: requests.Session) -> None:
    customer(api)
    assert refusal(api, "GET", "/offers/1") == (404, "No offer found with provided id.")


@pytest.mark.parametrize(
    ("kind", "gross"),
    [
        ("round_half", -123_50),
        ("round_whole", -123_00),
        ("round_down_half", -123_00),
        ("round_down_whole", -123_00),
    ],
)
def test_negative_total_keeps_its_sign(api: requests.Session, kind: str, gross: int) -> None:
    """Emulator choice: a negative total is rounded as a positive one, and then gets its sign."""
    line = {**LINE, "unitPrice": -98_66, "quantity": 1}  # and 24.67 of VAT
    offer = finalize(api, drafted(api, "offer", lines=[line], roundingType=kind))
    assert (offer["net"], offer["vat"], offer["gross"]) == (gross + 24_67, -24_67, gross)

"""Uploads in the forms in which programs send them, and the files that come back."""

import json
from typing import Any

import pytest
import requests

from tests.emulator.hal.test_trade import BOUGHT
from tests.emulator.hal.v1 import V1, id_of

PDF = b"%PDF-1.4 \xff\x00\r\n--not the boundary\r\n"
FACTS: dict[str, Any] = {"filename": "a.pdf", "attachToSale": True, "attachToPayment": False}


def upload(v1: V1, sale: str, facts: object, **parts: Any) -> requests.Response:
    text = facts if isinstance(facts, str) else json.dumps(facts)
    form = {"AttachmentFile": ("a.pdf", PDF), "SaleAttachment": (None, text), **parts}
    return v1.post(f"{sale}/attachments", files=form)


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("with a content type", (None, json.dumps(FACTS), "application/json")),
        ("as a file", ("facts.json", json.dumps(FACTS), "application/json")),
        ("as curl means it", (None, json.dumps(FACTS) + ";type=application/json")),
    ],
)
def test_the_json_part_has_many_forms(v1: V1, sale: str, name: str, part: Any) -> None:
    answer = v1.post(
        f"{sale}/attachments", files=[("AttachmentFile", PDF), ("SaleAttachment", part)]
    )
    assert 201 == answer.status_code, name
    (attachment,) = v1.items("attachments", f"{sale}/attachments")
    assert PDF == v1.get(attachment["downloadUrl"]).content


def test_an_attachment_is_the_same_in_v2(v1: V1, v2: requests.Session, sale: str) -> None:
    assert 201 == upload(v1, sale, {**FACTS, "comment": "Kvittering"}).status_code
    (here,) = v1.items("attachments", f"{sale}/attachments")
    (there,) = v2.get(f"/sales/{id_of(sale)}/attachments").json()
    for name in ("identifier", "comment"):
        assert here[name] == there[name]
    assert PDF == v2.get(there["downloadUrl"]).content


def test_identifiers_count_up(v1: V1, sale: str) -> None:
    for _ in range(3):
        upload(v1, sale, {**FACTS, "attachToPayment": True})
    found = [each["identifier"] for each in v1.items("attachments", f"{sale}/attachments")]
    assert ["1", "2", "3"] == found


def test_a_purchase_takes_attachments(v1: V1) -> None:
    url = v1.create("/purchases", BOUGHT)
    for facts in ({}, {"attachToPurchase": True, "attachToPayment": False}):
        part = (None, json.dumps({"filename": "A.JPG", **facts}))
        form: dict[str, Any] = {"PurchaseAttachment": part, "AttachmentFile": PDF}
        answer = v1.post(f"{url}/attachments", files=form)
        assert (201, f"{url}/attachments") == (answer.status_code, answer.headers["Location"])
    assert 2 == len(v1.items("attachments", f"{url}/attachments"))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"filename": None}, "'filename' is missing"),
        ({"filename": "a.txt"}, "'filename' must end in one of .png, .jpeg, .jpg, .gif, .pdf"),
        ({"filename": f"{'a' * 197}.pdf"}, "'filename' must be a string of at most 200 characters"),
        ({"comment": "a" * 4001}, "'comment' must be a string of at most 4000 characters"),
        ({"attachToSale": None}, "'attachToSale' is missing"),
        ({"attachToSale": False}, "At least one of attachToSale and attachToPayment must be true"),
        ({"attachToSale": "true"}, "'attachToSale' must be true or false, not true"),
        ({"attachToPurchase": True}, "'attachToPurchase' is not a known field"),
    ],
)
def test_uploads_are_checked(v1: V1, sale: str, changed: dict[str, Any], message: str) -> None:
    answer = upload(v1, sale, {**FACTS, **changed})
    assert 400 == answer.status_code
    assert answer.json()[0]["message"].startswith(message)
    assert [] == v1.items("attachments", f"{sale}/attachments")


def test_an_empty_file_is_refused(v1: V1, sale: str) -> None:
    answer = upload(v1, sale, FACTS, AttachmentFile=("a.pdf", b""))
    assert ["'AttachmentFile' must not be empty"] == [each["message"] for each in answer.json()]


@pytest.mark.parametrize("facts", ["", "{", "[]", "null"])
def test_facts_must_be_an_object(v1: V1, sale: str, facts: str) -> None:
    assert 400 == upload(v1, sale, facts).status_code


def test_both_parts_are_required(v1: V1, sale: str) -> None:
    answer = v1.post(f"{sale}/attachments", files={"file": ("a.pdf", PDF)})
    assert [
        "'AttachmentFile' is missing",
        "'SaleAttachment' is missing",
        "'file' is not a known part",
    ] == [each["message"] for each in answer.json()]


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"", 415),
        ("multipart/form-data; boundary=x", b"", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nA: b\r\n\r\n--x--\r\n", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n", 400),
    ],
)
def test_bad_forms_are_refused(
    v1: V1, sale: str, content_type: str, body: bytes, status: int
) -> None:
    headers = {"Content-Type": content_type}
    answer = v1.post(f"{sale}/attachments", data=body, headers=headers)
    assert status == answer.status_code


def test_files_need_the_login(v1: V1, sale: str) -> None:
    upload(v1, sale, FACTS)
    url = v1.items("attachments", f"{sale}/attachments")[0]["downloadUrl"]
    assert 401 == requests.get(url, timeout=10).status_code
    assert 404 == v1.get(url.replace("/a.pdf", "/b.pdf")).status_code
    assert 405 == v1.delete(url).status_code


@pytest.mark.parametrize("key", ["0", "x", "1.0", "99999999999999999999"])
def test_unknown_attachments_are_not_found(v1: V1, key: str) -> None:
    assert 404 == v1.get(f"/attachments/{key}").status_code

"""Downloads: a client with the token gets the bytes that were uploaded."""

from typing import Any

import pytest
import requests

from fiken.emulator import Emulator

#: Every byte from 0 to 255, twice: a download must not decode anything.
CONTENT = bytes(range(256)) * 2


def url_of(api: requests.Session, name: str, data: bytes = CONTENT) -> str:
    """Upload a file under that name and return its download URL."""
    owner = api.post("/contacts", json={"name": "Nelly"}).headers["Location"]
    form: Any = {"filename": (None, name), "file": ("file", data)}
    answer = api.post(f"{owner}/attachments", files=form)
    assert 201 == answer.status_code, answer.text
    (attachment,) = api.get(f"{owner}/attachments").json()
    assert name == attachment["filename"]
    return str(attachment["downloadUrl"])


NAMES = ['Kvittering "æøå".pdf', "50 % av 1/2.pdf", "a?b=c#d.pdf", "日本.pdf", "a+b & c;d\\e.pdf"]


@pytest.mark.parametrize("name", NAMES)
def test_file_with_any_name_is_returned(api: requests.Session, name: str) -> None:
    answer = api.get(url_of(api, name))
    assert (200, CONTENT) == (answer.status_code, answer.content)
    assert str(len(CONTENT)) == answer.headers["Content-Length"]


def test_name_of_form_part_is_ignored(api: requests.Session) -> None:
    """The form field `filename` has the name, because each client escapes the part's own name.

    Observed: docs/observed.md#13-files
    """
    name = 'Kvittering "æøå".pdf'
    owner = api.post("/contacts", json={"name": "Nelly"}).headers["Location"]
    files = {"file": (name, CONTENT, "application/pdf")}
    answer = api.post(f"{owner}/attachments", data={"filename": name}, files=files)
    assert 201 == answer.status_code
    assert [name] == [each["filename"] for each in api.get(f"{owner}/attachments").json()]


def test_handwritten_form_is_read(api: requests.Session) -> None:
    name = 'Faktura "blåbær".pdf'
    disposition = b'Content-Disposition: form-data; name="%s"'
    body = b"\r\n".join(
        (
            b"--kant",
            disposition % b"filename",
            b"",
            name.encode(),
            b"--kant",
            disposition % b"file" + '; filename="Faktura \\"blåbær\\".pdf"'.encode(),
            b"Content-Type: application/pdf",
            b"",
            CONTENT,
            b"--kant--",
            b"",
        )
    )
    owner = api.post("/contacts", json={"name": "Nelly"}).headers["Location"]
    headers = {"Content-Type": "multipart/form-data; boundary=kant"}
    assert 201 == api.post(f"{owner}/attachments", data=body, headers=headers).status_code
    (attachment,) = api.get(f"{owner}/attachments").json()
    assert (name, CONTENT) == (attachment["filename"], api.get(attachment["downloadUrl"]).content)


def test_file_sent_as_text_is_refused(api: requests.Session) -> None:
    owner = api.post("/contacts", json={"name": "Nelly"}).headers["Location"]
    for content, status in ((b"%PDF-", 400), (b"%PDF-" * 200_000, 413)):
        files: Any = {"filename": (None, "a.pdf"), "file": (None, content)}
        answer = api.post(f"{owner}/attachments", files=files)
        assert status == answer.status_code
        assert "file" in answer.json()["message"]
    assert [] == api.get(f"{owner}/attachments").json()


def test_large_file_is_returned(api: requests.Session) -> None:
    """The file has 5 MB."""
    content = CONTENT * 10_000
    assert content == api.get(url_of(api, "a.pdf", content)).content


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.png", "image/png"),
        ("b.jpeg", "image/jpeg"),
        ("c.JPG", "image/jpeg"),
        ("d.gif", "image/gif"),
        ("e.pdf", "application/pdf"),
    ],
)
def test_content_type_follows_file_name(api: requests.Session, name: str, expected: str) -> None:
    assert expected == api.get(url_of(api, name)).headers["Content-Type"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer someone else's"}])
def test_download_requires_token(api: requests.Session, headers: Any) -> None:
    """Observed: docs/observed.md#13-files"""
    answer = requests.get(url_of(api, "a.pdf"), headers=headers, timeout=10)
    assert 401 == answer.status_code
    assert CONTENT not in answer.content


def test_unknown_uuid_or_name_is_404(api: requests.Session, root: requests.Session) -> None:
    url = url_of(api, "a.pdf")
    unknown = "/files/00000000-0000-0000-0000-000000000000/a.pdf"
    paths = (url.replace("a.pdf", "b.pdf"), unknown, "/files/", url.rpartition("/")[0])
    assert [404] * 4 == [root.get(path).status_code for path in paths]


def test_file_can_only_be_read(api: requests.Session) -> None:
    url = url_of(api, "a.pdf")
    assert [405, 405, 405] == [verb(url).status_code for verb in (api.post, api.delete, api.head)]
    assert CONTENT == api.get(url).content


def test_same_seed_gives_same_uuids() -> None:
    def uuids() -> list[str]:
        with Emulator(seed=7) as emulator:
            url = f"{emulator.url}/companies/{emulator.company_slug}/inbox"
            headers = {"Authorization": f"Bearer {emulator.token}"}
            documents = requests.get(url, headers=headers, timeout=10).json()
        return [each["documentUrl"].split("/")[-2] for each in documents]

    first = uuids()
    assert first == uuids()
    assert len(first) == len(set(first)) > 0


def test_file_is_kept_with_the_books(tmp_path: Any) -> None:
    headers = {"Authorization": f"Bearer {Emulator.token}"}

    def content(emulator: Emulator) -> bytes:
        url = f"{emulator.url}/companies/{emulator.company_slug}/inbox"
        url_of_file = requests.get(url, headers=headers, timeout=10).json()[0]["documentUrl"]
        return requests.get(url_of_file, headers=headers, timeout=10).content

    with Emulator(data=tmp_path / "books.db") as first:
        before = content(first)
    with Emulator(data=tmp_path / "books.db") as second:
        assert before == content(second)
    assert before.startswith(b"%PDF-")

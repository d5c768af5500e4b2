"""A session of requests for API v1, with the names of its links."""

from typing import Any

import requests

from fiken.emulator import Emulator

#: The beginning of the names of links, whatever host was asked.
RELS = "https://fiken.no/api/v1/rel/"


class V1(requests.Session):
    """A session whose paths begin below the demo company, with basic auth."""

    def __init__(self, emulator: Emulator, email: str = "", password: str = "") -> None:
        super().__init__()
        self.start = emulator.url_v1
        self.company = f"{emulator.url_v1}/companies/{emulator.company_slug}"
        self.auth = (email or emulator.email, password or emulator.password)
        self.trust_env = False

    def request(self, method: Any, url: Any, *args: Any, **options: Any) -> requests.Response:
        """Send a request without following redirects."""
        options.setdefault("timeout", 10)
        options["allow_redirects"] = False
        target = f"{self.company}{url}" if str(url).startswith("/") else url
        return super().request(method, target, *args, **options)

    def read(self, url: str, **headers: str) -> dict[str, Any]:
        """Return the body of a GET, which must succeed."""
        answer = self.get(url, headers={name.replace("_", "-"): headers[name] for name in headers})
        assert 200 == answer.status_code, answer.text
        body: dict[str, Any] = answer.json()
        return body

    def items(self, rel: str, url: str = "", **headers: str) -> list[dict[str, Any]]:
        """Return what is embedded in a list, or an empty list."""
        body = self.read(url or f"/{rel}", **headers)
        found: list[dict[str, Any]] = body.get("_embedded", {}).get(RELS + rel, [])
        return found

    def create(self, url: str, body: Any) -> str:
        """Return the Location of what a POST creates."""
        answer = self.post(url, json=body)
        assert (201, b"") == (answer.status_code, answer.content), answer.text
        return answer.headers["Location"]

    def refused(self, url: str, body: Any, status: int = 400) -> list[str]:
        """Return the messages of a POST that must be refused."""
        answer = self.post(url, json=body)
        assert status == answer.status_code, answer.text
        return [each["message"] for each in answer.json()]

    def bank_account(self) -> str:
        """Return the URL of the first bank account."""
        return self_of(self.items("bank-accounts")[0])


def link(resource: dict[str, Any], rel: str) -> str:
    """Return the URL of a link by its short name."""
    href: str = resource["_links"][RELS + rel]["href"]
    return href


def self_of(resource: dict[str, Any]) -> str:
    """Return the URL of a resource."""
    href: str = resource["_links"]["self"]["href"]
    return href


def id_of(url: str) -> int:
    """Return the id at the end of a URL."""
    return int(url.rpartition("/")[2])

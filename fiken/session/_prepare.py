"""The request before it is sent: its URL, its headers and its body, but not yet the token."""

from collections.abc import Mapping
from types import NoneType
from typing import Any

import requests

from fiken.errors import ConfigurationError
from fiken.session._json import dumps
from fiken.session._target import Target, without_query


def body_of(json: Any, files: Any, data: Any) -> dict[str, Any]:
    """Return the body, and the header that names its type, as arguments for `prepared`.

    Args:
        json: What is sent as JSON.
        files: The files of a multipart body, as requests takes them.
        data: The fields of a form.
    """
    if json is None:
        return {"files": files, "data": data}
    if files or data:
        raise TypeError("a request has either JSON or a form as its body, not both")
    return {"data": dumps(json), "headers": {"Content-Type": "application/json"}}


def prepared(
    target: Target,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    params: Mapping[str, str] | None = None,
    files: Any = None,
    data: Any = None,
) -> requests.PreparedRequest:
    """Return the request, ready but for the token.

    Raises:
        ConfigurationError: The URL is not on the host of the API.
        TypeError: The body is a stream, which could not be sent again after a 429.
    """
    try:
        request = requests.Request(method, url, headers, files, data, params).prepare()
    except requests.RequestException as error:
        raise ConfigurationError(f"this is not a URL: {without_query(url)!r}") from error
    if not target.is_own(str(request.url)):
        raise ConfigurationError(
            f"{without_query(url)!r} is not on the host of the API, {target.base_url}, and the "
            "token is not sent to any other host"
        )
    body: Any = request.body
    if not isinstance(body, (bytes, str, NoneType)):
        raise TypeError("the body must be in memory: a stream could not be sent again")
    return request

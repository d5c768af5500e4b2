"""Building a request that is ready to be sent, except that it has no token yet."""

from collections.abc import Mapping
from types import NoneType
from typing import Any

import requests

from fiken._json import dumps
from fiken.errors import ConfigurationError
from fiken.session._target import Target, without_query


def body_of(json: Any, files: Any, data: Any) -> dict[str, Any]:
    """Return the keyword arguments for `prepared` that describe the body of a request.

    They are `files`, `data` and, for JSON, `headers`.

    Args:
        json: The value to send as JSON; None if there is a form, or no body at all.
        files: The files of a multipart form, as in `requests.request`.
        data: The fields of the form that are not files.

    Raises:
        TypeError: Both JSON and a form were given.
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
    """Build a request that is complete except for the token.

    Args:
        target: The address of the API. The URL must be on its host.
        method: The HTTP method.
        url: The absolute URL.
        headers: The headers.
        params: The parameters of the query.
        files: The files of a multipart form, as in `requests.request`.
        data: The body as bytes, or the fields of the form that are not files.

    Raises:
        ConfigurationError: The URL is not a URL, or not on the host of the API.
        TypeError: The body is a stream, which could not be sent a second time after a 429.
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

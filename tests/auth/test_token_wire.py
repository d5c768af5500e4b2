"""What the token host has in common with the API, and what not."""

import threading
from pathlib import Path
from typing import Any

import pytest

from fiken import CompanyClient, Contact, TransportError
from fiken.auth import Auth, OAuthApp, Tokens
from fiken.emulator import Emulator
from fiken.session._progress import LAST_WRITE
from tests.session.conftest import certificate as certificate, tls as tls
from tests.session.server import Server, answering

from .conftest import REDIRECT, MakeApp

JSON = ("Content-Type", "application/json")
ISSUED = answering(200, JSON, body=b'{"access_token": "access.new", "expires_in": 60}')
OLD = Tokens(access_token="access.old", refresh_token="refresh.old")

"""The servers and sessions of the session's own tests."""

from tests.session.conftest import (  # noqa: F401  (pytest finds the fixtures by their names here)
    _lanes_of_its_own,
    _no_settings_of_this_machine,
    connect,
    server,
)

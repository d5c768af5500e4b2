"""The store of idempotency keys that the commands use."""

import os

from fiken._places import settings_folder
from fiken.idempotency import SqlIdempotency


def store_of_writes() -> SqlIdempotency:
    """Return the store that FIKEN_WRITES names: a path or a URL of a database.

    The default is the file `writes.db` in the folder of the settings.

    Raises:
        ConfigurationError: The database cannot be used, or its driver is not installed.
    """
    return SqlIdempotency(os.environ.get("FIKEN_WRITES") or settings_folder() / "writes.db")

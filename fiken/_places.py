"""Where this library keeps what belongs to the user, such as logins."""

import os
import sys
from pathlib import Path


def settings_folder() -> Path:
    """Return the folder for the settings of this library, for the user of this process."""
    if sys.platform == "win32":  # pragma: no cover - no run of the tests was on Windows yet
        above = os.environ.get("LOCALAPPDATA") or "~"
    elif sys.platform == "darwin":  # pragma: no cover - nor on macOS
        above = "~/Library/Application Support"
    else:
        above = os.environ.get("XDG_CONFIG_HOME", "")
        if not Path(above).is_absolute():  # its specification says: ignore such a value
            above = "~/.config"
    return Path(above).expanduser() / "fiken"

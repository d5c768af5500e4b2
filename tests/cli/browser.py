"""A browser for tests: a person logs in on the pages of the emulator, and allows the app or not.

Usage: browser.py allow|deny FILE URL. The page on which the browser ends is written to the file.
"""

import sys
import urllib.error
import urllib.request
from pathlib import Path

from fiken.emulator.wire.person import sent_to


def main(decision: str, file: str, url: str) -> None:
    back = sent_to(url, None, None, allow=decision == "allow")
    Path(file).write_text(page_at(back), "utf-8")


def page_at(url: str) -> str:
    """Return the page at a URL, also if it is that of an error."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()


if __name__ == "__main__":
    main(*sys.argv[1:])

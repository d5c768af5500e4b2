"""The dialect of API v1 is small, and nobody pays for it who does not use it."""

import io
import subprocess
import sys
import tokenize
from pathlib import Path

import fiken

HAL = Path(fiken.__file__).with_name("hal")
_LAYOUT = {tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


def code_lines(source: str) -> int:
    """Count the lines of a module without blank ones, comments and docstrings."""
    lines, statement = set[int](), list[tokenize.TokenInfo]()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NEWLINE:
            if {each.type for each in statement} != {tokenize.STRING}:
                lines.update(n for t in statement for n in range(t.start[0], t.end[0] + 1))
            statement = []
        elif token.type not in _LAYOUT:
            statement.append(token)
    return len(lines)


def test_only_code_is_counted() -> None:
    source = '"""A text."""\n\nx = (\n    1  # one\n)\n\n\ndef f():\n    """Two\n    lines."""\n    pass\n'  # noqa: E501
    assert 5 == code_lines(source)


def test_the_dialect_is_small() -> None:
    sizes = {path.name: code_lines(path.read_text("utf-8")) for path in HAL.glob("*.py")}
    assert 300 < sum(sizes.values()) <= 900, sizes


def test_importing_fiken_loads_none_of_it() -> None:
    program = (
        "import sys; import fiken; from fiken import Fiken, Contact; Fiken('made.up');"
        "assert not [name for name in sys.modules if name.startswith('fiken.hal')]"
    )
    subprocess.run([sys.executable, "-c", program], check=True)

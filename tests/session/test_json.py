"""msgspec and the standard library read alike, or refuse alike."""

import json
from typing import Any

import pytest
from hypothesis import example, given, settings, strategies as st

from fiken import MappingError, _json
from fiken.session import Answer

pytest.importorskip("msgspec")

ALIKE: dict[str, tuple[bytes, Any]] = {
    "half of a surrogate pair": (rb'["\ud800", "\udc00\ud800x"]', ["\ud800", "\udc00\ud800x"]),
    "half of one in a key": (rb'{"\udfff": 1}', {"\udfff": 1}),
    "a whole pair": (rb'"\ud83d\ude00"', "\U0001f600"),
    "the same key twice": (b'{"a": 1, "a": 2}', {"a": 2}),
    "the largest of 64 bits": (
        b"[18446744073709551615, -9223372036854775808]",
        [2**64 - 1, -(2**63)],
    ),
    "one more": (b"[18446744073709551616, -9223372036854775809]", [2.0**64, -(2.0**63)]),
    "one less than the smallest": (b"-9223372036854775809", -(2.0**63)),
    "20 digits": (b"12345678901234567890", 12345678901234567890),
    "21 digits": (b"123456789012345678901", 123456789012345678901.0),
    "300 digits": (b"1" * 300, float("1" * 300)),
    "a tiny number": (b"1e-400", 0.0),
    "a huge exponent": (b"1E22", 1e22),
    "spaces": (b" \t\r\n[ 1 ] \n", [1]),
    "900 levels": (b"[" * 900 + b"]" * 900, None),
}
REFUSED: dict[str, bytes] = {
    "400 digits": b"1" * 400,
    "5,000 digits": b"1" * 5000,
    "a number out of range": b"[1e400]",
    "a negative one": b"-1e400",
    "NaN": b"NaN",
    "Infinity": b"[-Infinity]",
    "a byte order mark": b"\xef\xbb\xbf[]",
    "UTF-16": "[]".encode("utf-16"),
    "garbage behind": b"[] x",
    "two documents": b"[][]",
    "nothing": b"",
    "a zero byte": b"[]\x00",
    "a leading zero": b"01",
    "a point alone": b"1.",
    "a comma too many": b"[1,]",
    "single quotes": b"{'a': 1}",
    "a control character": b'"\x01"',
    "a surrogate in UTF-8": b'"\xed\xa0\x80"',
    "100,000 levels": b"[" * 100_000 + b"]" * 100_000,
}


@pytest.mark.parametrize("what", ALIKE)
def test_both_decoders_give_the_same(what: str) -> None:
    text, expected = ALIKE[what]
    fast, standard = _json.loads(text), _json.standard_loads(text)
    assert repr(fast) == repr(standard)
    assert expected is None or repr(expected) == repr(fast)


@pytest.mark.parametrize("zero", [b"-0", b"-0.0", b"0.0"])
def test_both_decoders_give_the_same_zero(zero: bytes) -> None:
    assert repr(_json.loads(zero)) == repr(_json.standard_loads(zero))


@pytest.mark.parametrize("decode", ["loads", "standard_loads"])
@pytest.mark.parametrize("what", REFUSED)
def test_both_decoders_refuse_the_same(
    what: str, decode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fiken.session._answer.loads", getattr(_json, decode))
    answer = Answer(200, {}, REFUSED[what], "GET", "https://x/y", "an id")
    with pytest.raises(MappingError, match=r"^\$ should be JSON, but Fiken sent .*an id"):
        answer.json()


PIECES = st.sampled_from(
    [
        *'019-.eE+"\\ud8{}[]:, tn',
        "null",
        "true",
        "1e400",
        "\\ud800",
        "\\udc00",
        "é",
        str(2**64),
        "\x00",
    ]
)


def outcome(decode: Any, text: bytes) -> str:
    try:
        return repr(decode(text))
    except ValueError:
        return "refused"


@settings(deadline=None, max_examples=500)
@example(["-", "0"])
@given(st.lists(PIECES, max_size=8))
def test_both_decoders_agree_on_anything(pieces: list[str]) -> None:
    middle = "".join(pieces)
    for text in (middle, f"[{middle}]", f'"{middle}"', f'{{"a":{middle}}}'):
        assert outcome(_json.loads, text.encode()) == outcome(_json.standard_loads, text.encode())


@pytest.mark.parametrize("value", [[1, 2.5, "Ås", None, True], {"a": {"b": []}}])
def test_what_is_written_is_read_again(value: Any) -> None:
    assert value == _json.loads(_json.dumps(value)) == json.loads(_json.dumps(value))


def test_half_a_character_cannot_be_written() -> None:
    with pytest.raises(ValueError, match=r"contains '\\ud800', which is half of a surrogate"):
        _json.dumps({"a": "x\ud800"})

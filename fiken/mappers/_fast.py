"""Reading answers in the fast way where that gives the same result, and else not at all."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from fiken._json import has_long_number, msgspec
from fiken.mappers._twins import Twins, classes_in, is_read_by_us, list_of
from fiken.mappers._unknown_keys import MET
from fiken.models._base import Model
from fiken.models._origin import LOADED
from fiken.types import cached

M = TypeVar("M", bound=Model)
T = TypeVar("T")

# Answers that are not tried after one that failed. The number doubles with each that fails.
_LONGEST_REST = 64


class _Functions(NamedTuple, Generic[M]):
    """The functions that read models of one class, or none if the fast way cannot read them.

    Attributes:
        met: The version of the unknown keys for which they were generated.
        keys: The unknown keys that they know, per class.
        page: Reads a list.
        one: Reads one model.
        hold_anything: Whether msgspec reads values of any type in them.
    """

    met: int = -1
    keys: list[Mapping[str, bool]] | None = None
    page: Callable[[bytes], tuple[M, ...]] | None = None
    one: Callable[[bytes], M] | None = None
    hold_anything: bool = False


class FastReader(Generic[M]):
    """Reads models of one class by their twins. It needs msgspec.

    It returns None for whatever a twin does not take exactly, such as an unknown field or a wrong
    type. The generated readers then read it, or say what is wrong with it. An unknown key that they
    have met is a field of the twin from then on, so that a field that Fiken adds costs little.

    Args:
        cls: The class of the model.
    """

    def __init__(self, cls: type[M]) -> None:
        self._cls = cls
        self._functions = _Functions[M]()
        self._failed = self._rest = 0

    def page(self, body: bytes) -> tuple[M, ...] | None:
        """Return the models of a list; None if it has to be read in the other way."""
        functions = self._ready()
        return self._read(functions, functions.page, body)

    def one(self, body: bytes) -> M | None:
        """Return one model; None if it has to be read in the other way."""
        functions = self._ready()
        return self._read(functions, functions.one, body)

    def _ready(self) -> "_Functions[M]":
        """Return the functions, which are generated again if there is something new."""
        functions, met = self._functions, MET.version
        if functions.met != met:
            keys = [MET.of(cls) for cls in classes_in(self._cls)]
            if functions.keys == keys:
                functions = functions._replace(met=met)
            else:
                functions = self._generated()._replace(met=met, keys=keys)
                self._failed = self._rest = 0
            self._functions = functions  # at once: other threads generate too
        return functions

    def _generated(self) -> "_Functions[M]":
        if msgspec() is None or not all(map(is_read_by_us, classes_in(self._cls))):
            return _Functions()
        twins = Twins()
        try:
            twin, copy = twins.of(self._cls)
            decoder = msgspec().json.Decoder
            rows, row = decoder(list_of(twin)).decode, decoder(twin).decode
        except Exception:  # noqa: BLE001 - a model of a user that has no twin, such as for its names
            return _Functions()

        def page(body: bytes) -> tuple[M, ...]:
            return tuple([copy(one, LOADED) for one in rows(body)])

        def one(body: bytes) -> Any:
            return copy(row(body), LOADED)

        return _Functions(page=page, one=one, hold_anything=twins.hold_anything)

    def _read(
        self, functions: "_Functions[M]", read: Callable[[bytes], T] | None, body: bytes
    ) -> T | None:
        if read is None or not body or body.__class__ is not bytes:
            return None
        if self._rest > 0:  # several threads may have counted it down
            self._rest -= 1
            return None
        if functions.hold_anything and has_long_number(body):
            return None
        try:
            found = read(body)
        except Exception:  # noqa: BLE001 - the other way knows what to say of it
            self._rest = min(2**self._failed, _LONGEST_REST)
            self._failed = min(self._failed + 1, _LONGEST_REST)
            return None
        self._failed = 0
        return found


@cached
def fast_reader(cls: type[M]) -> FastReader[M]:
    """Return the reader of a model class. There is one per class."""
    return FastReader(cls)

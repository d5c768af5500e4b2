"""Reading answers in the fast way where that gives the same result, and else not at all."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from fiken._json import has_long_number, msgspec
from fiken.mappers._twins import Twins, is_read_by_us, list_of, models_in
from fiken.mappers._unknown_keys import MET
from fiken.models._base import Model
from fiken.models._origin import LOADED
from fiken.types import cached

M = TypeVar("M", bound=Model)

# Answers that are not tried after one that failed. The number doubles with each that fails.
_LONGEST_REST = 64


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
        self._met = -1  # the version of the unknown keys
        self._keys: list[Mapping[str, bool]] | None = (
            None  # those that the functions know, per class
        )
        self._page: Callable[[bytes], tuple[M, ...]] | None = None
        self._one: Callable[[bytes], M] | None = None
        self._hold_anything = False
        self._failed = self._rest = 0

    def page(self, body: bytes) -> tuple[M, ...] | None:
        """Return the models of a list; None if it has to be read in the other way."""
        return self._read(self._page, body) if self._is_ready() else None

    def one(self, body: bytes) -> M | None:
        """Return one model; None if it has to be read in the other way."""
        return self._read(self._one, body) if self._is_ready() else None

    def _is_ready(self) -> bool:
        """Generate the functions if there is something new. Return whether to try them."""
        met = MET.version
        if self._met != met:
            keys = [MET.of(cls) for cls in models_in(self._cls)]
            if self._keys != keys:
                self._generate()
                self._keys, self._failed, self._rest = keys, 0, 0
            self._met = met
        if self._rest > 0:  # several threads may have counted it down
            self._rest -= 1
            return False
        return True

    def _generate(self) -> None:
        if msgspec() is None or not all(map(is_read_by_us, models_in(self._cls))):
            return
        twins = Twins()
        try:
            twin, copy = twins.of(self._cls)
        except ValueError:  # a user's model has JSON names that a twin cannot have
            return
        self._hold_anything = twins.hold_anything  # before another thread can use the functions
        decoder = msgspec().json.Decoder
        rows, row = decoder(list_of(twin)).decode, decoder(twin).decode
        self._page = lambda body: tuple([copy(one, LOADED) for one in rows(body)])
        self._one = lambda body: copy(row(body), LOADED)

    def _read(self, read: Callable[[bytes], Any] | None, body: bytes) -> Any:
        if read is None or not body or (self._hold_anything and has_long_number(body)):
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

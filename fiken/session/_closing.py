"""The base class of what a ``with`` block closes: a client or its session."""

from types import TracebackType
from typing import Self


class Closing:
    """A client or a session. A ``with`` block calls its `close` at the end."""

    def close(self) -> None:
        """Close the connections. A later request opens new ones."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

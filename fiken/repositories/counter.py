"""The repository of the counter of one number series."""

from fiken.errors import CounterNotInitializedError
from fiken.idempotency._write import Clue, Found
from fiken.mappers.counter import CounterMapper
from fiken.models.counter import Counter
from fiken.repositories._repository import Repository
from fiken.repositories._search import Search
from fiken.repositories._written import LOADING, Written


class CounterRepository(Repository[Counter]):
    """The counter of one number series (nummerserie), such as that of the invoices.

    In a new company, no series has a counter, and Fiken refuses to create documents. Fiken's web
    application starts a series with its first document. ``ensure()`` starts it here.

    Observed: docs/observed.md#10-invoices-and-counters
    """

    mapper = CounterMapper()
    path = "counter"

    def find(self) -> int:
        """Return the last used number of the series (GET …/counter).

        Raises:
            CounterNotInitializedError: The series was never started.
        """
        return self._load(self._url).value

    def start(self, value: int = 10000, *, idempotency_key: str | None = None) -> int:
        """Set the last used number, and return it (POST …/counter).

        Do this only for a series that was never started. Fiken's documentation does not say what
        happens to a series that was started before.

        Args:
            value: The last used number: 10000 if the first document shall have the number 10001.
            idempotency_key: The key under which the request is carried out once (docs/once.md). If
                an answer is lost and the series has this number or a later one afterwards, it
                counts as started.

        Raises:
            InvalidAttributeError: `value` is not a whole number from 0 to 2147483647; nothing was
                sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Look with `find` before you repeat the
                request.
        """
        payload = self.mapper.create(Counter(value=value))
        once = self._once(idempotency_key, {"value": value}, lambda: self._search_from(value))
        return self._write("POST", self._url, self._started, json=payload, once=once)

    def _search_from(self, value: int) -> Search:
        """Return how it is found out whether the series was started.

        A later number shows it too: documents were made since. Sending it again would set the
        series back.
        """

        def look(_: Clue) -> Found:
            try:
                return Found("") if self.find() >= value else Found()
            except CounterNotInitializedError:
                return Found()

        return Search(look, clue={})

    def ensure(self, value: int = 10000) -> int:
        """Return the last used number. Start the series first if it was never started.

        Args:
            value: The last used number of a series that is started.

        Raises:
            InvalidAttributeError: `value` is not a whole number from 0 to 2147483647; nothing was
                sent.
            WrittenButNotLoadedError: Fiken carried out the request, but its result could not be
                read. Do not repeat the request.
            AmbiguousWriteError: The answer was lost. Calling `ensure` again is safe.
        """
        first = Counter(value=value).value
        try:
            return self.find()
        except CounterNotInitializedError:
            return self.start(first)

    def _started(self, written: Written) -> int:
        written.step = LOADING
        return self.find()

"""Reading the jobs of one recurring invoice, and comparing them with what was sent."""

from collections.abc import Callable, Iterable
from http import HTTPStatus

from fiken.errors import NotFoundError
from fiken.mappers.recurring_invoice import (
    RecurringInvoiceJobMapper,
    RecurringInvoiceMapper,
)
from fiken.models.recurring_invoice import (
    RecurringInvoice,
    RecurringInvoiceJob,
)
from fiken.repositories._collection import Collection, Page
from fiken.repositories._protocols import AnswerProtocol
from fiken.repositories._recurring_read_back import (
    Pair,
    are_kept,
    is_carried_out,
    warn_of_unkept_pairs,
)
from fiken.repositories._repository import loaded
from fiken.repositories._search import Search, search_by
from fiken.repositories._verbs import Acts
from fiken.repositories._written import LOADING, Written


class ReadsJobs(Acts[RecurringInvoiceJob]):
    """A repository that reads the jobs of one recurring invoice from it."""

    mapper = RecurringInvoiceJobMapper()
    path = "jobs"

    def all(self) -> Collection[RecurringInvoiceJob]:
        """Return all jobs (from GET /recurringInvoices/{recurringInvoiceId})."""

        def fetch(number: int, _size: int) -> Page[RecurringInvoiceJob]:
            answer = self._session.request("GET", self._root)
            return Page(number, tuple(_recurring_in(answer).jobs), None)

        return Collection(fetch, what=self._url, key=lambda job: job.job_id or job, paged=False)

    def find(self, job: int | RecurringInvoiceJob, /) -> RecurringInvoiceJob:
        """Load the recurring invoice, and return one of its jobs.

        Args:
            job: The id of the job, or the job to load again.

        Raises:
            NotFoundError: There is no such job, or the recurring invoice does not exist.
            InvalidAttributeError: `job` is neither an id nor a job from Fiken; nothing was sent.
        """
        wanted = self._id_of(job)
        answer = self._session.request("GET", self._root)
        for found in _recurring_in(answer).jobs:
            if found.job_id == wanted:
                return found
        message = f"the recurring invoice has no job {wanted}"
        raise NotFoundError(
            HTTPStatus.NOT_FOUND,
            message,
            method="GET",
            url=self._root,
            request_id=answer.request_id,
        )

    def _compared(
        self, name: str, wanted: object, compare: Callable[[RecurringInvoiceJob], Iterable[Pair]]
    ) -> Callable[[Written], RecurringInvoice]:
        """Return a function that loads the recurring invoice after a change, and compares a job.

        Nothing is compared if the job does not exist any more, because `stop` deleted it.

        Args:
            name: The field that identifies the job: `job_id`, or `customer_id` for a new job.
            wanted: The value of that field.
            compare: The function that yields the values of the job to compare with those sent.
        """

        def then(written: Written) -> RecurringInvoice:
            changed = self._with_all_jobs(written)
            written.step = ""
            for job in changed.jobs:
                if getattr(job, name) == wanted and not written.is_repeated:
                    warn_of_unkept_pairs(compare(job))
            return changed

        return then

    def _search(
        self, name: str, wanted: object, compare: Callable[[RecurringInvoiceJob], Iterable[Pair]]
    ) -> Search:
        """Return how it is found out whether a job has the values that were sent.

        `_compared` explains the arguments.
        """

        def is_done() -> bool:
            every = self.all()
            return any(getattr(job, name) == wanted and are_kept(compare(job)) for job in every)

        return search_by(is_done)

    def _search_changed(
        self,
        job: int | RecurringInvoiceJob,
        compare: Callable[[RecurringInvoiceJob], Iterable[Pair]],
    ) -> Search:
        """Return how it is found out whether a job was changed. `_compared` has the arguments."""
        before = job if isinstance(job, RecurringInvoiceJob) else None
        return search_by(lambda: is_carried_out(before, self.find(job), compare))

    def _is_stopped(self, key: int | str) -> bool:
        jobs = [job for job in self.all() if job.job_id == key]
        return all(not job.active and job.end_date is not None for job in jobs)

    def _with_all_jobs(self, written: Written) -> RecurringInvoice:
        """Load the recurring invoice after a request that has changed a job."""
        written.step = LOADING
        return _recurring_in(self._session.request("GET", self._root))


def _recurring_in(answer: AnswerProtocol) -> RecurringInvoice:
    """Build a recurring invoice from the JSON of an answer."""
    return loaded(RecurringInvoiceMapper(), answer)

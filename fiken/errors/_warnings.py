"""Warnings about values that were accepted but should be looked at."""


class FikenWarning(UserWarning):
    """The base class of this library's warnings."""


class UnlikelyValueWarning(FikenWarning):
    """A value is allowed but probably a mistake. It is sent, and Fiken may accept or refuse it."""


class ChangeNotKeptWarning(FikenWarning):
    """Fiken accepted an update, but a changed field then has another value than you sent."""


class TokensNotStoredWarning(FikenWarning):
    """New tokens could not be stored, and are only in the memory of this process.

    They are stored as soon as the store works again. If the process ends before that, the user may
    have to log in again.
    """


class WriteNotRecordedWarning(FikenWarning):
    """Fiken carried out a write, but the store of idempotency keys could not record that.

    The next call with the same key looks for the result in Fiken, and sends nothing.
    """


class MayClearWarning(FikenWarning):
    """An update may clear a field in Fiken, because this version of the library cannot send it.

    The update replaces the whole entity. Fiken's answer had a field that this version does not
    know, so the update lacks it. The warning is issued once per class and field in each process.
    """


class UnsharedPacingWarning(FikenWarning):
    """Requests are paced in this process only: other processes with the same token may overlap.

    No place was found for the small file by which the processes of a machine take turns. The
    warning is issued once per process. The environment variable `FIKEN_LANES` can name a folder.
    """

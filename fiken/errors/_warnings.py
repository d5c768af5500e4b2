"""Warnings about values that were accepted but should be looked at."""


class FikenWarning(UserWarning):
    """The base class of this library's warnings."""


class UnlikelyValueWarning(FikenWarning):
    """A value is allowed but probably a mistake. It is sent, and Fiken may accept or refuse it."""


class ChangeNotKeptWarning(FikenWarning):
    """Fiken answered an update with success, but a changed field has another value afterwards."""


class MayClearWarning(FikenWarning):
    """An update may clear a field in Fiken, since it replaces the entity and lacks that field.

    An example is a field in Fiken's answer that this version of the library does not know. The
    warning is issued once per class and field in each process.
    """

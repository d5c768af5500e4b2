"""Warnings: nothing was refused, but somebody should look at it."""


class FikenWarning(UserWarning):
    """The root of this library's warnings."""


class UnlikelyValueWarning(FikenWarning):
    """A value is allowed, but probably not what was meant. It is sent, and Fiken decides."""


class ChangeNotKeptWarning(FikenWarning):
    """Fiken answered an update with success, but a field came back different."""


class MayClearWarning(FikenWarning):
    """An update may clear a field that is not sent with it, because it replaces the whole entity.

    One example is a field that Fiken sent and that this version of the library does not know. The
    warning is issued once per class and field in a process.
    """

"""What shows, in a list of Fiken, which entity was made by a write whose answer was lost."""

import attrs


@attrs.frozen(kw_only=True)
class Trace:
    """What shows which entity of a list a write has made. Each family declares it in one line.

    All names are those of fields of the model. ``lines.account`` is the field of every line.

    Args:
        own: The fields that identify an entity. The first of them is a number that the caller gives
            it, and that no other has. If one of them has no value, the entity has no number of its
            own.
        alike: The fields that Fiken surely keeps as they were sent.
        ask: The fields by which the list can be filtered. Each filter has the name of its field.
        uuid: The field of an answer that has the `uuid` of the request; empty if a request has
            none. A write with an idempotency key sends a UUID that is derived from the key.
        is_doubtful: Whether it is not known that Fiken returns the `uuid`. If it is not found, an
            entity that looks alike, and was not there before, counts too.
        loose: The fields of `alike` for which Fiken chooses a value if none is sent.
        checked: The fields in which an entity that looks alike must not differ. If it does, a
            person has to decide. A field that is None in what was sent is not checked.
        is_hidden: Whether Fiken does not return the fields of `own`. Its filter then decides alone.
    """

    own: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    uuid: str = ""
    is_doubtful: bool = False
    loose: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    is_hidden: bool = False

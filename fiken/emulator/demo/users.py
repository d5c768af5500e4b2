"""The users of the emulator, each with personal tokens and the companies that they may see."""

from dataclasses import dataclass, field

#: The slug of the demo company.
SLUG = "fiken-demo-fjellbris-kaffe-as"
#: The slug of a company of the same user without the API module (docs/observed.md#4-error-bodies).
CLOSED_SLUG = "lukket-handel-as"
#: The slug of a company of other users.
OTHER_SLUG = "fiken-demo-solvik-te-as"


@dataclass(frozen=True)
class DemoUser:
    """A user of the emulator.

    Attributes:
        name: the name.
        email: the e-mail address, with which the user logs in.
        tokens: the personal tokens of the user, which are the same in every emulator.
        companies: the slugs of the companies that the user may see.
        password: the password, with which programs log in to API v1.
    """

    name: str
    email: str
    tokens: tuple[str, ...] = field(repr=False)
    companies: tuple[str, ...]
    password: str = field(default="embedded-fiken", repr=False)


#: Emulator choice: all names, tokens and passwords. The first token is `Emulator.token`.
USERS = (
    DemoUser(
        "Emma Demo",
        "emma@fjellbris.example",
        ("1001.embedded-fiken", "1002.embedded-fiken"),
        (SLUG, CLOSED_SLUG),
    ),
    DemoUser(
        "Jonas Regnskap",
        "jonas@regnskap.example",
        ("2001.embedded-fiken", "2002.embedded-fiken"),
        (SLUG, OTHER_SLUG),
    ),
    DemoUser("Solveig Te", "solveig@solvik.example", ("3001.embedded-fiken",), (OTHER_SLUG,)),
)

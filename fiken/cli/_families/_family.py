"""A family: entities of one kind, such as the contacts of a company."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import attrs

from fiken import CompanyClient, Fiken
from fiken.cli._families._filters import Filter, filters_of
from fiken.cli._families._values import value_of
from fiken.cli._words import plural
from fiken.models import Model
from fiken.types import hint_of


@attrs.frozen
class Parent:
    """The entity to which the rows of a family belong, such as the sale of payments.

    Args:
        family: The family of that entity.
        method: The method of its repository that returns the repository of the rows.
        repository_class: The class of the repository of the rows.
    """

    family: "Family"
    method: str
    repository_class: type[Any]


@attrs.frozen
class Family:
    """Entities of one kind, such as the contacts of a company.

    Args:
        name: The name in the command, such as ``invoice-drafts``.
        singular: The name of one of them, such as ``invoice-draft``.
        description: What they are, as a sentence.
        repository_class: The class of the repository. If the family has parents, it is that of the
            first one: repositories of others may have other methods.
        path: The attributes by which the client has the repository, such as ``invoices.drafts``.
            It is empty if the family has parents.
        of_company: Whether they belong to a company. Only companies themselves do not.
        parents: The entities to which the rows may belong, by the name of an option: payments have
            ``sale`` and ``purchase``. One of them has to be given. It is empty for most families.
        aliases: Other names of the family.
    """

    name: str
    singular: str
    description: str
    repository_class: type[Any]
    path: str = ""
    of_company: bool = True
    parents: Mapping[str, Parent] = attrs.field(factory=dict[str, Parent], hash=False)
    aliases: frozenset[str] = frozenset()

    @property
    def word(self) -> str:
        """The name of one of them in a sentence, such as "journal entry"."""
        return self.singular.replace("-", " ")

    @property
    def words(self) -> str:
        """The name in a sentence, such as "journal entries"."""
        return plural(self.word)

    def counted(self, number: int) -> str:
        """Return a number with its noun: "1 contact" or "300 contacts"."""
        return f"{number} {self.word if number == 1 else self.words}"

    @property
    def model(self) -> type[Model] | None:
        """The class of the rows. None for groups, whose rows are names."""
        mapper = getattr(self.repository_class, "mapper", None)
        return None if mapper is None else mapper.model

    @property
    def key(self) -> str | None:
        """The field that identifies a row, such as ``contact_id``. None if there is none."""
        mapper = getattr(self.repository_class, "mapper", None)
        return None if mapper is None else mapper.key

    @property
    def filters(self) -> Mapping[str, Filter]:
        """The filters of the list, by the name of the argument of `all`."""
        return filters_of(self.repository_class)

    def id_of(self, text: str) -> int | str:
        """Return the id that a person has typed: a number, or the code of an account.

        Raises:
            ValueError: The ids of this family are numbers, and the text is none.
        """
        model, key = self.model, self.key
        if model is None or key is None:
            return text
        fields = {field.name: field for field in attrs.fields(model)}
        if hint_of(fields[key].type).value_type is not int:
            return text
        number: int = value_of(int, text)
        if number < 1:
            raise ValueError(f"{text!r} is not an id: ids are positive whole numbers")
        return number

    def open(
        self, client: Fiken | CompanyClient, parents: Mapping[str, object] | None = None
    ) -> Any:
        """Return the repository. No request is sent.

        Args:
            client: The client of the company, or `Fiken` if the family does not belong to one.
            parents: The id of the entity to which the rows belong, by its name in `parents`: for
                payments ``{"sale": 123}``. Those with None count as not given.

        Raises:
            ValueError: Not exactly one parent is given, or one of a family that has none.
        """
        given = {name: key for name, key in (parents or {}).items() if key is not None}
        if not self.parents:
            if given:
                raise ValueError(f"{self.words} do not belong to a {next(iter(given))}")
            return reduce(getattr, self.path.split("."), client)
        if len(given) != 1:
            options = ", ".join(f"--{name}" for name in self.parents)
            number = "only one" if given else "one"
            raise ValueError(f"{self.words} belong to another entity: give {number} of {options}")
        ((name, key),) = given.items()
        parent = self.parents[name]
        return getattr(parent.family.open(client), parent.method)(key)

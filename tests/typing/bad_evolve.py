"""Mistakes in `evolve`, which checkers see from Python 3.13 on, where `__replace__` has a type."""
# pyright: strict

from fiken import Contact


def changes(nelly: Contact) -> None:
    nelly.evolve(nmae="Ned Stark")  # mypy: call-arg / pyright: reportCallIssue
    nelly.evolve(name=1)  # mypy: arg-type / pyright: reportArgumentType
    nelly.evolve(name=None)  # mypy: arg-type / pyright: reportArgumentType
    nelly.evolve(discount=2.5)  # mypy: arg-type / pyright: reportArgumentType
    nelly.evolve("Ned Stark")  # mypy: arg-type, call-arg / pyright: reportCallIssue
    nelly.evolve(name="Ned Stark").evolve(mail="x")  # mypy: call-arg / pyright: reportCallIssue
    product: int = nelly.evolve(name="N")  # mypy: assignment / pyright: reportAssignmentType
    print(product)

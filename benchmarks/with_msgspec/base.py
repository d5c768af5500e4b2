"""The base class of all models in msgspec."""

from msgspec import Struct


class Model(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    pass

"""The version of this library. The build reads it from here, without importing the rest."""

__version__ = "0.1.0"

"""A small ordering application, which knows nothing of Fiken but in one module."""

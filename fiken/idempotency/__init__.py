"""Writes that are carried out once: what a store of idempotency keys keeps, and where.

Each name is imported when it is first used.
"""

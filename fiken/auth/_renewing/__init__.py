"""Tokens that are renewed once for all threads, processes and machines, and revoked."""

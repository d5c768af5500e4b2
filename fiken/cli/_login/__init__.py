"""Logging in and out, and the accounts: the commands, and the work that they do."""

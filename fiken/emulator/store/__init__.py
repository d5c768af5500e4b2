"""The SQLite database with the books, and the handlers that every family of endpoints needs."""

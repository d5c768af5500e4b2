"""The books: the rules of accounting, without requests and without JSON."""

"""The stores of tokens, and what they share: locks, private files, and records in JSON."""

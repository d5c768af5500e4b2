"""What keeps the house in order: who imports whom, what is public, what is shipped."""

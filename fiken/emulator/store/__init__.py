"""The state in SQLite, and what every family needs: resources and generic handlers."""

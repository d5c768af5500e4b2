"""Writes of all kinds by processes that are killed while answers are lost, and their judge."""

"""How models look on the wire."""

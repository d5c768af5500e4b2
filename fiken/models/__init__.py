"""What an entity is."""

"""Tests of the dialect of API v1."""

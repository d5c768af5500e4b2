"""Tests of the emulator's API v1 over plain HTTP, without a client of ours."""

"""Counts what four provinces hold, straight from their databases and files; shares no code with the project."""

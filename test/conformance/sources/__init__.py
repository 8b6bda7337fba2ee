"""What four provinces hold and state, straight from their databases and files; shares no code with the project."""

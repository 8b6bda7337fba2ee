"""Opens what a participant finds on the exchange's topics, with Python's own libraries; shares no code with the project."""

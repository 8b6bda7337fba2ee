"""Credit repair's terms and periods, written down a second time from the texts: shares neither code nor data with the project."""

"""The reports of the command line."""

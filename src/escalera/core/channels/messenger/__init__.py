"""Messenger: the messages of a Facebook page."""

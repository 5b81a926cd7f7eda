"""Messenger and Instagram: two names of one conversation, spoken through the same webhooks and the same calls."""

"""Telephone calls: what rings and waits, who is to be called back, what was; and the card of whoever calls."""

"""Alerts of monitoring systems: a fingerprint opens a ticket, keeps it up to date, and closes it when it is over."""

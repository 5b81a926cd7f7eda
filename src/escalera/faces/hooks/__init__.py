"""The address that providers call: every channel's webhooks come in here, are checked, stored and answered at once."""

"""Mailboxes: every mail in them reaches the ledger, once, whoever has read it and whenever it came."""

"""The channel for anything else: a program of the company's speaks for its customers, both ways, with signed webhooks."""

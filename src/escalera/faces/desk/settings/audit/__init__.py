"""Settings screen: the audit of claims and what laws ask for."""

"""Real servers for the tests, on loopback and free ports: a Dovecot, and an SMTP server that can misbehave."""

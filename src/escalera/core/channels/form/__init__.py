"""A form on any site: what is sent there becomes a ticket; the answers go by mail."""

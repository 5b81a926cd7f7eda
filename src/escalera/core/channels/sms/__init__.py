"""Text messages. Whatever is a provider's own stands in one file under `providers`."""

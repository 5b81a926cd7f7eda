"""The chat on a site: what the visitor's browser calls, and the stream that it listens to."""

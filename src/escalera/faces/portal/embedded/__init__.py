"""The contact form inside somebody's own site: the same form in a frame, without the portal around it."""

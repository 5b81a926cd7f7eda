"""Why words stand on this ticket, and putting that right."""

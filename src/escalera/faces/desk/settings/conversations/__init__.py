"""When words are added to a ticket, open one again, or begin a new one."""

"""How often something may be done from one place: stored counters that every process shares."""

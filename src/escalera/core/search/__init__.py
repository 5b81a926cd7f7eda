"""One box for tickets, people, organizations and articles: operators, forgiven typos, marked words."""

"""What callers of a telephone number hear: its languages, menus and sentences, in a form instead of as data."""

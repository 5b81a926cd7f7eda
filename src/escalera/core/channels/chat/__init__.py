"""Web chat: a visitor in a browser talks with the assistant and with people; what is said is delivered by being here."""

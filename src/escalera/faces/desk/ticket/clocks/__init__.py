"""What people see of a ticket's clocks: the card beside the conversation, and what one of them says of itself."""

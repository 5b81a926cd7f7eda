"""What every channel but mail stands on: capabilities, the webhook's door, what was heard, how answers leave."""

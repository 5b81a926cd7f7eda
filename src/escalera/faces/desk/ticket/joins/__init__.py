"""Whether the customer is somebody else too, asked beside the conversation."""

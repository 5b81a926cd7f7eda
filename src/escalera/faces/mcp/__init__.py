"""The desk for agents' own assistants: what the API's tokens may do, over the Model Context Protocol (extra `mcp`)."""

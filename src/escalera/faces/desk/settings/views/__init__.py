"""The screen of saved views, with an editor of the condition language."""

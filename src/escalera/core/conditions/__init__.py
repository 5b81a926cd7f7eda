"""The one condition language of views, search and rules: typed fields, compared and combined."""

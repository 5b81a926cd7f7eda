"""The one condition language of views, search and rules: typed fields, compared and combined.

    {"all": [{"field": "open", "is": true}, {"any": [{"field": "level", "is": "2"}, {"field": "due", "is": "today"}]}]}

`reading.read` checks it, `compiling` makes a query or a test of it, `wording.words` a sentence, `form` an editor."""

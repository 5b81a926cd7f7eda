"""Articles from elsewhere and to elsewhere: folders of Markdown, HTML, CSV."""

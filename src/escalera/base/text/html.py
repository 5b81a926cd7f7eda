"""HTML from outside: readable as text, safe to show. Never trusted, never executed."""

from .html_safe import CleanHtml, clean_html, show_remote
from .html_words import html_to_text

__all__ = ["CleanHtml", "clean_html", "html_to_text", "show_remote"]

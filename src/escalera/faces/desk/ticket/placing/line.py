"""The line under a message that says why it stands here, and opens what puts it right."""

from __future__ import annotations

from html import escape


def why_html(*, key: str, base: str, summary: str, rule: str, fix: str) -> str:
    """Return the line. `summary`: what is read at once; `rule`: what unfolds; `fix`: the words of the way to put it
    right, "" for who may not. The choices come when it is opened."""
    said = "" if summary == rule else f"<span>{escape(rule)}</span>"
    if not fix:
        return f"<details><summary>{escape(summary)}</summary>{said or escape(rule)}</details>"
    url = f"{base}messages/{key}/place/"
    asks = f'hx-get="{url}" hx-trigger="toggle once" hx-target="find .fix" hx-swap="innerHTML" data-aside'
    return (
        f"<details {asks}><summary>{escape(summary)}</summary>{said}"
        f'<div class="fix"><a class="link" href="{url}">{escape(fix)}</a></div></details>'
    )

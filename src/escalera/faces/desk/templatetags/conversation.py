"""Prints the conversation of a ticket; its lines are written in `ticket/lines.py`."""

from __future__ import annotations

from django.template import Context, Library
from django.utils.safestring import SafeString

from escalera.faces.desk.ticket.lines import lines_html

register = Library()


@register.simple_tag(takes_context=True)
def conversation(context: Context) -> SafeString:
    """Print `timeline` for who may do what `can` says, with the forms' addresses under `base`."""
    token = str(context.get("csrf_token") or "")
    return lines_html(context["timeline"], base=context["base"], token=token, again=context["can"].work)

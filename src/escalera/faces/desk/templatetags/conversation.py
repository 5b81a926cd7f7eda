"""Prints the conversation of a ticket; its lines are written in `ticket/lines.py`."""

from __future__ import annotations

from django.template import Context, Library
from django.utils.safestring import SafeString

from escalera.faces.desk.ticket.lines import lines_html
from escalera.faces.desk.ticket.objects.fields import Asked, fields_html

register = Library()


@register.simple_tag(takes_context=True)
def conversation(context: Context) -> SafeString:
    """Print `timeline` for who may do what `can` says, with the forms' addresses under `base`."""
    token = str(context.get("csrf_token") or "")
    links = context.get("links") or ()
    parts = any(not row["ended"] for group in links if group["role"] == "child" for row in group["rows"])
    return lines_html(context["timeline"], base=context["base"], token=token, again=context["can"].work, parts=parts)


@register.simple_tag(takes_context=True)
def blanks(context: Context) -> SafeString:
    """Print the company's fields of the ticket, with what was wrong or missing in them."""
    asked = Asked(
        url=context["base"] + "fields/",
        token=str(context.get("csrf_token") or ""),
        may_edit=context["can"].work,
        missing=context.get("missing") or frozenset(),
        errors=context.get("errors"),
        given=context.get("given"),
    )
    return fields_html(context["fields"], asked)

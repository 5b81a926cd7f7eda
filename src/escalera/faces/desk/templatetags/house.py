"""The company on every page: its style sheet, logo, name and own words; from memory, never from the database.

{% load house %}{% brand_link %} {% house_name %} {% brand_logo as logo %} {% term "ticket" %} {% phrase "mine" %}"""

from __future__ import annotations

from django.template import Library
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from escalera.base.settings import phrases
from escalera.base.settings.words import house

register = Library()


@register.simple_tag
def brand_link() -> SafeString:
    """Return the link to the company's colours; nothing if it uses the product's own."""
    look = house().look
    if not look:
        return mark_safe("")
    return format_html('<link rel="stylesheet" href="{}">', reverse("desk:brand-colors", args=[look]))


@register.simple_tag
def brand_logo() -> str:
    """Return the address of the company's logo, "" if it has none."""
    logo = house().logo
    return reverse("desk:brand-logo", args=[logo]) if logo else ""


@register.simple_tag
def house_name() -> str:
    return house().name


@register.simple_tag
def term(key: str) -> str:
    """Return the company's word ("ticket", "tickets", "level_letter"), or everybody's in the reader's language."""
    return house().word(key)


@register.simple_tag
def phrase(key: str) -> str:
    """Return a phrase about tickets in the company's words (see `base.settings.phrases`)."""
    return phrases.phrase(key)

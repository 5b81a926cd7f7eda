"""Gives templates the map of the keys."""

from __future__ import annotations

from django.template import Library

from escalera.faces.desk.keyboard.keys import PLACES, Place, map_for_scripts

register = Library()


@register.simple_tag
def key_places() -> tuple[Place, ...]:
    """Return the keys by place, for people."""
    return PLACES


@register.simple_tag
def key_map() -> str:
    """Return the keys for the script."""
    return map_for_scripts()

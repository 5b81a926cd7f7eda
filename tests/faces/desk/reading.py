"""Reads what a page shows, as a person would."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from selectolax.lexbor import LexborHTMLParser, LexborNode


def tree(response: Any) -> LexborHTMLParser:
    assert isinstance(response, HttpResponse)
    return LexborHTMLParser(response.content.decode())


def node(response: Any, selector: str) -> LexborNode:
    """Return the first element; it must be there."""
    found = tree(response).css_first(selector)
    assert found is not None, selector
    return found


def texts(response: Any, selector: str) -> list[str]:
    return [" ".join(node.text(separator=" ").split()) for node in tree(response).css(selector)]


def numbers(response: Any) -> list[int]:
    """Return the tickets of a list, in its order."""
    return [int(node.attributes["data-number"] or 0) for node in tree(response).css("a.ticket")]


def buttons(response: Any) -> list[str]:
    """Return what the head of a ticket offers."""
    return texts(
        response,
        "#head .actions > form button, #head .actions > a, #head .actions .sheet button, #head .actions .sheet a",
    )

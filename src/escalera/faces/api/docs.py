"""The API's description for people: one plain page made from the OpenAPI document, without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from escalera.faces.api.app import api

# Paragraphs of pieces, each with whether it is code.
Prose = list[list[tuple[str, bool]]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One line of the page. `fields`: what it takes, each as (name, type or choice, required)."""

    method: str
    path: str
    text: Prose
    fields: list[tuple[str, str, bool]]


def read_docs(request: HttpRequest) -> HttpResponse:
    """Show every endpoint with what it takes."""
    return render(request, "api/docs.html", {"about": prose(api.description), "endpoints": endpoints()})


@lru_cache(maxsize=1)
def endpoints() -> list[Endpoint]:
    """Return all endpoints in the order of their declaration."""
    schema: dict[str, Any] = api.get_openapi_schema()
    shapes = schema.get("components", {}).get("schemas", {})
    return [
        Endpoint(method.upper(), path, prose(one.get("description", one["summary"])), _fields(one, shapes))
        for path, operations in schema["paths"].items()
        for method, one in operations.items()
    ]


def prose(text: str) -> Prose:
    """Cut a docstring into paragraphs, and those at their backticks."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return [
        [(piece, position % 2 == 1) for position, piece in enumerate(paragraph.split("`")) if piece]
        for paragraph in paragraphs
    ]


def _fields(operation: dict[str, Any], shapes: dict[str, Any]) -> list[tuple[str, str, bool]]:
    found = [
        (one["name"], _kind(one["schema"]), bool(one.get("required")))
        for one in operation.get("parameters", [])
        if one["in"] != "path"
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    shape = shapes.get(body.get("$ref", "").rpartition("/")[2], {})
    required = shape.get("required", [])
    return found + [(name, _kind(one), name in required) for name, one in shape.get("properties", {}).items()]


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"] if one.get("type") != "null")
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    return str(schema.get("$ref", "").rpartition("/")[2] or schema.get("type", ""))

"""No address hides another one, and no name stands for two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from escalera.faces.api.app import api


def test_each_address_and_each_name_stands_once() -> None:
    ours = [(route, name) for route, name in _walk(get_resolver()) if not route.startswith("api/")]
    assert _twice(route for route, name in ours) == []
    assert _twice(name for route, name in ours) == []


def test_each_operation_of_the_interface_stands_once() -> None:
    """One address of the interface holds several methods, and its framework tells them apart."""
    schema = api.get_openapi_schema()
    operations = [one["operationId"] for methods in schema["paths"].values() for one in methods.values()]
    assert _twice(operations) == []


def _walk(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, f"{space}{one.name}"
        else:
            yield from _walk(one, route, f"{space}{one.namespace}:" if one.namespace else space)


def _twice(values: Iterator[str] | list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]

"""Every page that anybody can open by its address alone is one of those that are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from escalera.base.people.actions import add_agent
from tests.cast import Desk
from tests.faces.portal.conftest import signed_in
from tests.journeys.screens import SCREENS

# they lead elsewhere: out of the desk, or through the front door
_DOORS = {"/", "/sign-out/", "/help/sign-out/"}


def _addresses(patterns: Sequence[URLPattern | URLResolver], start: str = "/") -> Iterator[str]:
    for one in patterns:
        path = start + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, path)
        elif "<" not in path and not path.startswith("/api/"):
            yield path


def _is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 and not answer.streaming and b"<html" in answer.content


@pytest.mark.django_db
def test_every_page_without_arguments_is_looked_at(desk: Desk) -> None:
    owner, customer, nobody = Client(), signed_in(desk.farid), Client()
    owner.force_login(
        add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[desk.front])
    )
    addresses = set(_addresses(get_resolver().url_patterns)) - _DOORS
    pages = {path for path in addresses if any(_is_page(who, path) for who in (owner, customer, nobody))}
    looked_at = {screen.path.partition("?")[0] for screen in SCREENS}
    assert sorted(pages - looked_at) == []
    assert len(pages) > 40

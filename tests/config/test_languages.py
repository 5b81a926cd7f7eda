"""Which language a page speaks."""

from __future__ import annotations

import re

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("browser", "spoken"),
    [
        ("es-CO,es;q=0.9,en;q=0.8", "es-419"),
        ("es-419", "es-419"),
        ("es-ES,es;q=0.9", "es"),
        ("es", "es"),
        ("en-US,en;q=0.9,es-MX;q=0.8", "en"),
        ("pt-PT,pt;q=0.9", "pt-br"),
        ("pt", "pt-br"),
        ("fr-FR", "es"),
        ("", "es"),
    ],
)
def test_the_browser_says_the_language(browser: str, spoken: str) -> None:
    assert _language(Client(headers={"accept-language": browser})) == spoken


@pytest.mark.django_db
def test_a_choice_wins_over_the_browser() -> None:
    client = Client(headers={"accept-language": "es-CO"})
    client.cookies["escalera_language"] = "es"
    assert _language(client) == "es"


def _language(client: Client) -> str:
    found = re.search(r'<html lang="([^"]+)"', client.get("/sign-in/").content.decode())
    assert found
    return found[1]

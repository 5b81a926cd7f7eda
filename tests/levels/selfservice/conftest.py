"""A desk whose help says a little, and short ways to talk with its assistant."""

from __future__ import annotations

from datetime import datetime

import pytest

from escalera.base.people.models import Contact
from escalera.levels.selfservice import actions, queries
from escalera.levels.selfservice.models import Conversation
from tests.cast import Desk, later
from tests.core.llm.conftest import olga, server, setup
from tests.faces.portal.conftest import published

__all__ = ["olga", "server", "setup"]  # fixtures of the language model


@pytest.fixture
def help_pages(desk: Desk) -> Desk:
    published(desk, "The VPN drops every hour", "Set the VPN clock to automatic and reconnect the VPN.")
    published(desk, "VPN on the phone", "Install the VPN app on the phone and scan the code.")
    published(desk, "Secret VPN keys", "The VPN master key of our team is in the safe.", audience="internal")
    return desk


def begun(contact: Contact | None = None, visitor: str = "", at: datetime | None = None) -> Conversation:
    return actions.begin(channel="portal", language="en", contact=contact, visitor=visitor, at=at or later(0))


def say(talk: Conversation, text: str, minutes: float = 1) -> str:
    """What kind of answer comes to these words; "" for silence."""
    turn = actions.say(conversation_id=talk.pk, text=text, at=later(minutes))
    return turn.said if turn else ""


def shown_titles(talk: Conversation) -> list[str]:
    """The titles of all articles that were shown, in order."""
    return [
        one["title"]
        for turn in queries.turns_of(talk.pk)
        for one in (*turn.data.get("quotes", ()), *turn.data.get("offers", ()))
    ]

"""Keys on the desk: made by who they act as, shown once, revoked by them or by who keeps the settings."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.log.models import Event
from escalera.base.people.actions import add_agent, begin_use, end_use, give_token
from escalera.base.people.models import Agent, Token, UseState
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/keys/"


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


def test_a_key_is_made_shown_once_and_opens_the_api(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.amira)
    page = browser.post(PAGE, {"name": "my  script", "scopes": ["tickets:read"]})
    key = str(node(page, "main [role=status] input").attributes["value"])
    token = Token.objects.get()
    assert (token.name, token.agent, token.scopes) == ("my script", desk.amira, ["tickets:read"])
    assert key not in browser.get(PAGE).text
    assert Client().get("/api/tickets", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    assert list(Event.objects.filter(name="token.given").values_list("actor_name", flat=True)) == [desk.amira.name]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "", "scopes": ["tickets:read"]}, "Say what the key is for, and what it may do."),
        ({"name": "x"}, "Say what the key is for, and what it may do."),
        ({"name": "x", "scopes": ["*"]}, "Say what the key is for, and what it may do."),
        ({"name": "x", "scopes": ["mcp:write"]}, "Tick that you know what an assistant may do with it."),
    ],
)
def test_what_is_not_said_is_asked(given: dict[str, object], words: str, desk: Desk, enter: Enter) -> None:
    page = enter(desk.amira).post(PAGE, given)
    assert (page.status_code, texts(page, "main [role=alert]"), Token.objects.count()) == (422, [words], 0)


def test_an_assistant_may_write_once_somebody_has_ticked_it(desk: Desk, enter: Enter) -> None:
    enter(desk.amira).post(PAGE, {"name": "x", "scopes": ["tickets:read", "mcp:write"], "sure": "on"})
    assert Token.objects.get().scopes == ["mcp:write", "tickets:read"]


def test_each_sees_their_own_and_who_keeps_the_settings_all(desk: Desk, olga: Agent, enter: Enter) -> None:
    for agent in (desk.amira, desk.sara):
        give_token(agent=agent, name=f"of {agent.name}", scopes=["*"], at=NOON)
    assert texts(enter(desk.amira).get(PAGE), "main .lines b") == [f"of {desk.amira.name}"]
    assert texts(enter(olga).get(PAGE), "main .lines b") == [f"of {desk.sara.name}", f"of {desk.amira.name}"]
    other = Token.objects.get(agent=desk.sara)
    for path in (f"{PAGE}{other.pk}/", f"{PAGE}{other.pk}/end/"):
        assert enter(desk.amira).get(path).status_code == 404
    assert enter(desk.amira).post(f"{PAGE}{other.pk}/end/").status_code == 404
    assert Token.objects.filter(revoked_at=None).count() == 2


def test_a_revoked_key_opens_nothing(desk: Desk, olga: Agent, enter: Enter) -> None:
    key = give_token(agent=desk.amira, name="lost", scopes=["*"], at=NOON)
    url = f"{PAGE}{Token.objects.get().pk}/end/"
    assert texts(enter(olga).get(url), "main h1") == ["Revoke “lost”?"]
    assert enter(olga).post(url).status_code == 302
    assert Client().get("/api/tickets", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert texts(enter(olga).get(PAGE), "main .lines .chip") == ["revoked"]


def test_what_was_done_with_a_key_is_listed_page_by_page(desk: Desk, enter: Enter) -> None:
    give_token(agent=desk.amira, name="x", scopes=["*"], at=NOON)
    token = Token.objects.get()
    for place in range(51):
        use = begin_use(token=token, what=f"tool {place}", at=timezone.now(), ticket_id=place or None)
        end_use(use=use, state=UseState.DONE, took_ms=3)
    browser = enter(desk.amira)
    page = browser.get(f"{PAGE}{token.pk}/")
    assert texts(page, "main .lines b") == [f"tool {place}" for place in range(50, 0, -1)]
    older = browser.get(f"{PAGE}{token.pk}/{node(page, 'main footer a').attributes['href']}")
    assert texts(older, "main .lines b") == ["tool 0"]

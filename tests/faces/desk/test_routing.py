"""Handed-out work on the pages: the switch, offers, why somebody has a ticket, a team's queue, the settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent, AgentSkill, Skill
from escalera.core.routing.actions import RuleWanted, drain, save_rule, set_availability
from escalera.core.routing.choices import Presence
from escalera.core.routing.models import Capacity, Need, Offer, Queue, QueueRule
from escalera.core.tickets.models import Ticket
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import tree
from tests.faces.live_parts import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner", teams=[desk.front])


def rule(owner: Agent, mode: str = "offer") -> QueueRule:
    return save_rule(RuleWanted(name="All", mode=mode), by=owner, at=NOON)


def texts(response: Any, css: str) -> list[str]:
    return [" ".join(node.text().split()) for node in tree(response).css(css)]


def test_a_desk_without_rules_shows_no_switch_and_no_reasons(desk: Desk, enter: Enter) -> None:
    number = desk.open().ticket_id
    browser = enter(desk.amira)
    assert texts(browser.get("/desk/routing/mine/"), "#mine > *") == []
    assert texts(browser.get(f"/desk/routing/tickets/{number}/why/"), f"#routing-why-{number} > *") == []


def test_one_says_that_one_is_available_and_sees_what_is_in_use(
    desk: Desk, enter: Enter, owner: Agent, htmx: Any
) -> None:
    rule(owner)
    browser = enter(desk.amira)
    assert texts(browser.get("/desk/routing/mine/"), ".presence > summary .num") == ["0/12"]
    part = browser.post("/desk/routing/availability/", {"state": "online"}, **htmx)
    assert (part.status_code, texts(part, ".presence h3")) == (200, ["Available"])
    part = browser.post("/desk/routing/availability/", {"pause": "15"}, **htmx)
    assert texts(part, ".presence h3")[0][:5] == "Pause"
    assert browser.post("/desk/routing/availability/", {"state": "asleep"}, **htmx).status_code == 422


def test_an_offer_is_accepted_or_declined_on_the_page(desk: Desk, enter: Enter, owner: Agent, htmx: Any) -> None:
    rule(owner)
    now = timezone.now()
    set_availability(agent=desk.amira, state=Presence.ONLINE, by=desk.amira, at=now)
    one, two = desk.open("First").ticket_id, desk.open("Second").ticket_id
    drain(team_id=desk.front.pk, at=now)
    browser = enter(desk.amira)
    part = browser.get("/desk/routing/mine/")
    assert texts(part, ".offer .link") == [f"#{one} First"]
    first = Offer.objects.get()
    accepted = browser.post(f"/desk/routing/offers/{first.pk}/accept/", **htmx)
    assert accepted.headers["HX-Redirect"] == f"/desk/tickets/{one}/"
    drain(team_id=desk.front.pk, at=timezone.now())
    second = Offer.objects.get(ticket=two)
    part = browser.post(f"/desk/routing/offers/{second.pk}/decline/", {"reason": "Lunch"}, **htmx)
    assert texts(part, ".offer") == []
    assert Ticket.objects.get(pk=one).assignee == desk.amira
    assert Offer.objects.get(pk=second.pk).reason == "Lunch"
    refused = enter(desk.sara).post(f"/desk/routing/offers/{second.pk}/accept/", **htmx)
    assert (refused.status_code, texts(refused, "[role=alert]")) == (409, ["This was offered to somebody else."])


def test_the_ticket_says_why_this_person_and_why_nobody_yet(desk: Desk, enter: Enter, owner: Agent) -> None:
    rule(owner, "least_loaded")
    now = timezone.now()
    set_availability(agent=desk.amira, state=Presence.ONLINE, by=desk.amira, at=now)
    given = desk.open("Given").ticket_id
    drain(team_id=desk.front.pk, at=now)
    set_availability(agent=desk.amira, state=Presence.OFFLINE, by=desk.amira, at=now)
    waits = desk.open("Waits").ticket_id
    drain(team_id=desk.front.pk, at=now)
    browser = enter(desk.sara)
    part = browser.get(f"/desk/routing/tickets/{given}/why/")
    assert texts(part, ".why > summary span")[0] == "Why this personAmira: the only one who could take it"
    part = browser.get(f"/desk/routing/tickets/{waits}/why/")
    assert texts(part, ".why > summary span")[0] == "Why nobody yetNobody yet: nobody in the team is available."
    rows = list(zip(texts(part, ".others dt"), texts(part, ".others dd"), strict=True))
    assert rows[:3] == [
        ("Amira", "is not available"),
        ("Sara", "never said that they are available"),
        ("Olga", "never said that they are available"),
    ]


def test_a_queue_is_looked_at_by_its_team_and_by_supervisors(desk: Desk, enter: Enter, owner: Agent) -> None:
    rule(owner, "least_loaded")
    desk.open("Waits")
    url = f"/desk/routing/queues/{desk.front.pk}/"
    page = enter(desk.amira).get(url)
    assert texts(page, ".queue-figures dd")[0] == "1"
    assert texts(page, ".people b") == ["Amira", "Olga", "Sara"]
    assert tree(page).css(".people form") == []
    assert enter(desk.bruno).get(url).status_code == 404
    said = enter(desk.sara).post(f"{url}people/{desk.amira.pk}/", {"state": "online"}, follow=True)
    assert texts(said, ".people b")[0] == "Amira"
    assert Ticket.objects.get().assignee is None


def test_the_parts_stay_true_while_the_page_is_open(desk: Desk, enter: Enter, owner: Agent) -> None:
    rule(owner, "least_loaded")
    desk.open("Waits")
    page = OpenPage(enter(desk.sara), desk.sara, f"/desk/routing/queues/{desk.front.pk}/")
    page.after(
        lambda: set_availability(agent=desk.amira, state=Presence.ONLINE, by=desk.amira, at=timezone.now())
    )  # fmt: skip
    assert page.content == page.fresh().content
    page.after(lambda: drain(team_id=desk.front.pk, at=timezone.now()))
    assert page.content == page.fresh().content


def test_rules_needs_teams_and_channels_are_settled_on_one_page(desk: Desk, enter: Enter, owner: Agent) -> None:
    browser = enter(owner)
    french = Skill.objects.create(name="French")
    done = browser.post(
        "/desk/settings/routing/new/",
        {"name": "Chats", "mode": "round_robin", "team": "", "affinity": "customer", "offer_s": "60", "age_min": "30",
         "is_active": "on", "match-0": "all", "f-0-0": "channel", "o-0-0": "is", "v-0-0": "chat"},
        follow=True,
    )  # fmt: skip
    assert texts(done, ".rules b") == ["Chats"]
    saved = QueueRule.objects.get()
    assert (saved.mode, saved.when) == ("round_robin", {"all": [{"field": "channel", "is": "chat"}]})
    browser.post(
        "/desk/settings/routing/needs/new/",
        {
            "skill": french.pk,
            "grade": "3",
            "mandatory": "on",
            "relax_min": "20",
            "team": desk.front.pk,
            "match-0": "all",
        },
    )
    need = Need.objects.get()
    assert (need.skill, need.grade, need.relax_min, need.team, need.when) == (french, 3, 20, desk.front, {})
    browser.post(f"/desk/settings/routing/teams/{desk.front.pk}/", {"points": "8", "on_absence": "queue"})
    assert Queue.objects.values_list("points", "on_absence").get() == (8, "queue")
    number = desk.open(channel="chat").ticket_id
    tried = browser.get(f"/desk/settings/routing/?ticket={number}")
    assert texts(tried, ".who-would b") == ["Nobody yet: nobody in the team is available."]
    assert Ticket.objects.get(pk=number).assignee is None
    bad = browser.post("/desk/settings/routing/new/", {"name": "", "mode": "offer", "offer_s": "60", "age_min": "30"})
    assert (bad.status_code, QueueRule.objects.count()) == (422, 1)
    assert enter(desk.amira).get("/desk/settings/routing/").status_code == 403


def test_skills_and_capacity_of_a_person(desk: Desk, enter: Enter, owner: Agent) -> None:
    browser = enter(owner)
    browser.post("/desk/settings/skills/", {"name": "Fibre"})
    skill = Skill.objects.get()
    url = f"/desk/settings/skills/people/{desk.amira.pk}/"
    page = browser.post(url, {f"grade-{skill.pk}": "4", "points": "6", "most-chat": "3"}, follow=True)
    assert texts(page, ".lines .grow small")[0] == "Fibre 4"
    assert AgentSkill.objects.values_list("agent", "grade").get() == (desk.amira.pk, 4)
    assert Capacity.objects.values_list("points", "limits").get() == (6, {"chat": 3})
    Need.objects.create(skill=skill)
    refused = browser.post(f"/desk/settings/skills/{skill.pk}/removal/")
    assert (refused.status_code, Skill.objects.count()) == (409, 1)
    Need.objects.all().delete()
    browser.post(f"/desk/settings/skills/{skill.pk}/removal/")
    assert Skill.objects.count() == 0
    read_all()

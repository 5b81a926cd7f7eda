"""What articles tell people: a review is asked for, given or refused; a day has come; a reader misses something."""

from __future__ import annotations

import pytest
from django.test import Client

from escalera.base.people.models import Agent, Role
from escalera.core.knowledge import actions
from escalera.core.knowledge.models import Article
from escalera.core.notifications.models import Notification
from escalera.core.notifications.queries import kinds_for
from escalera.core.notifications.words import headline
from tests.cast import NOON, Desk, later
from tests.core.knowledge.test_articles import shelf, written
from tests.core.notifications.conftest import Told

pytestmark = pytest.mark.django_db(transaction=True)


def keeper(agent: Agent) -> Agent:
    """Somebody who may publish besides Sara."""
    agent.role = Role.objects.get(code="supervisor")
    agent.save()
    return agent


def asked(desk: Desk, **place: object) -> Article:
    values = {"title": "VPN", "body": "x", "topic": shelf(desk), "by": desk.amira, "at": NOON, "language": "es"}
    one = actions.write_article(**{**values, **place})  # type: ignore[arg-type]
    actions.ask_review(article_id=one.pk, by=desk.amira, at=NOON)
    return one


def kinds(rows: list[tuple[str, int | None, int]]) -> list[str]:
    return [kind for kind, _ticket, _count in rows]


def test_all_who_may_publish_are_asked_or_only_who_keeps_the_article(desk: Desk, told: Told) -> None:
    keeper(desk.chen)
    asked(desk)
    assert [kinds(told(who)) for who in (desk.sara, desk.chen, desk.bruno, desk.amira)] == [
        ["review"],
        ["review"],
        [],
        [],
    ]
    asked(desk, owner=desk.chen, title="Wifi")
    assert [kinds(told(who)) for who in (desk.sara, desk.chen)] == [["review"], ["review", "review"]]


def test_the_author_hears_what_became_of_it_and_goes_on_from_there(desk: Desk, told: Told) -> None:
    one = asked(desk)
    actions.send_back(article_id=one.pk, words="Which version?", by=desk.sara, at=later(1))
    actions.ask_review(article_id=one.pk, by=desk.amira, at=later(2))
    actions.publish(article_id=one.pk, by=desk.sara, at=later(3))
    assert kinds(told(desk.amira)) == ["sent-back", "published"]
    rows = Notification.objects.filter(agent=desk.amira).order_by("pk")
    assert [headline(row) for row in rows] == [
        "Sara sent what you wrote back: “VPN”", "Sara published what you wrote: “VPN”",
    ]  # fmt: skip
    client = Client()
    for who, kind, where in ((desk.amira, "sent-back", "edit"), (desk.sara, "review", "versions")):
        client.force_login(who)
        row = Notification.objects.filter(agent=who, kind=kind).latest("pk")
        assert client.get(f"/desk/notifications/{row.pk}/")["Location"] == f"/desk/articles/vpn/{where}/?language=es"


def test_several_days_that_come_are_one_notification_of_their_keeper(desk: Desk, told: Told) -> None:
    for title, owner in (("A", desk.amira), ("B", desk.amira), ("C", None)):
        written(desk, title, "x", review_every_days=30, owner=owner)
    actions.tell_due(at=later(60 * 24 * 31))
    assert (told(desk.amira), told(desk.sara)) == ([("review-due", None, 2)], [("review-due", None, 1)])
    row = Notification.objects.get(agent=desk.amira)
    assert headline(row) == "Are these 2 articles still true?"
    client = Client()
    client.force_login(desk.amira)
    assert client.get(f"/desk/notifications/{row.pk}/")["Location"] == "/desk/articles/reviews/"


def test_what_readers_miss_is_told_to_who_keeps_it(desk: Desk, told: Told) -> None:
    one = written(desk, "VPN", "x", owner=desk.bruno)
    actions.remark(article_id=one.pk, text="Which port?", at=NOON)
    actions.remark(article_id=one.pk, text="My own", at=NOON, reader=desk.bruno, actor=desk.bruno.actor)
    assert (told(desk.bruno), told(desk.sara)) == ([("article-lack", None, 1)], [])


def test_only_who_may_publish_chooses_how_to_hear_of_reviews(desk: Desk) -> None:
    assert ("review" in kinds_for(desk.sara), "review" in kinds_for(desk.amira)) == (True, False)

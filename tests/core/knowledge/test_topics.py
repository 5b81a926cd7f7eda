"""Topics and their parts: order, who sees them, where articles stand; drafts that are looked for; days that come."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.refusals import BadInput
from escalera.core.knowledge import actions, listing, queries
from escalera.core.knowledge.models import Article, Topic
from tests.cast import NOON, Desk, later
from tests.core.knowledge.test_articles import shelf, titles, written


def part(desk: Desk, above: Topic, name: str = "VPN", **change: object) -> Topic:
    return shelf(desk, name, parent=above.pk, **change)


def test_parts_stand_under_their_topic_and_count_with_it(desk: Desk) -> None:
    network, bills = shelf(desk, "Network"), shelf(desk, "Bills", order=1)
    vpn, empty = part(desk, network), part(desk, network, "Wifi", order=1)
    for topic in (network, vpn, vpn):
        written(desk, "A", "x", topic)
    assert [one.path for one in listing.shelves()] == ["Network", "Network / VPN", "Network / Wifi", "Bills"]
    seen = queries.topics()
    assert [(one.name, one.readable, one.shown_parts) for one in seen] == [("Network", 3, [vpn])]  # type: ignore[attr-defined]
    assert (empty.is_open, bills.is_open) == (True, True)


def test_topics_come_in_their_order(desk: Desk) -> None:
    for name, order in (("A", 3), ("B", 1), ("C", 2)):
        written(desk, name, "x", shelf(desk, name, order=order))
    assert [one.name for one in queries.topics()] == ["B", "C", "A"]


def test_a_topics_articles_come_first_then_those_of_its_parts(desk: Desk) -> None:
    network = shelf(desk)
    wifi, vpn = part(desk, network, "Wifi", order=1), part(desk, network, "VPN", order=0)
    for title, topic in (("w", wifi), ("v", vpn), ("n", network), ("v2", vpn)):
        written(desk, title, "x", topic)
    whole = queries.articles_of(network, parts=True)
    assert [one.title for one in whole] == ["n", "v", "v2", "w"]
    assert [one.title for one in queries.articles_of(network)] == ["n"]


def test_what_stands_in_a_hidden_topic_is_hidden_with_all_its_parts(desk: Desk) -> None:
    inner = shelf(desk, "Inner", is_public=False)
    vpn = part(desk, inner)
    written(desk, "Router secret", "red", vpn)
    assert (titles("router"), titles("router", desk.amira), vpn.is_open) == ([], ["Router secret"], False)
    with pytest.raises(Topic.DoesNotExist):
        queries.part_of(vpn.slug)
    with pytest.raises(Article.DoesNotExist):
        queries.article_at("router-secret")


def test_a_part_has_no_parts(desk: Desk) -> None:
    network = shelf(desk)
    vpn = part(desk, network)
    for key, parent in ((None, vpn.pk), (network.pk, shelf(desk, "Other").pk), (vpn.pk, vpn.pk)):
        with pytest.raises(BadInput):
            shelf(desk, "Deeper", parent=parent, topic_id=key)
    with pytest.raises(actions.CannotRemove):
        actions.remove_topic(topic_id=network.pk, by=desk.sara, at=NOON)


def test_topics_change_places_only_with_their_like(desk: Desk) -> None:
    network, bills = shelf(desk, "Network"), shelf(desk, "Bills", order=1)
    vpn, wifi = part(desk, network), part(desk, network, "Wifi", order=1)
    for key, up in ((wifi.pk, True), (wifi.pk, True), (bills.pk, True), (network.pk, False)):
        actions.move_topic(topic_id=key, up=up, by=desk.sara, at=NOON)
    assert [one.name for one in listing.shelves()] == ["Bills", "Network", "Wifi", "VPN"]
    assert vpn.parent == network


def test_articles_are_put_in_order(desk: Desk) -> None:
    keys = [written(desk, title, "x").pk for title in "abcd"]
    topic = Topic.objects.get()
    actions.order_articles(topic_id=topic.pk, keys=[keys[2], 999, keys[0]], by=desk.sara, at=NOON)
    assert [one.title for one in queries.articles_of(topic)] == ["c", "a", "b", "d"]


def test_drafts_are_found_by_those_who_write(desk: Desk) -> None:
    one = written(desk, "Cambiar la contraseña", "Diez letras.", language="es")
    level = desk.experts.level
    actions.write_article(
        title="BNG", body="Zona", topic=one.topic, by=desk.sara, at=NOON, audience="level", from_level=level
    )
    actions.edit_article(article_id=one.pk, body="Doce LETRAS.", by=desk.amira, at=later(1))
    found = [listing.being_written(who, words) for who, words in (
        (desk.amira, "contrasena doce"), (desk.amira, "diez"), (desk.amira, "bng"), (desk.amira, "%"), (desk.amira, " "),
    )]  # fmt: skip
    assert (found, len(listing.being_written(desk.chen, "bng zona"))) == ([[one.pk], [], [], [], []], 1)
    actions.publish(article_id=one.pk, by=desk.sara, at=later(2))
    assert listing.being_written(desk.amira, "doce") == []


def test_whoever_keeps_an_article_is_told_once_that_its_day_has_come(desk: Desk) -> None:
    one = written(desk, "VPN", "x", review_every_days=30, owner=desk.amira)
    days = [29, 30, 31, 61]
    told = [actions.tell_due(at=later(60 * 24 * day)) for day in days]
    actions.confirm(article_id=one.pk, by=desk.sara, at=later(60 * 24 * 61))
    told += [actions.tell_due(at=later(60 * 24 * day)) for day in (62, 92)]
    events = Event.objects.filter(name="article.due")
    assert (told, [event.data["owner_id"] for event in events]) == ([0, 1, 0, 0, 0, 1], [desk.amira.pk] * 2)

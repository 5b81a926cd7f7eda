"""Articles: who may write and read them, how they are found, what readers say of them."""

from __future__ import annotations

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.knowledge import actions, queries
from escalera.core.knowledge.models import Article, Topic
from escalera.core.knowledge.rendering import plain_words, snippet, to_html
from escalera.core.retrieval.queries import Reader, articles
from tests.cast import NOON, Desk, later


def shelf(desk: Desk, name: str = "Network", **change: object) -> Topic:
    values = {"name": name, "icon": "web", "order": 0, "is_public": True, "by": desk.sara, "at": NOON}
    return actions.save_topic(**{**values, **change})  # type: ignore[arg-type]


def written(desk: Desk, title: str, body: str, topic: Topic | None = None, **change: object) -> Article:
    topic = topic or Topic.objects.first() or shelf(desk)
    values = {"title": title, "body": body, "topic": topic, "by": desk.sara, "at": NOON}
    article = actions.write_article(**{**values, **change})  # type: ignore[arg-type]
    return actions.publish(article_id=article.pk, by=desk.sara, at=NOON)


def titles(phrase: str, agent: Agent | None = None, language: str = "") -> list[str]:
    """As people find: the search is a room of its own, which hears of what is published."""
    return [one.title for one, _found in articles(phrase, Reader(agent=agent), language, 50)]


def test_only_who_may_publishes(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        shelf(desk, by=desk.amira)
    draft = actions.write_article(title="VPN", body="Reconnect.", topic=shelf(desk), by=desk.amira, at=NOON)
    with pytest.raises(NotAllowed):
        actions.publish(article_id=draft.pk, by=desk.amira, at=NOON)


def test_writing_editing_and_publishing_are_told(desk: Desk) -> None:
    one = written(desk, "VPN", "Reconnect.")
    actions.edit_article(article_id=one.pk, title="VPN drops", by=desk.sara, at=later(1))
    actions.withdraw(article_id=one.pk, by=desk.sara, at=later(2))
    events = Event.objects.filter(name__startswith="article.").order_by("pk")
    assert [event.fact.sentence("Sara") for event in events] == [
        "Sara wrote the article “VPN”",
        "Sara published the article “VPN”",
        "Sara edited the article “VPN drops”",
        "Sara withdrew the article “VPN drops”",
    ]


def test_publishing_twice_is_told_once(desk: Desk) -> None:
    one = written(desk, "VPN", "Reconnect.")
    actions.publish(article_id=one.pk, by=desk.sara, at=later(1))
    assert (Event.objects.filter(name="article.published").count(), Article.objects.get().published_at) == (1, NOON)


@pytest.mark.parametrize(("title", "body"), [("", "x"), ("x", "  "), ("x", "y" * 100_001)])
def test_an_article_without_words_is_refused(desk: Desk, title: str, body: str) -> None:
    with pytest.raises(BadInput):
        written(desk, title, body)


def test_addresses_differ_and_stay(desk: Desk) -> None:
    slugs = [written(desk, title, "x").slug for title in ("Conexión", "Conexion", "¿?")]
    actions.edit_article(article_id=Article.objects.get(slug="conexion").pk, title="Other", by=desk.sara, at=NOON)
    assert (slugs, Article.objects.filter(slug="conexion").exists()) == (["conexion", "conexion-2", "a"], True)


def test_customers_read_what_is_published_for_them(desk: Desk) -> None:
    written(desk, "Router light", "red")
    written(desk, "Router secret", "red", audience="internal")
    written(desk, "Router hidden", "red", shelf(desk, "Inner", is_public=False))
    draft = written(desk, "Router draft", "red")
    actions.withdraw(article_id=draft.pk, by=desk.sara, at=NOON)
    everybody, team = titles("router"), sorted(titles("router", desk.amira))
    assert (everybody, team) == (["Router light"], ["Router hidden", "Router light", "Router secret"])
    assert [(topic.name, topic.readable) for topic in queries.topics()] == [("Network", 1)]  # type: ignore[attr-defined]
    with pytest.raises(Article.DoesNotExist):
        queries.article_at("router-secret")
    assert queries.article_at("router-secret", agent=desk.amira).title == "Router secret"


@pytest.mark.parametrize(
    "phrase", ["facturación", "FACTURACION", "factur", "¿dónde veo mis facturas?", "la facturación de mayo"]
)
def test_words_are_found_without_accents_and_by_their_beginning(desk: Desk, phrase: str) -> None:
    written(desk, "Facturación electrónica", "Cada mes.")
    written(desk, "Contraseñas", "Diez letras.")
    assert titles(phrase) == ["Facturación electrónica"]


def test_what_was_edited_is_found_by_its_new_words_only(desk: Desk) -> None:
    one = written(desk, "Router", "red light")
    actions.edit_article(article_id=one.pk, body="green lamp", by=desk.sara, at=NOON)
    assert (titles("red"), titles("lamp")) == (["Router"], [])
    actions.publish(article_id=one.pk, by=desk.sara, at=NOON)
    assert (titles("red"), titles("lamp")) == ([], ["Router"])


def test_a_reader_votes_once_and_may_change_their_mind(desk: Desk) -> None:
    one = written(desk, "Router", "red")
    for voter, yes in (("a", True), ("b", True), ("a", True), ("b", False)):
        actions.vote(article_id=one.pk, is_helpful=yes, voter=voter, at=NOON)
    one.refresh_from_db()
    assert (one.helpful, one.unhelpful, Event.objects.filter(name="article.voted").count()) == (1, 1, 3)


def test_nobody_votes_on_what_they_may_not_read(desk: Desk) -> None:
    one = written(desk, "Secret", "red", audience="internal")
    with pytest.raises(Article.DoesNotExist):
        actions.vote(article_id=one.pk, is_helpful=True, voter="a", at=NOON)


def test_a_topic_with_articles_stays(desk: Desk) -> None:
    written(desk, "Router", "red")
    with pytest.raises(actions.CannotRemove):
        actions.remove_topic(topic_id=Topic.objects.get().pk, by=desk.sara, at=NOON)


def test_markdown_is_rendered_and_html_stays_text() -> None:
    assert to_html("# A\n\n**b** [c](https://x.example)") == (
        '<h2 id="at-a">A</h2>\n<p><strong>b</strong> <a href="https://x.example" rel="noopener noreferrer nofollow">c</a></p>\n'
    )
    hostile = to_html("<script>alert(1)</script> [x](javascript:alert(1)) ![i](https://spy.example/a.png)")
    assert ("<script" in hostile, "href" in hostile, "<img" in hostile) == (False, False, False)


def test_the_first_words() -> None:
    assert snippet("# A\n\n**b** [c](https://x.example) `d`") == "A b c d"
    listed = "1. Open *Settings*\n2. Choose my_printer\n   - off\n\n![a picture](p.png)\n\n| A | B |\n|---|---|\n| 1 > 0 | ~~x~~ |"
    assert plain_words(listed) == "Open Settings Choose my_printer off A B 1 > 0 x"
    assert plain_words("```\nls -l\n```\n> said  \n> so\n\n---\n\n<b>raw</b>") == "ls -l said so <b>raw</b>"

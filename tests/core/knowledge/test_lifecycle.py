"""An article's life: draft, review, published, translated, restored, archived; and who sees which of it."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.log.models import Event
from escalera.base.people.models import Level, Segment
from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.knowledge import actions, listing, queries
from escalera.core.knowledge.actions.publishing import CannotPublish
from escalera.core.knowledge.actions.writing import ChangedMeanwhile
from escalera.core.knowledge.choices import TextState, Translated
from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion
from escalera.core.knowledge.policies import visible_to
from tests.cast import NOON, Desk, later
from tests.core.knowledge.test_articles import shelf, titles, written


def save(desk: Desk, one: Article, title: str, body: str, language: str = "es", **more: object) -> ArticleText:
    values = {"by": desk.sara, "at": later(1), **more}
    return actions.save_text(article_id=one.pk, language=language, title=title, body=body, **values)  # type: ignore[arg-type]


def read(one: Article, language: str = "es") -> tuple[str, str]:
    found = queries.in_language([Article.objects.get(pk=one.pk)], language)[0]
    return found.title, found.body


def test_readers_see_what_was_published_while_it_is_rewritten(desk: Desk) -> None:
    one = written(desk, "Red", "old", language="es")
    text = save(desk, one, "Red", "new")
    assert (read(one), text.state, text.has_changes) == (("Red", "old"), TextState.DRAFT, True)
    actions.publish(article_id=one.pk, by=desk.sara, at=later(2))
    assert read(one) == ("Red", "new")


def test_a_review_is_asked_for_sent_back_and_given(desk: Desk) -> None:
    one = actions.write_article(title="VPN", body="x", topic=shelf(desk), by=desk.amira, at=NOON)
    asked = actions.ask_review(article_id=one.pk, by=desk.amira, at=later(1))
    back = actions.send_back(article_id=one.pk, words="Which version?", by=desk.sara, at=later(2))
    assert (asked.asked_by, back.state, back.answer) == (desk.amira, TextState.DRAFT, "Which version?")
    with pytest.raises(NotAllowed):
        actions.publish(article_id=one.pk, by=desk.amira, at=later(3))
    actions.ask_review(article_id=one.pk, by=desk.amira, at=later(3))
    actions.publish(article_id=one.pk, by=desk.sara, at=later(4))
    events = Event.objects.filter(name__startswith="article.").order_by("pk")
    assert [event.fact.sentence(event.actor_name) for event in events] == [
        "Amira wrote the article “VPN”",
        "Amira asked for a review of the article “VPN”",
        "Sara sent the article “VPN” back: Which version?",
        "Amira asked for a review of the article “VPN”",
        "Sara published the article “VPN”",
    ]


def test_every_save_is_a_version_and_an_old_one_comes_back(desk: Desk) -> None:
    one = written(desk, "VPN", "first", language="es")
    save(desk, one, "VPN", "second")
    save(desk, one, "VPN", "second")  # nothing changed
    actions.restore_version(article_id=one.pk, language="es", number=1, by=desk.sara, at=later(3))
    assert list(ArticleVersion.objects.order_by("number").values_list("number", "body", "note")) == [
        (1, "first", ""), (2, "second", ""), (3, "first", "as in version 1"),
    ]  # fmt: skip


def test_who_wrote_meanwhile_is_not_written_over(desk: Desk) -> None:
    one = written(desk, "VPN", "first", language="es")
    save(desk, one, "VPN", "hers", seen=1)
    with pytest.raises(ChangedMeanwhile):
        save(desk, one, "VPN", "his", seen=1)


def test_a_translation_is_missing_started_done_and_outdated(desk: Desk) -> None:
    one = written(desk, "Rojo", "uno", language="es")
    save(desk, one, "Red", "one", "en")
    states = [_translated(one)]
    actions.publish(article_id=one.pk, language="en", by=desk.sara, at=later(2))
    states.append(_translated(one))
    for body, is_minor in (("uno.", True), ("dos", False)):
        save(desk, one, "Rojo", body)
        actions.publish(article_id=one.pk, is_minor=is_minor, by=desk.sara, at=later(3))
        states.append(_translated(one))
    assert states == [Translated.STARTED, Translated.DONE, Translated.DONE, Translated.OUTDATED]
    assert (read(one, "en"), read(one, "es-419"), read(one, "pt-br")) == (
        ("Red", "one"), ("Rojo", "dos"), ("Rojo", "dos"),
    )  # fmt: skip


def _translated(one: Article) -> Translated:
    texts = {text.language: text for text in ArticleText.objects.filter(article=one).select_related("published")}
    return texts["en"].translated(texts["es"])


def test_a_translation_waits_for_its_original(desk: Desk) -> None:
    one = actions.write_article(title="Rojo", body="x", topic=shelf(desk), by=desk.sara, at=NOON, language="es")
    save(desk, one, "Red", "x", "en")
    with pytest.raises(CannotPublish):
        actions.publish(article_id=one.pk, language="en", by=desk.sara, at=NOON)


def test_a_translation_is_found_by_its_own_words(desk: Desk) -> None:
    one = written(desk, "La luz roja", "Espere.", language="es")
    save(desk, one, "The lamp", "Wait.", "en")
    actions.publish(article_id=one.pk, language="en", by=desk.sara, at=NOON)
    assert (titles("lamp", language="en"), titles("lamp", language="es")) == (["The lamp"], ["La luz roja"])


def test_a_segments_article_is_for_its_customers_and_the_desk(desk: Desk) -> None:
    gold, other = Segment.objects.create(code="gold", name="Gold"), Segment.objects.create(code="o", name="Other")
    desk.farid.segment = gold
    desk.farid.save()
    written(desk, "For gold", "x", audience="segment", segments=[gold.pk])
    seen = [
        [one.title for one in Article.objects.filter(visible_to(*who))]
        for who in ((None,), (desk.farid,), (desk.eve,), (desk.amira,), (None, gold.pk), (None, other.pk))
    ]
    assert seen == [[], ["For gold"], [], ["For gold"], ["For gold"], []]


def test_a_levels_article_is_read_from_that_level_upwards(desk: Desk) -> None:
    second = Level.objects.order_by("order")[1]
    written(desk, "BNG", "x", audience="level", from_level=second)
    readers = (desk.farid, desk.amira, desk.bruno, desk.chen, desk.sara)
    assert [Article.objects.filter(visible_to(who)).count() for who in readers] == [0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    "change",
    [{"audience": "segment"}, {"audience": "level"}, {"audience": "x"}, {"language": "xx"}, {"review_every_days": 0}],
)
def test_a_place_that_makes_no_sense_is_refused(desk: Desk, change: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        written(desk, "VPN", "x", **change)


def test_of_a_published_article_only_who_publishes_changes_the_audience(desk: Desk) -> None:
    one = written(desk, "VPN", "x")
    with pytest.raises(NotAllowed):
        actions.edit_article(article_id=one.pk, audience="internal", by=desk.amira, at=NOON)
    actions.edit_article(article_id=one.pk, audience="internal", by=desk.sara, at=NOON)
    assert titles("vpn") == []


def test_the_originals_language_may_be_said_later(desk: Desk) -> None:
    one = written(desk, "VPN", "x")
    actions.edit_article(article_id=one.pk, language="es", by=desk.sara, at=NOON)
    assert [(text.language, text.article_id) for text in ArticleText.objects.all()] == [("es", one.pk)]


def test_an_archived_article_is_gone_and_comes_back_as_a_draft(desk: Desk) -> None:
    one = written(desk, "VPN", "x")
    actions.archive(article_id=one.pk, by=desk.sara, at=later(1))
    with pytest.raises(CannotPublish):
        actions.publish(article_id=one.pk, by=desk.sara, at=later(2))
    assert (titles("vpn", desk.sara), len(listing.library(desk.sara))) == ([], 0)
    actions.bring_back(article_id=one.pk, by=desk.sara, at=later(3))
    assert (titles("vpn", desk.sara), len(listing.library(desk.sara))) == ([], 1)


def test_what_is_to_be_looked_at_again_has_a_day(desk: Desk) -> None:
    one = written(desk, "VPN", "x", review_every_days=30, owner=desk.amira)
    assert str(one.review_on) == "2026-04-01"
    done = actions.confirm(article_id=one.pk, by=desk.sara, at=later(60 * 24 * 10))
    assert str(done.review_on) == "2026-04-11"


def test_published_texts_are_paged_by_article(desk: Desk) -> None:
    first, second = written(desk, "Uno", "1", language="es"), written(desk, "Dos", "2", language="es")
    save(desk, first, "One", "1", "en")
    actions.publish(article_id=first.pk, language="en", by=desk.sara, at=NOON)
    actions.withdraw(article_id=written(desk, "Tres", "3").pk, by=desk.sara, at=NOON)
    pages = [
        queries.published_texts(limit=1),
        queries.published_texts(after=first.pk),
        queries.published_texts([second.pk]),
    ]
    assert [[(one.language, one.title) for one in page] for page in pages] == [
        [("en", "One"), ("es", "Uno")], [("es", "Dos")], [("es", "Dos")],
    ]  # fmt: skip

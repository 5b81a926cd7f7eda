"""What is typed and not saved yet: kept for the one who types, gone when it is saved."""

from __future__ import annotations

from typing import Any

import pytest

from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.knowledge import actions, queries
from escalera.core.knowledge.models import Article, Unsaved
from escalera.core.knowledge.tasks import forget_old_gaps
from tests.cast import NOON, Desk, later
from tests.core.knowledge.test_around import PNG
from tests.core.knowledge.test_articles import shelf, written


def keep(desk: Desk, title: str = "VPN", body: str = "half", **change: Any) -> Unsaved | None:
    return actions.keep_unsaved(**{"title": title, "body": body, "by": desk.amira, "at": NOON, **change})


def test_each_persons_words_are_kept_apart_for_each_text(desk: Desk) -> None:
    one = written(desk, "VPN", "whole", language="es")
    for who, language, body in (
        (desk.amira, "es", "hers"),
        (desk.amira, "en", "english"),
        (desk.sara, "es", "saras"),
    ):
        keep(desk, body=body, by=who, article_id=one.pk, language=language, seen=1)
    keep(desk, body="hers, longer", article_id=one.pk, language="es", seen=1)
    kept = queries.unsaved(desk.amira, article_id=one.pk, language="es")
    assert kept is not None
    assert (kept.body, kept.seen, Unsaved.objects.count()) == ("hers, longer", 1, 3)


def test_new_articles_are_told_apart_by_what_they_are_written_from(desk: Desk) -> None:
    for origin in ("new", "ticket-5", "new"):
        keep(desk, origin=origin, place={"topic": "3", "is_published": "1"})
    assert sorted(Unsaved.objects.values_list("origin", flat=True)) == ["new", "ticket-5"]
    assert [one.place for one in Unsaved.objects.all()] == [{"topic": "3"}] * 2


@pytest.mark.parametrize(("title", "body"), [("", "  "), ("VPN", "whole")])
def test_nothing_and_what_is_saved_are_not_kept(desk: Desk, title: str, body: str) -> None:
    one = written(desk, "VPN", "whole", language="es")
    keep(desk, article_id=one.pk, language="es")
    assert keep(desk, title, body, article_id=one.pk, language="es") is None
    assert not Unsaved.objects.exists()


def test_what_arrives_after_saving_does_not_come_back(desk: Desk) -> None:
    actions.write_article(title="VPN", body="half", topic=shelf(desk), by=desk.amira, at=NOON)
    assert keep(desk, origin="new", at=later(1)) is None


def test_only_who_may_know_the_article_writes_at_it(desk: Desk) -> None:
    one = actions.write_article(
        title="BNG",
        body="x",
        topic=shelf(desk),
        by=desk.sara,
        at=NOON,
        audience="level",
        from_level=desk.experts.level,
    )
    given: dict[str, Any] = {"article_id": one.pk, "by": desk.amira, "at": NOON}
    for change in (
        lambda: keep(desk, article_id=one.pk),
        lambda: actions.save_text(language="", title="x", body="y", **given),
        lambda: actions.edit_article(**given, title="x"),
        lambda: actions.add_file(**given, name="a.png", content=PNG),
        lambda: actions.link(**given, kind="ticket", target=1),
        lambda: actions.ask_review(**given),
        lambda: actions.restore_version(**given, language="", number=1),
    ):
        with pytest.raises(Article.DoesNotExist):
            change()
    assert keep(desk, article_id=one.pk, by=desk.chen) is not None


def test_who_may_not_write_keeps_nothing(desk: Desk) -> None:
    desk.amira.role.permissions = []
    with pytest.raises(NotAllowed):
        keep(desk)


def test_pictures_of_a_new_article_move_in_with_it(desk: Desk) -> None:
    names = [
        actions.add_unsaved_file(name=name, content=content, origin="new", by=desk.amira, at=NOON)
        for name, content in (("image.png", PNG), ("image.png", PNG + b"1"), ("image.png", PNG), ("a.pdf", b"%PDF"))
    ]
    one = actions.write_article(title="VPN", body="x", topic=shelf(desk), by=desk.amira, at=NOON)
    actions.move_in(article_id=one.pk, origin="new", by=desk.amira, at=NOON)
    assert names == ["image.png", "image-2.png", "image.png", "a.pdf"]
    assert sorted(one.files.values_list("name", flat=True)) == ["a.pdf", "image-2.png", "image.png"]
    assert not Unsaved.objects.exists()


def test_a_pasted_picture_never_replaces_another(desk: Desk) -> None:
    one = written(desk, "VPN", "x")
    given: dict[str, Any] = {"article_id": one.pk, "name": "image.png", "by": desk.amira, "at": NOON}
    names = [actions.add_file(**given, content=PNG + end, replaces=False).name for end in (b"1", b"2", b"1", b"3")]
    assert names == ["image.png", "image-2.png", "image.png", "image-3.png"]


def test_a_false_picture_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput):
        actions.add_unsaved_file(name="a.png", content=b"<svg/>", origin="new", by=desk.amira, at=NOON)


def test_what_nobody_touches_for_long_is_forgotten(desk: Desk) -> None:
    keep(desk, origin="new", at=later(-60 * 24 * 300))
    keep(desk, origin="ticket-5", at=later(60 * 24 * 20_000))
    forget_old_gaps.call()
    assert list(Unsaved.objects.values_list("origin", flat=True)) == ["ticket-5"]

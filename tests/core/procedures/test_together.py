"""Procedures beside merged tickets and linked articles."""

from __future__ import annotations

from escalera.core.knowledge.links import linked_to
from escalera.core.knowledge.models import Article, ArticleLink, Topic
from escalera.core.procedures.actions import answer, start_run
from escalera.core.procedures.models import Run
from escalera.core.tickets.actions import merge, undo_merge
from tests.cast import NOON, Desk, later
from tests.core.procedures.make import made


def test_a_run_goes_over_with_its_ticket_and_comes_back(desk: Desk) -> None:
    one, other = desk.open().ticket_id, desk.open().ticket_id
    run = start_run(procedure_id=made(desk).pk, ticket_id=other, by=desk.amira, at=later(1))
    done = merge(survivor_id=one, absorbed_id=other, by=desk.amira, at=later(2))
    answer(run_id=run.pk, step="light", value={"way": "red"}, by=desk.amira, at=later(3))
    assert Run.objects.get().ticket_id == one
    undo_merge(merge_id=done.pk, by=desk.amira, at=later(4))
    assert Run.objects.get().ticket_id == other


def test_articles_are_linked_to_procedures_that_one_may_follow(desk: Desk) -> None:
    topic = Topic.objects.create(name="Lines", slug="lines")
    article = Article.objects.create(title="A", slug="a", body="x", topic=topic, updated_at=NOON)
    for procedure in (
        made(desk),
        made(desk, name="Sales only", team=desk.sales),
        made(desk, name="R", use="runbook"),
    ):
        ArticleLink.objects.create(article=article, kind=procedure.use, target=procedure.pk, at=NOON)
    assert sorted(one.name for one in linked_to(article.pk, by=desk.amira)) == ["Line is down", "R"]
    assert sorted(one.name for one in linked_to(article.pk, by=desk.omar)) == ["Line is down", "R", "Sales only"]

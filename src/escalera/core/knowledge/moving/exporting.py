"""All articles as a zip of Markdown with fields above it: what an import reads, here or elsewhere.

    vpn/vpn.es.md, vpn/vpn.en.md, vpn/router.png

A folder is an article, so that its pictures stand beside its texts under the names that the texts use."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from typing import IO

from django.db.models import Q

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.base.storage.files import load
from escalera.core.knowledge.models import Article, ArticleText
from escalera.core.knowledge.moving.front import headed
from escalera.core.knowledge.policies import why_not_publish

AT_ONCE = 200


def export(into: IO[bytes], *, by: Agent, topic: int | None = None) -> int:
    """Write the zip; return how many articles are in it. Of each language what is being written, with its state.

    Raises: NotAllowed."""
    if refusal := why_not_publish(by):
        raise NotAllowed(refusal)
    count = 0
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for article in _articles(topic):
            count += 1
            for text in article.texts.all():
                archive.writestr(f"{article.slug}/{_name(article, text)}", headed(_fields(article, text), text.body))
            for one in article.files.all():
                archive.writestr(f"{article.slug}/{one.name}", load(one.sha256))
    return count


def _articles(topic: int | None) -> Iterator[Article]:
    after = 0
    while rows := _page(topic, after):
        yield from rows
        after = rows[-1].pk


def _page(topic: int | None, after: int) -> Sequence[Article]:
    rows = Article.objects.filter(pk__gt=after, archived_at=None).select_related("topic__parent")
    if topic is not None:
        rows = rows.filter(Q(topic=topic) | Q(topic__parent=topic))
    return list(rows.prefetch_related("texts", "files").order_by("pk")[:AT_ONCE])


def _name(article: Article, text: ArticleText) -> str:
    return f"{article.slug}.{text.language}.md" if text.language else f"{article.slug}.md"


def _fields(article: Article, text: ArticleText) -> dict[str, str]:
    return {
        "title": text.title, "language": text.language, "topic": article.topic.path, "audience": article.audience,
        "position": str(article.position), "key": article.source or article.slug, "slug": article.slug,
        "status": "published" if text.published_id is not None and article.is_published else "draft",
        "updated": text.updated_at.date().isoformat(),
    }  # fmt: skip

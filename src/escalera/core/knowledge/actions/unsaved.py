"""What is being typed is kept, until it is saved or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.files import store
from escalera.base.storage.together import together
from escalera.core.knowledge.actions.around import MOST_FILES, checked_file, free_name
from escalera.core.knowledge.actions.knowing import known
from escalera.core.knowledge.actions.writing import LONGEST_BODY
from escalera.core.knowledge.models import Article, ArticleFile, ArticleText, Unsaved
from escalera.core.knowledge.policies import why_not_write

FORGET_AFTER = timedelta(days=90)
JUST_NOW = timedelta(minutes=10)
_PLACE = ("topic", "audience", "language")


@together()
def keep_unsaved(
    *, title: str, body: str, by: Agent, at: datetime, article_id: int | None = None, language: str = "",
    origin: str = "", place: Mapping[str, str] | None = None, seen: int | None = None,
) -> Unsaved | None:  # fmt: skip
    """Keep a person's words; return None if they are saved already, or nothing is left of them.

    `article_id` None: of a new article, told apart by `origin`. Raises: NotAllowed, Article.DoesNotExist."""
    title, body = title.replace("\x00", "")[:160], body.replace("\x00", "").replace("\r\n", "\n")[:LONGEST_BODY]
    key = _key(by, article_id, language, origin)
    if not (title.strip() or body.strip()) or _is_saved(by, article_id, language, title, body, at):
        Unsaved.objects.filter(**key).delete()
        return None
    given = {name: str(value)[:40] for name, value in (place or {}).items() if name in _PLACE}
    values = {"title": title, "body": body, "place": given, "seen": seen, "at": at}
    return Unsaved.objects.update_or_create(**key, defaults=values)[0]


@together()
def drop_unsaved(*, by: Agent, article_id: int | None = None, language: str = "", origin: str = "") -> None:
    """Forget words that were not saved."""
    Unsaved.objects.filter(**_key(by, article_id, language, origin)).delete()


@together()
def add_unsaved_file(*, name: str, content: bytes, by: Agent, at: datetime, origin: str = "") -> str:
    """Put a picture or an attachment into an article that is not there yet; return its name. Raises: BadInput."""
    key = _key(by, None, "", origin)
    found = Unsaved.objects.select_for_update().filter(**key).first() or Unsaved(**key, at=at)
    if len(found.files) >= MOST_FILES:
        raise BadInput(_("An article has at most %(limit)d files.") % {"limit": MOST_FILES})
    name, kind = checked_file(name, content)
    stored = store(content)
    name = free_name(name, {one["name"]: one["sha256"] for one in found.files}, stored.sha256)
    others = [one for one in found.files if one["name"] != name]
    new = {"name": name, "content_type": kind, "size": stored.size, "sha256": stored.sha256}
    found.files, found.at = [*others, new], at
    found.save()
    return name


@together()
def move_in(*, article_id: int, by: Agent, at: datetime, origin: str = "") -> None:
    """Give a new article the files that were put into its editor, and forget what was kept of it."""
    kept = Unsaved.objects.filter(**_key(by, None, "", origin)).first()
    if kept is not None:
        ArticleFile.objects.bulk_create(
            [ArticleFile(article_id=article_id, at=at, **one) for one in kept.files], ignore_conflicts=True
        )
        kept.delete()


def forget_unsaved(*, at: datetime) -> int:
    """Forget what nobody has touched for three months; return how many."""
    return Unsaved.objects.filter(at__lt=at - FORGET_AFTER).delete()[0]


def _key(by: Agent, article_id: int | None, language: str, origin: str) -> dict[str, Any]:
    """Raises: NotAllowed, Article.DoesNotExist."""
    if refusal := why_not_write(by):
        raise NotAllowed(refusal)
    if article_id is None:
        return {"agent": by, "article": None, "origin": origin[:30]}
    return {"agent": by, "article": known(article_id, by), "language": language[:10]}


def _is_saved(by: Agent, article_id: int | None, language: str, title: str, body: str, at: datetime) -> bool:
    """What is sent on its way just before saving may arrive after it."""
    words = {"title": " ".join(title.split()), "body": body}
    if article_id is not None:
        return ArticleText.objects.filter(article=article_id, language=language, **words).exists()
    return Article.objects.filter(**words, updated_by=by, updated_at__gt=at - JUST_NOW).exists()

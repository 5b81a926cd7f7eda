"""Files, links, what an article did for tickets, and what readers say of it."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.log.facts import Actor
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.files import store
from escalera.base.storage.ready import Ready
from escalera.base.storage.together import together
from escalera.core.knowledge.actions.knowing import known
from escalera.core.knowledge.choices import How, LinkKind
from escalera.core.knowledge.facts import ArticleLinked, ArticleRemarked, ArticleSolved, ArticleVoted
from escalera.core.knowledge.models import Article, ArticleFile, ArticleLink, Remark, Use, Vote
from escalera.core.knowledge.policies import Reader, readable_by, why_not_keep

READER = Actor("contact", None, "")  # somebody who reads without telling who they are
LARGEST_FILE = 10 << 20  # bytes
MOST_FILES = 60  # of one article
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
_BEGINS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",), "image/jpeg": (b"\xff\xd8\xff",), "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}  # fmt: skip
_ODD = re.compile(r"[^a-z0-9._-]+")
_COUNTED = {How.SHOWN: "shown", How.USED: "used", How.SOLVED: "solved", How.FAILED: "failed"}
_KNOWN_USE = Ready(lambda ticket, article, how: Use.objects.filter(ticket_id=ticket, article=article, how=how))


@together()
def add_file(
    *, article_id: int, name: str, content: bytes, by: Agent, at: datetime, replaces: bool = True
) -> ArticleFile:
    """Keep a picture or an attachment with the article. One of the same name is replaced, or else (`replaces` False, as
    for what was pasted) the new one gets another name. Raises: NotAllowed, BadInput, Article.DoesNotExist."""
    article = known(article_id, by, lock=True)
    name, kind = checked_file(name, content)
    stored = store(content)
    taken = dict(article.files.values_list("name", "sha256"))
    if not replaces:
        name = free_name(name, taken, stored.sha256)
    if name not in taken and len(taken) >= MOST_FILES:
        raise BadInput(_("An article has at most %(limit)d files.") % {"limit": MOST_FILES})
    values = {"content_type": kind, "size": stored.size, "sha256": stored.sha256, "at": at}
    return ArticleFile.objects.update_or_create(article=article, name=name, defaults=values)[0]


@together()
def remove_file(*, article_id: int, name: str, by: Agent) -> None:
    """Take a file away. Raises: NotAllowed, Article.DoesNotExist."""
    ArticleFile.objects.filter(article=known(article_id, by), name=name).delete()


def checked_file(name: str, content: bytes) -> tuple[str, str]:
    """Return the name and the type under which a file may be kept. Raises: BadInput."""
    name = file_name(name)
    if not content or len(content) > LARGEST_FILE:
        raise BadInput(_("A file has at most %(limit)d MB, and is not empty.") % {"limit": LARGEST_FILE >> 20})
    kind = PICTURES.get(name.rpartition(".")[2], "application/octet-stream")
    if kind in _BEGINS and not content.startswith(_BEGINS[kind]):
        raise BadInput(_("“%(name)s” is not the picture that its name says.") % {"name": name})
    return name, kind


def free_name(name: str, taken: Mapping[str, str], sha256: str) -> str:
    """Return a name that no other content has: "image.png", "image-2.png"… `taken`: {name: hash}."""
    stem, dot, end = name.rpartition(".")
    each = (name if n == 1 else f"{stem}-{n}.{end}" if dot else f"{name}-{n}" for n in range(1, len(taken) + 2))
    return next(one for one in each if taken.get(one, sha256) == sha256)


def file_name(name: str) -> str:
    """Return a name that may stand in an address and in a text: "Foto del router.PNG" is "foto-del-router.png"."""
    plain = unicodedata.normalize("NFKD", name.replace("\\", "/").rpartition("/")[2][:300].lower())
    clean = _ODD.sub("-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-.")
    stem, dot, end = clean.rpartition(".")
    return f"{stem[:80]}.{end[:12]}" if dot and stem else (clean[:90] or "file")


@together()
def link(*, article_id: int, kind: str, target: int, by: Agent, at: datetime, is_origin: bool = False) -> ArticleLink:
    """Say that an article belongs to a ticket, a script, a runbook or another article. `target`: its key; whether the
    person may see it was asked before. Raises: NotAllowed, BadInput, Article.DoesNotExist."""
    article = known(article_id, by)
    if kind not in LinkKind.values or (kind == LinkKind.ARTICLE and target == article_id):
        raise BadInput(_("An article is linked to tickets, scripts, runbooks and other articles."))
    if kind == LinkKind.ARTICLE:
        known(target, by)
    made, is_new = ArticleLink.objects.get_or_create(
        article=article, kind=kind, target=target, defaults={"at": at, "by": by, "is_origin": is_origin}
    )
    if is_new:
        record(_linked(article, kind, target), actor=by.actor, at=at)
    return made


@together()
def unlink(*, article_id: int, kind: str, target: int, by: Agent, at: datetime) -> None:
    """Take a link away. Raises: NotAllowed, Article.DoesNotExist."""
    article = known(article_id, by)
    if ArticleLink.objects.filter(article=article, kind=kind, target=target).delete()[0]:
        record(_linked(article, kind, target, is_off=True), actor=by.actor, at=at)


def note_shown(article_id: int) -> None:
    """Count that somebody opened the article."""
    Article.objects.filter(pk=article_id).update(shown=F("shown") + 1)


@together()
def count_use(*, article_id: int, ticket_id: int, how: str, at: datetime) -> bool:
    """Count what an article did for a ticket; each thing counts once a ticket. Say whether it is new.

    `how`: "shown", "used", "solved", "failed". "failed" takes back what was "solved", and the other way round."""
    kind = How(how)
    if _KNOWN_USE.exists(ticket_id, article_id, kind.value):
        return False
    Use.objects.create(article_id=article_id, ticket_id=ticket_id, how=kind, at=at)
    changes = {_COUNTED[kind]: F(_COUNTED[kind]) + 1}
    other = {How.SOLVED: How.FAILED, How.FAILED: How.SOLVED}.get(kind)
    if other and Use.objects.filter(article=article_id, ticket_id=ticket_id, how=other).delete()[0]:
        changes[_COUNTED[other]] = F(_COUNTED[other]) - 1
    Article.objects.filter(pk=article_id).update(**changes)
    return True


def count_shown(*, article_ids: Sequence[int], ticket_id: int, at: datetime) -> int:
    """Count the articles that were proposed beside a ticket, each once; return how many are new. What is known already
    is only looked up: nothing is written."""
    new = _not_shown(article_ids, ticket_id)
    return _count_new(new, ticket_id, at) if new else 0


@together()
def _count_new(articles: Sequence[int], ticket_id: int, at: datetime) -> int:
    """Asked again behind a lock: somebody else may have opened the ticket at the same moment."""
    list(Article.objects.select_for_update().filter(pk__in=articles).order_by("pk").values_list("pk"))
    new = _not_shown(articles, ticket_id)
    Use.objects.bulk_create([Use(article_id=one, ticket_id=ticket_id, how=How.SHOWN, at=at) for one in new])
    return Article.objects.filter(pk__in=new).update(shown=F("shown") + 1)


def _not_shown(articles: Sequence[int], ticket_id: int) -> list[int]:
    seen = Use.objects.filter(ticket_id=ticket_id, how=How.SHOWN, article__in=articles)
    return sorted(set(articles) - set(seen.values_list("article_id", flat=True)))


@together()
def vote(
    *, article_id: int, is_helpful: bool, voter: str, at: datetime, actor: Actor = READER, reader: Reader = None
) -> None:
    """Count a reader's yes or no, once a reader; another one from them replaces the first.

    `voter`: whatever tells readers apart; only a hash of it is kept. Raises: Article.DoesNotExist."""
    article = Article.objects.select_for_update(of=("self",)).get(readable_by(reader), pk=article_id)
    mark = hmac.new(settings.SECRET_KEY.encode(), b"vote" + voter.encode(), hashlib.sha256).hexdigest()[:40]
    known = Vote.objects.filter(article=article, voter=mark).first()
    if known is not None and known.is_helpful == is_helpful:
        return
    yes = int(is_helpful) - (int(known.is_helpful) if known else 0)
    no = int(not is_helpful) - (int(not known.is_helpful) if known else 0)
    Vote.objects.update_or_create(article=article, voter=mark, defaults={"is_helpful": is_helpful, "at": at})
    Article.objects.filter(pk=article.pk).update(helpful=F("helpful") + yes, unhelpful=F("unhelpful") + no)
    record(ArticleVoted(article_id=article.pk, title=article.title, is_helpful=is_helpful), actor=actor, at=at)


@together()
def note_solved(*, article_id: int, at: datetime, actor: Actor = READER, reader: Reader = None) -> None:
    """Count that the article answered somebody who was writing to us. Raises: Article.DoesNotExist."""
    article = Article.objects.get(readable_by(reader), pk=article_id)
    Article.objects.filter(pk=article.pk).update(solved=F("solved") + 1)
    record(ArticleSolved(article_id=article.pk, title=article.title), actor=actor, at=at)


@together()
def remark(
    *, article_id: int, text: str, at: datetime, reader: Reader = None, actor: Actor = READER, language: str = ""
) -> Remark:
    """Keep what somebody misses in an article that they may read. Raises: BadInput, Article.DoesNotExist."""
    article = Article.objects.get(readable_by(reader), pk=article_id)
    words = " ".join(text.replace("\x00", "").split())[:1000]
    if not words:
        raise BadInput(_("Say in a few words what is missing."))
    agent = reader if isinstance(reader, Agent) else None
    made = Remark.objects.create(article=article, language=language[:10], text=words, agent=agent, at=at)
    record(ArticleRemarked(article_id=article.pk, title=article.title, language=language[:10]), actor=actor, at=at)
    return made


@together()
def settle_remark(*, remark_id: int, by: Agent, at: datetime) -> Remark:
    """Say that a remark was dealt with: by who may publish, or who keeps the article. Raises: NotAllowed, DoesNotExist."""
    found = Remark.objects.select_for_update(of=("self",)).select_related("article").get(pk=remark_id)
    if refusal := why_not_keep(by, found.article):
        raise NotAllowed(refusal)
    if found.done_at is None:
        found.done_at = at
        found.save(update_fields=["done_at"])
    return found


def _linked(article: Article, kind: str, target: int, *, is_off: bool = False) -> ArticleLinked:
    ticket = target if kind == LinkKind.TICKET else None
    return ArticleLinked(article_id=article.pk, title=article.title, ticket_id=ticket, is_off=is_off)

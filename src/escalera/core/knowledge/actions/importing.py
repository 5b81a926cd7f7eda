"""What was read elsewhere becomes articles. The same source again changes only what changed there, and never what
people changed here since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.knowledge.actions.around import add_file
from escalera.core.knowledge.actions.publishing import publish
from escalera.core.knowledge.actions.topics import save_topic
from escalera.core.knowledge.actions.writing import cleaned, save_text, write_article
from escalera.core.knowledge.choices import Audience
from escalera.core.knowledge.facts import ArticlesImported
from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion, Topic
from escalera.core.knowledge.moving.incoming import Incoming, Source, Text
from escalera.core.knowledge.policies import why_not_publish

NEW, CHANGED, SAME, KEPT, REFUSED = "new", "changed", "same", "kept", "refused"
MARK = "import"  # the note of versions that an import wrote


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes (or would become) of one article. `words`: why, where that is not clear by itself."""

    how: str
    title: str
    place: str
    languages: tuple[str, ...] = ()
    words: str = ""
    article_id: int | None = None


def plan(source: Source, *, by: Agent) -> list[Outcome]:
    """Say what an import would do; nothing is changed. Raises: NotAllowed."""
    _refuse(by)
    known = _known(source.articles)
    return [_planned(one, known.get(_source_key(one))) for one in source.articles]


def import_articles(source: Source, *, topic_name: str, publishes: bool, by: Agent, at: datetime) -> list[Outcome]:
    """Write what is new and what changed in its source, each article in a transaction of its own.

    `topic_name`: for those that say none; `publishes`: readers see them at once, but those that say they are drafts.
    Raises: NotAllowed."""
    _refuse(by)
    done: list[Outcome] = []
    for one in source.articles:
        try:
            done.append(_imported(one, topic_name, publishes, by, at))
        except Refusal as refusal:
            done.append(_outcome(REFUSED, one, str(refusal)))
    _tell(source, done, by, at)
    return done


@together()
def _tell(source: Source, done: Sequence[Outcome], by: Agent, at: datetime) -> None:
    written, changed = (sum(one.how == how for one in done) for how in (NEW, CHANGED))
    if written or changed:
        record(ArticlesImported(source=source.name, written=written, changed=changed), actor=by.actor, at=at)


@together()
def _imported(one: Incoming, topic_name: str, publishes: bool, by: Agent, at: datetime) -> Outcome:
    article = Article.objects.select_for_update().filter(source=_source_key(one)).first()
    shown = publishes and one.is_published is not False
    if article is None:
        article = _new(one, _topic(one.topic or topic_name, by, at), by, at)
        how, words = NEW, ""
    else:
        planned = _planned(one, article)
        how, words = planned.how, planned.words
        if how in (SAME, KEPT):
            return planned
    for text in _in_order(one, article):
        _save(article, text, by, at)
    for text in _in_order(one, article) if shown else ():
        publish(article_id=article.pk, language=text.language, by=by, at=at)
    return _outcome(how, one, words, article)


def _new(one: Incoming, topic: Topic, by: Agent, at: datetime) -> Article:
    first = one.texts[0]
    audience = one.audience if one.audience in (Audience.PUBLIC, Audience.INTERNAL) else Audience.PUBLIC
    if one.audience and one.audience not in (Audience.PUBLIC, Audience.INTERNAL):
        audience = Audience.INTERNAL  # who may read it is not known here: rather fewer than more
    article = write_article(
        title=first.title, body=first.body, topic=topic, by=by, at=at, language=first.language, audience=audience,
        position=one.position or 0, source=_source_key(one),
    )  # fmt: skip
    ArticleVersion.objects.filter(article=article, number=1).update(note=MARK)
    return article


def _save(article: Article, text: Text, by: Agent, at: datetime) -> None:
    for name, content in text.files.items():
        add_file(article_id=article.pk, name=name, content=content, by=by, at=at)
    save_text(
        article_id=article.pk, language=text.language, title=text.title, body=text.body, by=by, at=at, note=MARK
    )


def _planned(one: Incoming, article: Article | None) -> Outcome:
    try:
        texts = {text.language: cleaned(text.title, text.body) for text in one.texts}
    except BadInput as refusal:
        return _outcome(REFUSED, one, str(refusal))
    if article is None:
        return _outcome(NEW, one)
    rows = {text.language: text for text in ArticleText.objects.filter(article=article)}
    if all(code in rows and (rows[code].title, rows[code].body) == words for code, words in texts.items()):
        return _outcome(SAME, one, "", article)
    differing = [row for code, row in rows.items() if code in texts and (row.title, row.body) != texts[code]]
    if any(_note(row) != MARK for row in differing):
        return _outcome(KEPT, one, _("It was changed here since it was imported."), article)
    return _outcome(CHANGED, one, "", article)


def _note(text: ArticleText) -> str:
    """Return the note of the version that is being written."""
    mine = ArticleVersion.objects.filter(article=text.article_id, language=text.language, number=text.number)
    return mine.values_list("note", flat=True).get()


def _in_order(one: Incoming, article: Article) -> list[Text]:
    """The original first: translations are published after it."""
    return sorted(one.texts, key=lambda text: text.language != article.language)


def _known(articles: Sequence[Incoming]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    keys = [_source_key(one) for one in articles]
    for begin in range(0, len(keys), 500):
        rows = Article.objects.filter(source__in=keys[begin : begin + 500])
        found |= {one.source or "": one for one in rows}
    return found


def _topic(name: str, by: Agent, at: datetime) -> Topic:
    """Return the topic of this name, made if it is not there; "Network / VPN" is a part of a topic."""
    first, _slash, rest = " ".join(name.split()).partition(" / ")
    above, part = (first, rest) if rest else ("", first)
    top = _named(above, None, by, at) if above else None
    return _named(part or _("Imported"), top, by, at)


def _named(name: str, parent: Topic | None, by: Agent, at: datetime) -> Topic:
    found = Topic.objects.filter(name__iexact=name[:80], parent=parent).first()
    return found or save_topic(
        name=name, icon="book", order=Topic.objects.filter(parent=parent).count(), is_public=True, by=by, at=at,
        parent=parent.pk if parent else None,
    )  # fmt: skip


def _source_key(one: Incoming) -> str:
    return one.key[:200]


def _outcome(how: str, one: Incoming, words: str = "", article: Article | None = None) -> Outcome:
    languages = tuple(text.language for text in one.texts)
    return Outcome(
        how, one.texts[0].title[:160], one.texts[0].place, languages, words, article.pk if article else None
    )


def _refuse(by: Agent) -> None:
    if refusal := why_not_publish(by):
        raise NotAllowed(refusal)

"""Topics and their parts: made, renamed, put in order, with the articles in them; removed when they are empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.knowledge.actions.addresses import free_slug
from escalera.core.knowledge.facts import TopicRemoved, TopicSaved
from escalera.core.knowledge.models import Article, Topic
from escalera.core.knowledge.policies import why_not_publish


class CannotRemove(Refusal):
    """The topic still holds articles."""


@together()
def save_topic(
    *,
    name: str,
    icon: str,
    order: int,
    is_public: bool,
    by: Agent,
    at: datetime,
    topic_id: int | None = None,
    names: Mapping[str, str] | None = None,
    parent: int | None = None,
) -> Topic:
    """Make a topic, or change one. `names`: in other languages, {language: name}; None leaves them as they are.
    `parent`: the key of the topic that it is a part of. Raises: NotAllowed, BadInput, Topic.DoesNotExist."""
    _refuse(by)
    name = _clean(name)
    if not name:
        raise BadInput(_("Give the topic a name."))
    topic = Topic.objects.get(pk=topic_id) if topic_id is not None else Topic(slug=free_slug(Topic, name))
    topic.name, topic.icon, topic.is_public = name, icon[:24], is_public
    topic.order = min(max(order, 0), 9999)
    topic.parent = _parent(topic, parent)
    if names is not None:
        known = dict(settings.LANGUAGES)
        topic.names = {code: words for code, one in names.items() if code in known and (words := _clean(one))}
    topic.save()
    record(TopicSaved(topic_id=topic.pk, title=name), actor=by.actor, at=at)
    return topic


@together()
def move_topic(*, topic_id: int, up: bool, by: Agent, at: datetime) -> None:
    """Let a topic change places with the one before or after it, within the same one. Raises: NotAllowed, DoesNotExist."""
    _refuse(by)
    topic = Topic.objects.get(pk=topic_id)
    rows = list(Topic.objects.select_for_update(of=("self",)).filter(parent=topic.parent_id).order_by("order", "pk"))
    if _moved(rows, topic_id, up):
        for order, one in enumerate(rows):
            one.order = order
        Topic.objects.bulk_update(rows, ["order"])
        record(TopicSaved(topic_id=topic_id, title=topic.name), actor=by.actor, at=at)


@together()
def order_articles(*, topic_id: int, keys: Sequence[int], by: Agent, at: datetime) -> None:
    """Let a topic's articles stand in this order; those not named come after, as they stood. Raises: NotAllowed."""
    _refuse(by)
    wanted = {key: place for place, key in enumerate(keys)}
    rows = list(Article.objects.select_for_update(of=("self",)).filter(topic=topic_id).order_by("position", "pk"))
    rows.sort(key=lambda one: wanted.get(one.pk, len(wanted)))
    moved = [(place, one) for place, one in enumerate(rows) if one.position != place]
    for place, one in moved:
        one.position = min(place, 9999)
    Article.objects.bulk_update([one for _place, one in moved], ["position"])
    if moved:
        topic = Topic.objects.get(pk=topic_id)
        record(TopicSaved(topic_id=topic.pk, title=topic.name), actor=by.actor, at=at)


@together()
def remove_topic(*, topic_id: int, by: Agent, at: datetime) -> None:
    """Take away an empty topic. Raises: NotAllowed, CannotRemove, Topic.DoesNotExist."""
    _refuse(by)
    topic = Topic.objects.get(pk=topic_id)
    if topic.articles.exists():
        raise CannotRemove(_("The topic still holds articles. Move them first."))
    if topic.parts.exists():
        raise CannotRemove(_("The topic still has parts. Move or delete them first."))
    topic.delete()
    record(TopicRemoved(topic_id=topic_id, title=topic.name), actor=by.actor, at=at)


def _moved(rows: list[Topic], key: int, up: bool) -> bool:
    """Change places in the list; say whether there was a place to go to."""
    place = next(n for n, one in enumerate(rows) if one.pk == key)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    return True


def _parent(topic: Topic, key: int | None) -> Topic | None:
    """Raises: BadInput, Topic.DoesNotExist."""
    if key is None:
        return None
    parent = Topic.objects.get(pk=key)
    if parent.pk == topic.pk or parent.parent_id is not None or (topic.pk and topic.parts.exists()):
        raise BadInput(_("A part of a topic has no parts of its own."))
    return parent


def _clean(name: str) -> str:
    return " ".join(str(name).replace("\x00", "").split())[:80]


def _refuse(by: Agent) -> None:
    if refusal := why_not_publish(by):
        raise NotAllowed(refusal)

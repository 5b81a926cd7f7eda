"""Topics: made, renamed, put in order, removed when they are empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together
from escalera.core.knowledge.actions.addresses import free_slug
from escalera.core.knowledge.facts import TopicRemoved, TopicSaved
from escalera.core.knowledge.models import Topic
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
) -> Topic:
    """Make a topic, or change one. `names`: in other languages, {language: name}; None leaves them as they are.

    Raises: NotAllowed, BadInput, Topic.DoesNotExist."""
    _refuse(by)
    name = _clean(name)
    if not name:
        raise BadInput(_("Give the topic a name."))
    topic = Topic.objects.get(pk=topic_id) if topic_id is not None else Topic(slug=free_slug(Topic, name))
    topic.name, topic.icon, topic.is_public = name, icon[:24], is_public
    topic.order = min(max(order, 0), 9999)
    if names is not None:
        known = dict(settings.LANGUAGES)
        topic.names = {code: words for code, one in names.items() if code in known and (words := _clean(one))}
    topic.save()
    record(TopicSaved(topic_id=topic.pk, title=name), actor=by.actor, at=at)
    return topic


@together()
def move_topic(*, topic_id: int, up: bool, by: Agent, at: datetime) -> None:
    """Let a topic change places with the one before or after it. Raises: NotAllowed, Topic.DoesNotExist."""
    _refuse(by)
    rows = list(Topic.objects.select_for_update().order_by("order", "pk"))
    place = next((n for n, one in enumerate(rows) if one.pk == topic_id), None)
    if place is None:
        raise Topic.DoesNotExist
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for order, one in enumerate(rows):
        one.order = order
    Topic.objects.bulk_update(rows, ["order"])
    record(TopicSaved(topic_id=topic_id, title=rows[other].name), actor=by.actor, at=at)


@together()
def remove_topic(*, topic_id: int, by: Agent, at: datetime) -> None:
    """Take away an empty topic. Raises: NotAllowed, CannotRemove, Topic.DoesNotExist."""
    _refuse(by)
    topic = Topic.objects.get(pk=topic_id)
    if topic.articles.exists():
        raise CannotRemove(_("The topic still holds articles. Move them first."))
    topic.delete()
    record(TopicRemoved(topic_id=topic_id, title=topic.name), actor=by.actor, at=at)


def _clean(name: str) -> str:
    return " ".join(str(name).replace("\x00", "").split())[:80]


def _refuse(by: Agent) -> None:
    if refusal := why_not_publish(by):
        raise NotAllowed(refusal)

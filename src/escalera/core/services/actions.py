"""The verbs of services and notices."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.services.facts import NoticeEnded, NoticePosted, ServiceRemoved, ServiceSaved, ServiceStateSet
from escalera.core.services.models import Notice, NoticeKind, Service, State
from escalera.core.services.policies import why_not_announce

LONGEST_WORDS = 4000


@together()
def save_service(
    *, name: str, position: int, is_shown: bool, by: Agent, at: datetime, service_id: int | None = None
) -> Service:
    """Make a service, or change one. Raises: NotAllowed, BadInput, Service.DoesNotExist."""
    _refuse(by)
    name = _one_line(name)[:80]
    if not name:
        raise BadInput(_("Give the service a name."))
    service = Service.objects.get(pk=service_id) if service_id is not None else Service(since=at)
    service.name, service.is_shown = name, is_shown
    service.position = min(max(position, 0), 9999)
    service.save()
    record(ServiceSaved(service_id=service.pk, title=name), actor=by.actor, at=at)
    return service


@together()
def remove_service(*, service_id: int, by: Agent, at: datetime) -> None:
    """Take a service away; its notices stay. Raises: NotAllowed, Service.DoesNotExist."""
    _refuse(by)
    service = Service.objects.get(pk=service_id)
    service.delete()
    record(ServiceRemoved(service_id=service_id, title=service.name), actor=by.actor, at=at)


@together()
def set_state(*, service_id: int, state: str, words: str, by: Agent, at: datetime) -> Service:
    """Say how a service is; the same as before changes nothing. Raises: NotAllowed, BadInput, DoesNotExist."""
    _refuse(by)
    if state not in State.values:
        raise BadInput(_("A service works, has problems, does not work or is under maintenance."))
    service = Service.objects.select_for_update().get(pk=service_id)
    words = _one_line(words)[:300]
    if (service.state, service.words) == (state, words):
        return service
    before = service.state
    service.since = service.since if before == state else at
    service.state, service.words = state, words
    service.save(update_fields=["state", "words", "since"])
    fact = ServiceStateSet(service_id=service.pk, title=service.name, state=state, from_state=before)
    record(fact, actor=by.actor, at=at)
    return service


@together()
def post_notice(
    *,
    kind: str,
    title: str,
    words: str,
    begins_at: datetime,
    until: datetime | None,
    by: Agent,
    at: datetime,
    service: Service | None = None,
) -> Notice:
    """Tell customers of an incident or of planned work. Raises: NotAllowed, BadInput."""
    _refuse(by)
    title = _one_line(title)[:160]
    if not title:
        raise BadInput(_("Give the notice a title."))
    if kind not in NoticeKind.values:
        raise BadInput(_("A notice is an incident or planned work."))
    if until is not None and until <= begins_at:
        raise BadInput(_("It has to end after it begins."))
    notice = Notice.objects.create(
        kind=kind, title=title, words=words.replace("\x00", "")[:LONGEST_WORDS], service=service, begins_at=begins_at,
        until=until,
    )  # fmt: skip
    record(NoticePosted(notice_id=notice.pk, title=title), actor=by.actor, at=at)
    return notice


@together()
def end_notice(*, notice_id: int, by: Agent, at: datetime) -> Notice:
    """Say that it is over; one that has ended stays so. Raises: NotAllowed, Notice.DoesNotExist."""
    _refuse(by)
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.ended_at is None:
        notice.ended_at = at
        notice.save(update_fields=["ended_at"])
        record(NoticeEnded(notice_id=notice.pk, title=notice.title), actor=by.actor, at=at)
    return notice


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def _refuse(by: Agent) -> None:
    if refusal := why_not_announce(by):
        raise NotAllowed(refusal)

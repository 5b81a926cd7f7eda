"""What is asked of the provider after a commit: to call somebody, to lead a call elsewhere, to record it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from escalera.base.refusals import BadInput
from escalera.core.channels.models import Call, CallOutcome, CallState
from escalera.core.channels.shared.sending import NotSent
from escalera.core.channels.voice import callbacks, calls, logbook
from escalera.core.channels.voice.port import provider_of
from escalera.core.channels.voice.verbs import Step

STALE = timedelta(minutes=2)  # nobody waits longer beside a telephone that was to ring at once


@task(transactional=False)
def place(call_id: int) -> None:
    """Ring the agent who asked for a call; the customer is rung when they have picked up."""
    call = Call.objects.select_related("channel", "agent").get(pk=call_id)
    if call.state != CallState.PLANNED or call.external_id is not None or call.agent is None:
        return
    if timezone.now() - call.begun_at > STALE:
        _fail(call_id, _("It was not placed in time. Call again."))
        return
    known = {"g": str(call.pk)}
    try:
        name = provider_of(call.channel).place(
            call.channel, call.agent.telephone, Step("bridge", known), Step("status", known)
        )
    except (NotSent, BadInput) as trouble:
        _fail(call_id, str(trouble))
        return
    Call.objects.filter(pk=call_id, external_id=None).update(external_id=name or None)
    calls.tell()


@transaction.atomic
def _fail(call_id: int, words: str) -> None:
    now = timezone.now()
    call = Call.objects.select_for_update(of=("self",)).select_related("channel", "agent").get(pk=call_id)
    call.trouble = words[:400]
    call.save(update_fields=["trouble"])
    calls.end(call, CallOutcome.FAILED, now)
    logbook.keep(call, now)
    callbacks.after(call, now)


@task(transactional=False)
def lead_to(call_id: int, agent_id: int) -> None:
    """Take a waiting call out of its queue and ring one agent alone."""
    call = Call.objects.select_related("channel").get(pk=call_id)
    if call.state not in (CallState.WAITING, CallState.RINGING) or call.external_id is None:
        return
    values = {"a": str(agent_id), "r": str(call.seq // 2 + 1), "t": f"team.{call.team_id or ''}"}
    if call.language:
        values["l"] = call.language
    if call.consent:
        values["c"] = "1" if call.consent == "given" else "0"
    try:
        provider_of(call.channel).lead(call.channel, call.external_id, Step("ring", values))
    except (NotSent, BadInput) as trouble:
        Call.objects.filter(pk=call_id).update(trouble=str(trouble)[:400])
        calls.tell()


@task(transactional=False)
def record(call_id: int) -> None:
    """Begin to record a call of ours, after the customer has agreed."""
    call = Call.objects.select_related("channel").get(pk=call_id)
    if call.external_id is None or call.state == CallState.ENDED or call.consent != "given":
        return
    try:
        provider_of(call.channel).record(call.channel, call.external_id, Step("recording", {"g": str(call.pk)}))
    except (NotSent, BadInput) as trouble:
        words = _("It could not be recorded: %(why)s") % {"why": trouble}
        Call.objects.filter(pk=call_id).update(trouble=words[:400])


def soon_place(call: Call) -> None:
    """Leave the work in the caller's transaction."""
    place.enqueue(call.pk)


def soon_lead(call: Call, agent_id: int) -> None:
    lead_to.enqueue(call.pk, agent_id)


def soon_record(call: Call) -> None:
    record.enqueue(call.pk)

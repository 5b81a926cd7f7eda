"""Steps of a story in which others come in: vendors, people who decide, people who look together, who is on call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from escalera.base.people.models import Agent
from escalera.core.ladder import actions as ladder
from escalera.core.ladder.models import Escalation, EscalationState, Vendor
from escalera.core.oncall.actions import acknowledge
from escalera.core.oncall.models import Page
from escalera.core.tickets.actions import classify, set_due, snooze, take, wait_for
from escalera.core.tickets.choices import Status
from escalera.core.tickets.models import WaitReason

if TYPE_CHECKING:
    from escalera.faces.cli.sample.play import Play

HELP = ("hierarchical", "swarm")


def agent_of(login: str) -> Agent:
    return Agent.objects.select_related("role").get(email=f"{login}@cordillera.example")


def _vendor(play: Play, name: str, reference: str, hours: float, summary: str, question: str) -> None:
    """`hours`: until they mean to be done."""
    packet = ladder.Handover(
        summary, "Pruebas propias hechas; están en las notas.", question, symptom=play.subject,
        service=play.person.organization or "Servicio en el domicilio", evidence="Mediciones en las notas del ticket.",
        promise="Avisamos al cliente en cuanto respondan.",
    )  # fmt: skip
    ladder.ask_vendor(
        ticket_id=play.ticket_id, vendor=Vendor.objects.get(name=name), handover=packet, by=play.by(), at=play.at,
        reference=reference, expected_at=play.at + timedelta(hours=hours),
    )  # fmt: skip


def _answered(play: Play, outcome: str) -> None:
    if (case := _open(play, "vendor")) is not None:
        ladder.vendor_answered(escalation_id=case.pk, outcome=outcome, by=play.by(), at=play.at)


def _decide(play: Play, login: str, question: str) -> None:
    ladder.call_in(
        ticket_id=play.ticket_id, kind="hierarchical", question=question, agents=[agent_of(login)], by=play.by(),
        at=play.at,
    )  # fmt: skip


def _swarm(play: Play, logins: str, question: str) -> None:
    people = [agent_of(login) for login in logins.split()]
    ladder.call_in(
        ticket_id=play.ticket_id, kind="swarm", question=question, agents=people, by=play.by(), at=play.at
    )  # fmt: skip


def _joins(play: Play, login: str) -> None:
    if (call := _open(play, *HELP)) is not None:
        ladder.join_call(escalation_id=call.pk, by=agent_of(login), at=play.at)


def _ends(play: Play, login: str, outcome: str) -> None:
    if (call := _open(play, *HELP)) is not None:
        ladder.end_call(escalation_id=call.pk, outcome=outcome, by=agent_of(login), at=play.at)


def _open(play: Play, *kinds: str) -> Escalation | None:
    found = Escalation.objects.filter(ticket=play.ticket_id, kind__in=kinds, state=EscalationState.OPEN)
    return found.order_by("pk").first()


def _ack(play: Play) -> None:
    """Whoever was paged says that they are on it."""
    page = Page.objects.filter(ticket=play.ticket_id, state="open").order_by("pk").first()
    if page is not None:
        call = page.calls.select_related("agent__role").order_by("-number")[0]
        acknowledge(page_id=page.pk, by=call.agent, at=play.at)


def _takes(play: Play, login: str) -> None:
    take(ticket_id=play.ticket_id, by=agent_of(login), at=play.at)
    play.classify(agent_of(login))


def _weighs(play: Play, login: str, impact: int, urgency: int) -> None:
    """Say how far it reaches and how soon it hurts; the matrix makes the priority of it."""
    classify(ticket_id=play.ticket_id, impact=impact, urgency=urgency, by=agent_of(login), at=play.at)


def _because(play: Play, reason: str) -> None:
    """Wait for one of the desk's reasons, by its code."""
    found = WaitReason.objects.get(code=reason)
    if found.status == Status.SCHEDULED:
        until = play.at + timedelta(hours=30)
        snooze(ticket_id=play.ticket_id, until=until, reason=reason, by=play.by(), at=play.at)
        return
    wait_for(ticket_id=play.ticket_id, status=found.status, reason=reason, by=play.by(), at=play.at)


def _promise(play: Play, hours: float) -> None:
    set_due(ticket_id=play.ticket_id, due=play.at + timedelta(hours=hours), by=play.by(), at=play.at)


def _asks(play: Play, reason: str) -> None:
    ladder.ask_higher(ticket_id=play.ticket_id, reason=reason, by=play.person.contact, at=play.at)


VERBS: dict[str, Callable[..., None]] = {
    "vendor": _vendor, "answered": _answered, "decide": _decide, "swarm": _swarm, "joins": _joins, "ends": _ends,
    "ack": _ack, "takes": _takes, "weighs": _weighs, "because": _because, "promise": _promise, "asks": _asks,
}  # fmt: skip

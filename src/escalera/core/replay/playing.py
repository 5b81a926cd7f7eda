"""A planned case lived again through the same actions as everybody's, at the log's own moments."""

from __future__ import annotations

import hashlib
from datetime import datetime

from escalera.base.people.models import Agent, Team
from escalera.base.people.queries import entrance
from escalera.core.ladder.actions import Handover, accept, ask_vendor, escalate, reroute, send_back, vendor_answered
from escalera.core.ladder.actions.refiling import refile
from escalera.core.ladder.models import Escalation, Vendor
from escalera.core.replay.places import Places
from escalera.core.replay.planning import Classes, Plan, Step
from escalera.core.tickets.actions import (
    Content,
    assign,
    cancel,
    classify,
    close,
    open_ticket,
    reopen,
    resolve,
    wait_for,
)
from escalera.core.tickets.choices import ENDED, Status

SAID = "As the imported history tells."


def key_of(log: str, case: str) -> str:
    """Return the key by which a case is known, once and for ever: running again finds it."""
    key = f"history:{log}:{case}"
    return key if len(key) <= 64 else f"history:{hashlib.sha256(key.encode()).hexdigest()[:50]}"


class Player:
    """Plays one case; the caller holds the transaction. It knows where the ticket stands, so it asks nothing twice."""

    def __init__(self, plan: Plan, places: Places, by: Agent) -> None:
        self.plan, self.places, self.by = plan, places, by
        at_vendor = places.plan.vendor_of(plan.group)
        self.team: Team = (
            places.team(places.plan.first_team if at_vendor else plan.group, plan.opened_at) or entrance()
        )
        self.status = Status.NEW
        self.offer: Escalation | None = None
        self.below: list[Team] = []  # who sent it up, the latest last
        self.holder: int | None = None
        self.number = 0
        self.case: Escalation | None = None  # what a vendor has of it; meanwhile it waits for them
        self.meanwhile: tuple[Status, str] | None = None  # how it stands by the log once they are done

    def play(self, key: str) -> int:
        """Open the ticket and take every step; return its number. Raises: Refusal."""
        self._open(key)
        self._vendor(self.plan.group, self.plan.opened_at)
        for step in self.plan.steps:
            self._step(step)
        return self.number

    def _open(self, key: str) -> None:
        plan, classes = self.plan, self.plan.classes
        message = open_ticket(
            requester=self.places.contact(plan.contact, plan.opened_at),
            subject=plan.subject or plan.case,
            content=Content(plan.subject or plan.case),
            channel=plan.channel,
            at=plan.opened_at,
            team=self.team,
            by=self.by,
            kind=classes.kind or "",
            priority=classes.priority,
            impact=classes.impact,
            urgency=classes.urgency,
            category=self.places.category(classes.category, plan.opened_at),
            key=key,
        )
        self.number = message.ticket_id

    def _step(self, step: Step) -> None:
        if step.status is not None and step.status not in ENDED and self.status in ENDED:
            reopen(ticket_id=self.number, by=self.by, at=step.at)
            self.status = Status.OPEN
        if step.classes is not None:
            self._classify(step.classes, step.at)
        if self.case is not None and (step.group is not None or step.status in ENDED):
            self._vendor_done(step.at, apply=step.status is None)
        if step.group is not None and not self._vendor(step.group, step.at):
            self._move(step.group, step.at)
        if self.status not in ENDED and self.case is None:
            self._hands(step)
        if step.status is not None and self.case is not None:
            self.meanwhile = (step.status, step.wait)
        elif step.status is not None:
            self._stand(step.status, step.wait, step.at)

    def _vendor(self, group: str, at: datetime) -> bool:
        """Give it to a vendor if the group is one: it waits for them, its team stays. True if the group is a vendor."""
        vendor: Vendor | None = self.places.vendor(group, at)
        if vendor is None:
            return False
        if self.status not in ENDED:
            self._answer(at)
            self.meanwhile = (Status.OPEN if self.status == Status.NEW else self.status, "")
            self.case = ask_vendor(
                ticket_id=self.number, vendor=vendor, handover=Handover(summary=SAID), by=self.by, at=at
            )
            self.status = Status.WAITING_VENDOR
        return True

    def _vendor_done(self, at: datetime, *, apply: bool) -> None:
        """Take it back from the vendor. `apply`: let it stand as the log said meanwhile."""
        assert self.case is not None
        vendor_answered(escalation_id=self.case.pk, outcome=SAID, by=self.by, at=at)
        self.case, self.status = None, Status.OPEN
        meanwhile, self.meanwhile = self.meanwhile, None
        if apply and meanwhile is not None and meanwhile[0] not in (Status.OPEN, Status.NEW, Status.WAITING_VENDOR):
            self._stand(*meanwhile, at)

    def _classify(self, now: Classes, at: datetime) -> None:
        classify(
            ticket_id=self.number, by=self.by, at=at, kind=now.kind, priority=now.priority, impact=now.impact,
            urgency=now.urgency, category=self.places.category(now.category, at),
        )  # fmt: skip

    def _move(self, group: str, at: datetime) -> None:
        """Go where the log goes: up by an escalation, back to who sent it, across and elsewhere by a move that fits."""
        to = self.places.team(group, at)
        if to is None or to.pk == self.team.pk:
            return
        here, there = self.team.level.order, to.level.order
        common = {"ticket_id": self.number, "by": self.by, "at": at}
        if self.status in ENDED:
            refile(to_team=to, reason=SAID, **common)  # type: ignore[arg-type]
        elif here == there:
            assign(team=to, **common)  # type: ignore[arg-type]
            self.offer = None
        elif there > here:
            self._answer(at)
            self.offer = escalate(to_team=to, handover=Handover(summary=SAID), unbound=True, **common)  # type: ignore[arg-type]
            self.below.append(self.team)
        else:
            self._answer(at)
            self._down(to, common)
        if self.status == Status.NEW and there > here:
            self.status = Status.OPEN
        self.team, self.holder = to, None

    def _down(self, to: Team, common: dict[str, object]) -> None:
        while self.below and self.below[-1].level.order >= self.team.level.order:
            self.below.pop()
        if self.below and self.below[-1].pk == to.pk:
            send_back(reason=SAID, **common)  # type: ignore[arg-type]
        else:
            reroute(to_team=to, reason=SAID, unbound=True, **common)  # type: ignore[arg-type]

    def _hands(self, step: Step) -> None:
        """Give it to whom the log names; where somebody works on it, an offer counts as accepted."""
        agent = self.places.agent(step.agent, self.team, step.at) if step.agent else None
        if agent is not None and agent.pk != self.holder:
            assign(ticket_id=self.number, by=self.by, at=step.at, to=agent, team=self.team)
            self.holder, self.offer = agent.pk, None
            self.status = Status.OPEN if self.status == Status.NEW else self.status
        elif self.offer is not None and (step.status or self.status) not in (*ENDED, Status.NEW):
            self._answer(step.at)

    def _answer(self, at: datetime) -> None:
        if self.offer is not None:
            accept(escalation_id=self.offer.pk, by=self.by, at=at)
            self.offer = None

    def _stand(self, status: Status, wait: str, at: datetime) -> None:
        common = {"ticket_id": self.number, "by": self.by, "at": at}
        if status in (Status.RESOLVED, Status.CLOSED) and self.status not in ENDED:
            resolve(anyway=True, **common)  # type: ignore[arg-type]
            self.status = Status.RESOLVED
        if status == Status.CLOSED and self.status == Status.RESOLVED:
            close(**common)  # type: ignore[arg-type]
        elif status == Status.CANCELLED and self.status not in ENDED:
            cancel(**common)  # type: ignore[arg-type]
        elif status not in (*ENDED, Status.NEW):
            wait_for(status=status, reason=self.places.reason(wait), **common)  # type: ignore[arg-type]
        if status in ENDED:
            self.offer = None
        if status != Status.NEW or self.status in ENDED:
            self.status = status if not (self.status in ENDED and status == Status.NEW) else self.status

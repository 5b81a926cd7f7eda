"""One ticket's story, step by step."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings

from escalera.base.log.readers import read_once
from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.base.storage.together import together
from escalera.core.channels import gate
from escalera.core.channels.email import tokens
from escalera.core.ladder.actions import Handover, accept, escalate, reject, send_back
from escalera.core.ladder.models import RejectCode
from escalera.core.ladder.queries import open_offer
from escalera.core.tickets.actions import (
    Content,
    classify,
    fill_form,
    note,
    open_ticket,
    reply,
    resolve,
    take,
    wait_for,
)
from escalera.core.tickets.models import Form, Message, Ticket
from escalera.faces.cli.sample import guides, joining
from escalera.faces.cli.sample.climbing import category_of
from escalera.faces.cli.sample.mails import customer_mail
from escalera.faces.cli.sample.people import Person, World
from escalera.faces.cli.sample.stories import Step, Story

PHONE_SHARE = 0.12
SLOWNESS = 1.6  # the stories' hours are those of a good day


class Play:
    """Plays one story; `steps()` yields the moment of the next step until the story ends."""

    def __init__(self, world: World, story: Story, at: datetime, order: int, chance: random.Random) -> None:
        self.world, self.story, self.at, self.chance = world, story, at, chance
        self.number = order
        self.person = self._who(story.who)
        self.subject = chance.choice(story.subjects)
        self.ticket_id = 0
        self.holder: Agent | None = None
        self.sent = 0

    def _who(self, who: str) -> Person:
        """Return one of the homes or of the companies' people, or the one of this name."""
        people = {"home": self.world.homes, "company": self.world.companies}.get(who)
        named = (one for one in (*self.world.companies, *self.world.homes) if one.contact.name == who)
        return self.chance.choice(people) if people else next(named)

    def steps(self) -> Iterator[datetime]:
        self._open()
        for step in self.story.steps:
            self.at += self._after(float(step[1]))
            yield self.at
            self._do(step)

    def _after(self, hours: float) -> timedelta:
        """What is shown as it stands now goes by the minute; the other stories go as days go."""
        if self.story.is_exact:
            return timedelta(hours=hours)
        return timedelta(hours=SLOWNESS * hours * self.chance.lognormvariate(0, 0.8), minutes=2)

    def _open(self) -> None:
        text = self.chance.choice(self.story.openings)
        if self.story.form:
            self._fill_in(text)
            return
        if self.chance.random() < PHONE_SHARE and not self.story.is_exact:
            team = self.world.teams[self.story.team]
            self.holder = self.chance.choice(self.world.agents[self.story.team])
            message = open_ticket(
                requester=self.person.contact, subject=self.subject, content=Content(text), channel="phone",
                at=self.at, team=team, kind=self.story.kind, priority=self.story.priority, by=self.holder,
            )  # fmt: skip
            self.ticket_id = message.ticket_id
            return
        self._mail(self.subject, text)
        read_once("acknowledge", now=self.at)  # it goes out before anybody answers

    def _do(self, step: Step) -> None:
        """Do one step; a story whose ticket went another way meanwhile simply skips what no longer fits."""
        doing: dict[str, Callable[..., object]] = {
            "customer": self._customer, "thanks": self._customer, "outofoffice": self._out_of_office,
            "agent": self._agent, "note": self._note, "wait": self._wait, "resolve": self._resolve,
            "close": self._close, "escalate": self._escalate, "accept": self._accept, "reject": self._reject,
            "back": self._back,
        }  # fmt: skip
        try:
            verb = doing.get(str(step[0])) or partial({**joining.VERBS, **guides.VERBS}[str(step[0])], self)
            verb(*step[2:])
        except Refusal:
            return

    def _fill_in(self, text: str) -> None:
        """Ask by one of the portal's forms."""
        form = Form.objects.get(name=self.story.form)
        contact = self.person.contact
        with together():
            message = open_ticket(
                requester=contact, subject=self.subject, content=Content(text), channel="portal", at=self.at,
                team=form.team, kind=form.kind,
            )  # fmt: skip
            self.ticket_id = message.ticket_id
            values = {key: (value,) for key, value in self.story.answers.items()}
            fill_form(ticket_id=self.ticket_id, values=values, by=contact, at=self.at)
        read_once("acknowledge", now=self.at)

    def by(self) -> Agent:
        """Return who acts for us: the assignee, else somebody of the team, who takes it."""
        ticket = Ticket.objects.get(pk=self.ticket_id)
        if ticket.assignee is not None:
            return ticket.assignee
        by = self.holder or self._somebody(ticket)
        self.holder = None
        take(ticket_id=ticket.pk, by=by, at=self.at)
        self.classify(by)
        return by

    def classify(self, by: Agent) -> None:
        classify(
            ticket_id=self.ticket_id, kind=self.story.kind, priority=self.story.priority,
            category=category_of(self.subject), by=by, at=self.at,
        )  # fmt: skip

    def _somebody(self, ticket: Ticket) -> Agent:
        key = next(key for key, team in self.world.teams.items() if team.pk == ticket.team_id)
        people = self.world.agents[key]
        wanted = [one for one in people if one.email.split("@")[0] in self.story.by]
        return wanted[0] if wanted else self.chance.choice(people)

    def _words(self, text: str) -> Content:
        return Content(text.replace("{cliente}", self.person.contact.name.split()[0]))

    def _agent(self, text: str) -> None:
        reply(ticket_id=self.ticket_id, content=self._words(text), by=self.by(), at=self.at)

    def _note(self, text: str) -> None:
        note(ticket_id=self.ticket_id, content=self._words(text), by=self.by(), at=self.at)

    def _wait(self) -> None:
        wait_for(ticket_id=self.ticket_id, status="waiting_customer", by=self.by(), at=self.at)

    def _resolve(self, text: str) -> None:
        reply(ticket_id=self.ticket_id, content=self._words(text), by=self.by(), at=self.at, then="resolve")

    def _close(self) -> None:
        resolve(ticket_id=self.ticket_id, by=self.by(), at=self.at)

    def _escalate(self, team: str, summary: str, tried: str, question: str) -> None:
        packet = Handover(
            summary, tried or "Nada todavía.", question or "Revisarlo y decirnos qué hacer.", symptom=self.subject,
            service=self.person.organization or "Servicio en el domicilio", evidence="Conversación y notas del ticket.",
            promise="Respuesta hoy.",
        )  # fmt: skip
        escalate(ticket_id=self.ticket_id, to_team=self.world.teams[team], handover=packet, by=self.by(), at=self.at)

    def _accept(self) -> None:
        if (offer := open_offer(self.ticket_id)) is not None:
            by = self._somebody(Ticket.objects.get(pk=self.ticket_id))
            accept(escalation_id=offer.pk, by=by, at=self.at)

    def _reject(self, reason: str, missing: str = "") -> None:
        if (offer := open_offer(self.ticket_id)) is not None:
            by = self._somebody(Ticket.objects.get(pk=self.ticket_id))
            code = RejectCode.MISSING if reason.startswith("Falta") else RejectCode.OTHER
            reject(escalation_id=offer.pk, reason=reason, code=code, missing=missing.split(), by=by, at=self.at)

    def _back(self, reason: str) -> None:
        send_back(ticket_id=self.ticket_id, reason=reason, by=self.by(), at=self.at)

    def _customer(self, text: str) -> None:
        self._mail(f"Re: {self.subject} [#{self.ticket_id}]", text)

    def _out_of_office(self, text: str) -> None:
        self._mail(f"Respuesta automática: {self.subject}", text, automatic=True)

    def _mail(self, subject: str, text: str, *, automatic: bool = False) -> None:
        ours = (
            Message.objects.filter(ticket=self.ticket_id, contact=None).exclude(kind="note").order_by("-id").first()
        )
        answers = tokens.message_id(self.ticket_id, ours.pk, settings.MAIL_DOMAIN) if ours else ""
        self.sent += 1
        raw = customer_mail(
            self.person, subject, text, at=self.at, number=self.number * 100 + self.sent, answers=answers,
            quoted=ours.text if ours and not automatic else "", automatic=automatic,
        )  # fmt: skip
        item = gate.store(raw, kind="email", source="sample", at=self.at)
        item, _explanation = gate.understand(item.pk, at=self.at)
        self.ticket_id = item.ticket_id or self.ticket_id

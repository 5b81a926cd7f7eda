"""The first-run guide's steps: what is done is seen from the desk itself, what is skipped is remembered."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escalera.base.people.models import Agent
from escalera.base.settings import queries
from escalera.base.settings.models import Company
from escalera.core.channels.models import Channel
from escalera.core.tickets.models import Message, MessageKind, Ticket

LOOKED_AT = 50  # tickets

STEPS: list[tuple[str, str | Promise, str | Promise]] = [
    ("company", _("Your company"), _("Its name and colour, everywhere.")),
    ("people", _("Your people"), _("Four levels with a team each are set up. Keep them, or make them yours.")),
    ("mailbox", _("Your mailbox"), _("Mail to it becomes tickets.")),
    ("ticket", _("The first ticket"), _("It appears here the moment it arrives.")),
    ("answer", _("The first answer"), _("Write it, and your desk works.")),
]


@dataclass(frozen=True, slots=True)
class Step:
    """`state`: "done", "skipped", "now" (the first open one) or "later"."""

    key: str
    number: int
    label: str | Promise
    about: str | Promise
    state: str


@dataclass(frozen=True, slots=True)
class Guide:
    company: Company
    steps: list[Step]
    ticket: int | None  # the newest ticket, if there is any
    mailbox: str  # the first address that people can write to

    @property
    def is_over(self) -> bool:
        return all(step.state in ("done", "skipped") for step in self.steps)

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)


def guide(*, reopened: str = "") -> Guide:
    """Return the guide as it stands; `reopened`: a step that somebody wants to look at again."""
    company = queries.company()
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first()
    mailbox = (
        Channel.objects.filter(kind="email", is_active=True).order_by("pk").values_list("address", flat=True).first()
    )
    seen = {
        "people": Agent.objects.filter(is_active=True)[:2].count() > 1,
        "mailbox": mailbox is not None,
        "ticket": newest is not None,
        "answer": newest is not None and _answered(),
    }
    return Guide(company, _steps(company.guide, seen, reopened), newest, mailbox or "")


def _answered() -> bool:
    """Say whether somebody answered one of the newest tickets."""
    newest = Ticket.objects.order_by("-pk").values("pk")[:LOOKED_AT]
    said = Message.objects.filter(ticket__in=newest, kind=MessageKind.MESSAGE, agent__isnull=False)
    return said.exists()


def _steps(kept: dict[str, str], seen: dict[str, bool], reopened: str) -> list[Step]:
    found = []
    current = reopened
    for number, (key, label, about) in enumerate(STEPS, start=1):
        state = "done" if seen.get(key) else kept.get(key, "")
        if key == reopened or (not state and not current):
            current, state = key, "now"
        found.append(Step(key, number, label, about, state or "later"))
    return found

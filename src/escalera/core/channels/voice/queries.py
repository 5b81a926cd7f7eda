"""Look-ups of calls: what rings, who waits, who is to be called back, what was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from escalera.base.people.models import Agent, Identity
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.channels.models import Call, Callback, CallbackState, CallState, Channel
from escalera.core.channels.shared.numbers import plain_number
from escalera.core.channels.voice.callbacks import OPEN

PAGE = 40
MOST = 100
OF_CALLS = ("phone", "voice", "sms", "whatsapp")  # identities whose addresses are telephone numbers
FILTERS = ("", "missed", "in", "out", "voicemail", "mine")
_MISSED = ("abandoned", "no_answer", "voicemail", "busy")


@dataclass(frozen=True, slots=True)
class Board:
    """What goes on now. `waiting`: in their turn; `callbacks`: in theirs, with `position` as if they still waited."""

    ringing: list[Call]
    waiting: list[Call]
    talking: list[Call]
    callbacks: list[Callback]


def is_used() -> bool:
    """Say whether there is a line at all."""
    return Channel.objects.filter(kind="voice", is_active=True).exists()


def _seen_by(agent: Agent) -> Q:
    if agent.may(SEE_ALL):
        return Q()
    return Q(team__in=agent.teams.all()) | Q(agent=agent)


def _calls() -> QuerySet[Call]:
    return Call.objects.select_related("contact", "agent", "ticket", "team", "channel")


def board(agent: Agent) -> Board:
    """Return the calls of now that this agent may see, and who is to be called back."""
    living = _calls().exclude(state=CallState.ENDED).filter(_seen_by(agent))
    found = list(living.order_by("waiting_since", "pk")[:MOST])
    wanted = Callback.objects.select_related("contact", "ticket", "team", "agent").filter(state__in=OPEN)
    wanted = wanted.filter(_seen_by(agent)).order_by("since", "pk")
    return Board(
        [call for call in found if call.state in (CallState.RINGING, CallState.PLANNED)],
        [call for call in found if call.state == CallState.WAITING],
        [call for call in found if call.state in (CallState.TALKING, CallState.LEAVING)],
        list(wanted[:MOST]),
    )


def calls_of(agent: Agent) -> list[Call]:
    """Return the calls that ring this agent now, or in which they speak: what the screen shows of itself."""
    living = _calls().filter(state__in=[CallState.RINGING, CallState.TALKING, CallState.PLANNED])
    found = [call for call in living.order_by("-pk")[:MOST] if agent.pk in call.rung or call.agent_id == agent.pk]
    return [call for call in found if call.state == CallState.RINGING or call.agent_id == agent.pk]


def log(
    agent: Agent, *, only: str = "", text: str = "", before: int | None = None, limit: int = PAGE
) -> tuple[list[Call], int | None]:
    """Return a page of past calls, the newest first, and the next page's mark. `only`: one of FILTERS; `text`: a part of
    the number or the customer's name."""
    rows = _calls().filter(state=CallState.ENDED).filter(_seen_by(agent)).order_by("-pk")
    if only == "missed":
        rows = rows.filter(direction="in", outcome__in=_MISSED)
    elif only in ("in", "out"):
        rows = rows.filter(direction=only)
    elif only == "voicemail":
        rows = rows.filter(outcome="voicemail")
    elif only == "mine":
        rows = rows.filter(agent=agent)
    if text.strip():
        number = plain_number(text) or text.strip()
        rows = rows.filter(Q(their_number__contains=number) | Q(contact__name__icontains=text.strip()))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


def numbers_of(contact_id: int) -> list[str]:
    """Return the numbers at which a customer can be called, the first first."""
    rows = Identity.objects.filter(contact=contact_id, channel__in=OF_CALLS).order_by("-is_primary", "pk")
    found = [plain_number(address) for address in rows.values_list("address", flat=True)]
    return list(dict.fromkeys(number for number in found if number))


def overdue(at: datetime) -> int:
    """Return how many people should have been called back by now."""
    return Callback.objects.filter(state=CallbackState.WAITING, due_at__lte=at).count()

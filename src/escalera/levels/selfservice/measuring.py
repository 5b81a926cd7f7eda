"""How honest figures of the assistant are made: each from what happened, none from what one would like.

Of the conversations that began in a span of days:
- covered: those in which it quoted or offered something;
- confirmed: the customer said that it helped;
- durable: covered, no person involved, nobody came back within seven days; only of those that are seven days old, and
  told apart by whether the customer confirmed it;
- silent: covered, no person, no word whether it helped; a negative;
- by reason: why a person took over;
- right: of the quotes whose fate is known (the customer said so, or an agent sent that article or another), those that
  were right. By these the gate learns how sure an answer must be.
Who comes back with something else within the week counts as come back: that makes the figure too low, never too high."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When

from escalera.base.people.models import Agent
from escalera.base.refusals import NotAllowed
from escalera.core.retrieval.actions import FEWEST, RIGHT, WRONG
from escalera.core.retrieval.answering import ANSWERED
from escalera.core.retrieval.gate import BY_WORDS, SHIPPED
from escalera.core.retrieval.models import Asked, Gate
from escalera.levels.selfservice import policies
from escalera.levels.selfservice.actions.ending import RETURN
from escalera.levels.selfservice.actions.judging import ASSISTANT, MAIL
from escalera.levels.selfservice.choices import Said, State
from escalera.levels.selfservice.models import Conversation

COVERED = Q(best__in=[Said.ANSWER, Said.OFFERS])
PERSON = Q(state__in=[State.HANDED, State.WANTS_PERSON])
_COUNTS: Mapping[str, Q] = {
    "covered": COVERED,
    "answered": Q(best=Said.ANSWER),
    "confirmed": Q(state=State.HELPED),
    "handed": Q(state=State.HANDED),
    "lost": Q(state=State.LEFT) & ~Q(reason=""),
    "silent": COVERED & Q(state=State.LEFT, reason=""),
}


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """Counts of one channel. `old`: covered ones that are seven days old; `lost`: asked for a person and left."""

    channel: str
    began: int = 0
    covered: int = 0
    answered: int = 0
    confirmed: int = 0
    handed: int = 0
    lost: int = 0
    silent: int = 0
    old: int = 0
    durable_confirmed: int = 0
    durable_silent: int = 0

    @property
    def durable(self) -> int:
        return self.durable_confirmed + self.durable_silent


@dataclass(frozen=True, slots=True)
class AssistantReport:
    """`all`: every channel together; `reasons`: how many were handed over, by reason, most first; `right` of `judged`
    quotes were right; `bound`: how sure an answer must be."""

    all: ChannelRow
    channels: list[ChannelRow] = field(default_factory=list)
    reasons: list[tuple[str, int]] = field(default_factory=list)
    right: int = 0
    judged: int = 0
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class Bound:
    """From which probability an answer is given. `learned_at`: when the desk's own outcomes set it, None for what
    ships; `known`: outcomes that are known now, of `needed` with which it is first learned."""

    answers_from: float
    learned_at: datetime | None
    known: int
    needed: int = FEWEST


def assistant_report(*, since: datetime, until: datetime, by: Agent, at: datetime) -> AssistantReport:
    """Return the figures of the conversations that began in [since, until). Six statements. Raises: NotAllowed."""
    if refusal := policies.why_not_measure(by):
        raise NotAllowed(refusal)
    begun = Conversation.objects.filter(started_at__gte=since, started_at__lt=until)
    rows = begun.values("channel").order_by("channel").annotate(began=Count("pk"), **_sums(at))
    channels = [ChannelRow(**row) for row in rows]
    names = [name for name in ChannelRow.__slots__ if name != "channel"]
    whole = ChannelRow("", **{name: sum(getattr(row, name) for row in channels) for name in names})
    reasons = begun.filter(state=State.HANDED).values_list("reason").order_by().annotate(n=Count("pk"))
    judged = Asked.objects.filter(
        where__in=(ASSISTANT, MAIL), outcome=ANSWERED, at__gte=since, at__lt=until, fate__in=(RIGHT, WRONG)
    ).aggregate(right=Count("pk", filter=Q(fate=RIGHT)), judged=Count("pk"))
    by_reason = sorted(reasons, key=lambda one: (-one[1], one[0]))
    return AssistantReport(whole, channels, by_reason, bound=bound(), **judged)


def bound() -> Bound:
    """Return how sure an answer must be at the moment, and since when."""
    kind = Asked.objects.order_by("-at").values_list("kind", flat=True).first() or BY_WORDS  # what answers now
    own = Gate.objects.filter(kind=kind, is_current=True).first()
    known = Asked.objects.filter(kind=kind).exclude(fate="").count()
    shipped = SHIPPED.get(kind, SHIPPED[BY_WORDS])
    return Bound(own.answers_from if own else shipped.answers_from, own.at if own else None, known)


def _sums(at: datetime) -> dict[str, Sum]:
    old = COVERED & Q(started_at__lte=at - RETURN)
    held = old & Q(returned_at=None)
    counts = {
        **_COUNTS,
        "old": old,
        "durable_confirmed": held & Q(state=State.HELPED),
        "durable_silent": held & Q(state=State.LEFT, reason=""),
    }
    return {
        name: Sum(Case(When(when, then=Value(1)), default=Value(0), output_field=IntegerField()))
        for name, when in counts.items()
    }

"""Who is on call, which shifts somebody has, which pages wait."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet

from escalera.base.calendars.hours import Hours
from escalera.base.calendars.versions import hours_of
from escalera.base.people.models import Absence, Agent
from escalera.core.oncall import turns
from escalera.core.oncall.choices import Covers, OverrideState, PageState, Turn
from escalera.core.oncall.models import Feed, Layer, Override, Page, PageCall, Place, Rotation
from escalera.core.oncall.turns import Away, Line, Plan, Shift, Taken
from escalera.core.tickets.policies import visible_to

PAGES = 30
LONG_AGO = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Roster:
    """A rotation with its plan for a span, and the people in it by key."""

    rotation: Rotation
    layers: dict[int, Layer]
    plan: Plan
    people: dict[int, Agent]

    def on_call(self, at: datetime) -> Agent | None:
        agent = turns.on_call(self.plan, at)
        return self.people.get(agent) if agent is not None else None

    def chain(self, at: datetime) -> list[Agent]:
        """Return who is asked, in order."""
        return [self.people[agent] for agent in turns.chain(self.plan, at)]


def on_call(rotation_id: int, at: datetime) -> Agent | None:
    """Return who is on call at an instant; None if nobody is. Raises: Rotation.DoesNotExist."""
    return roster(rotation_id, at, at).on_call(at)


def roster(rotation_id: int, since: datetime, until: datetime) -> Roster:
    """Return one rotation's plan for a span. Raises: Rotation.DoesNotExist."""
    return rosters(since, until, Rotation.objects.get(pk=rotation_id))[0]


def rosters(since: datetime, until: datetime, only: Rotation | None = None) -> list[Roster]:
    """Return the plans of all rotations that are not archived, by name; a fixed number of queries, and two a calendar."""
    found = [only] if only else list(Rotation.objects.filter(archived_at__isnull=True).select_related("team"))
    layers = list(_layers(since, until).filter(rotation__in=found))
    people = _people(layers)
    away = tuple(_away(people, since, until))
    hours: dict[int, Hours] = {}
    for layer in layers:
        if layer.calendar is not None and layer.calendar_id not in hours:
            hours[layer.calendar.pk] = hours_of(layer.calendar)
    return [_roster(one, [x for x in layers if x.rotation_id == one.pk], hours, away, people) for one in found]


def rotations() -> list[Rotation]:
    """Return the rotations that page somebody, by name."""
    return list(Rotation.objects.filter(archived_at__isnull=True).select_related("team").order_by("name"))


def my_shifts(agent: Agent, since: datetime, until: datetime) -> list[tuple[Rotation, Layer, Shift]]:
    """Return somebody's shifts in all rotations, next first."""
    return my_shifts_in(rosters(since, until), agent, since, until)


def my_shifts_in(
    found: Sequence[Roster], agent: Agent, since: datetime, until: datetime
) -> list[tuple[Rotation, Layer, Shift]]:
    """Return somebody's shifts in these rotations, next first."""
    mine = [
        (one.rotation, one.layers[shift.line], shift)
        for one in found
        if agent.pk in one.people
        for shift in turns.shifts(one.plan, since, until)
        if shift.agent == agent.pk
    ]
    return sorted(mine, key=lambda row: (row[2].since, row[0].name))


def ringing_for(agent: Agent, at: datetime) -> list[PageCall]:
    """Return the pages that wait for somebody's answer, newest first."""
    mine = PageCall.objects.filter(agent=agent, page__state=PageState.OPEN).order_by("-pk")
    return list(mine.select_related("page__rotation", "page__ticket__level"))


def pages_of(agent: Agent, *, before: int | None = None, limit: int = PAGES) -> tuple[list[PageCall], int | None]:
    """Return somebody's calls, newest first, and the mark of the next page."""
    mine = PageCall.objects.filter(agent=agent, **({"pk__lt": before} if before else {})).order_by("-pk")
    rows = list(mine.select_related("page__rotation", "page__ticket__level", "page__acknowledged_by")[: limit + 1])
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


def page_for(agent: Agent, page_id: int) -> Page:
    """Return a page that called the agent, or of a ticket that they may see. Raises: Page.DoesNotExist."""
    mine = Q(pk__in=PageCall.objects.filter(agent=agent).values("page")) | Q(ticket__in=visible_to(agent))
    calls = Prefetch("calls", PageCall.objects.select_related("agent").order_by("number"))
    return Page.objects.select_related("rotation", "ticket__level").prefetch_related(calls).get(mine, pk=page_id)


def pages_of_ticket(ticket_id: int) -> list[Page]:
    """Return a ticket's pages, newest first (the last ten), each with its calls."""
    calls = Prefetch("calls", PageCall.objects.select_related("agent").order_by("number"))
    rows = Page.objects.filter(ticket=ticket_id).select_related("rotation").prefetch_related(calls)
    return list(rows.order_by("-pk")[:10])


def coming_overrides(rotation_id: int, at: datetime) -> list[Override]:
    """Return the spans of a rotation that somebody took or asks for, next first."""
    rows = Override.objects.filter(layer__rotation=rotation_id, until__gt=at).exclude(state=OverrideState.ENDED)
    return list(rows.select_related("layer", "agent", "instead_of", "made_by").order_by("since", "pk")[:200])


def asked_of(agent: Agent, at: datetime) -> list[Override]:
    """Return the swaps that wait for somebody's answer: the halves that they would take."""
    rows = Override.objects.filter(agent=agent, state=OverrideState.ASKED, until__gt=at).exclude(made_by=agent)
    return list(rows.select_related("layer__rotation", "made_by", "instead_of").order_by("since")[:50])


def halves_of(pairs: Iterable[int | None]) -> dict[int, list[Override]]:
    """Return both halves of swaps, by their number."""
    rows = Override.objects.filter(pair__in=[one for one in pairs if one is not None]).order_by("since")
    found: dict[int, list[Override]] = {}
    for row in rows.select_related("agent", "instead_of", "layer"):
        if row.pair is not None:
            found.setdefault(row.pair, []).append(row)
    return found


def feeds_of(agent: Agent) -> dict[int | None, Feed]:
    """Return somebody's secret addresses: by rotation, None for their own shifts."""
    return {one.rotation_id: one for one in Feed.objects.filter(agent=agent)}


def feed_at(token: str) -> Feed | None:
    """Return the feed behind a secret address; None if there is none (any more), or its person has left."""
    if not token or len(token) > 80 or not token.isascii():
        return None
    known = Feed.objects.filter(token_hash=hash_of(token), agent__is_active=True)
    return known.select_related("agent", "rotation").first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _layers(since: datetime, until: datetime) -> QuerySet[Layer]:
    spans = Override.objects.filter(state=OverrideState.STANDS, until__gt=since - LONG_AGO, since__lte=until)
    places = Place.objects.select_related("agent").order_by("order")
    return (
        Layer.objects.select_related("calendar", "rotation")
        .order_by("order", "pk")
        .prefetch_related(
            Prefetch("places", places), Prefetch("overrides", spans.select_related("agent").order_by("pk"))
        )
    )


def _people(layers: Sequence[Layer]) -> dict[int, Agent]:
    people = [place.agent for layer in layers for place in layer.places.all()]
    people += [one.agent for layer in layers for one in layer.overrides.all()]
    return {agent.pk: agent for agent in people if agent.is_active}


def _away(people: Iterable[int], since: datetime, until: datetime) -> list[Away]:
    rows = Absence.objects.filter(Q(until__isnull=True) | Q(until__gt=since), agent__in=people, since__lte=until)
    return [Away(agent, start, end) for agent, start, end in rows.values_list("agent", "since", "until")]


def _roster(
    rotation: Rotation, layers: list[Layer], hours: dict[int, Hours], away: tuple[Away, ...], people: dict[int, Agent]
) -> Roster:
    zone = ZoneInfo(rotation.time_zone)
    lines = tuple(_line(layer, zone, hours, people) for layer in layers)
    mine = {agent for line in lines for agent in (*line.people, *(one.agent for one in line.taken))}
    return Roster(
        rotation,
        {layer.pk: layer for layer in layers},
        Plan(lines, tuple(one for one in away if one.agent in mine)),
        {agent: people[agent] for agent in mine},
    )


def _line(layer: Layer, zone: ZoneInfo, hours: dict[int, Hours], people: dict[int, Agent]) -> Line:
    """Who does not work here any more has no turn and no span."""
    always = layer.covers == Covers.ALWAYS or layer.calendar_id is None
    return Line(
        key=layer.pk,
        people=tuple(place.agent_id for place in layer.places.all() if place.agent_id in people),
        zone=zone,
        starts_on=layer.starts_on,
        handover_min=layer.handover_min,
        days=layer.every * (7 if layer.turn == Turn.WEEK else 1),
        hours=None if always else hours[layer.calendar_id or 0],
        outside=layer.covers == Covers.OUTSIDE,
        taken=tuple(
            Taken(one.agent_id, one.since.astimezone(UTC), one.until.astimezone(UTC))
            for one in layer.overrides.all()
            if one.agent_id in people
        ),
    )

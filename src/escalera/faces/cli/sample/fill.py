"""Play the stories in the order of time: every step is an action of the product, at its own moment."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from escalera.base.log.readers import read_all
from escalera.base.people.models import Agent
from escalera.core.channels.deliveries import send_due
from escalera.core.tickets.models import Ticket
from escalera.core.triage.actions import propose_open, retrain
from escalera.faces.cli.sample import chats, ways
from escalera.faces.cli.sample.climbing import climb, draft_gold
from escalera.faces.cli.sample.exhibits import EXHIBITS
from escalera.faces.cli.sample.furniture import Habits, furnish
from escalera.faces.cli.sample.guides import Guided, Guides, write_guides
from escalera.faces.cli.sample.help import allow_higher, announce, make_help
from escalera.faces.cli.sample.people import World, logins, make_world
from escalera.faces.cli.sample.play import Play
from escalera.faces.cli.sample.pressing import open_doors, press
from escalera.faces.cli.sample.scenes import Scene
from escalera.faces.cli.sample.stories import STORIES, Story
from escalera.faces.cli.sample.watch import Watch, look
from escalera.faces.cli.words import _

WEEKS = 8
SEED = 1816  # the same sample for everybody
OPENS, CLOSES = 8, 19  # o'clock, local
GUIDED = 1_000_000  # behind the stories that happen at the same moment
TO_LEARN_FROM = 200  # tickets; a lesson takes some seconds
POST_EVERY = timedelta(minutes=30)


def fill_sample(*, tickets: int, say: Callable[[str], None]) -> None:
    """Make the sample company if the desk has no tickets yet, and say who can sign in."""
    settings.DEMO_LOGINS = logins()
    if Ticket.objects.exists():
        return
    now = timezone.now()
    with override("es"):
        say(_("Preparing the sample company (about a minute)…"))
        world = make_world(now - timedelta(weeks=WEEKS, days=1))
        owner = Agent.objects.filter(role__code="owner").order_by("pk")[0]
        furnish(owner, now - timedelta(weeks=WEEKS))
        make_help(owner, now - timedelta(weeks=WEEKS))
        climb(owner, world.teams, now - timedelta(weeks=WEEKS))
        write_guides(owner, now - timedelta(weeks=WEEKS))
        allow_higher()
        if tickets:
            press(owner, world.teams, now - timedelta(weeks=WEEKS))
            _play(world, tickets, now, Habits(owner, now))
        announce(owner, now)
        look(now)
        draft_gold(owner, now)
        if tickets:
            open_doors(owner, world.teams, now)
        read_all()
        if tickets >= TO_LEARN_FROM:
            retrain(at=now)
            propose_open(at=now)
            read_all()
    words = _("Ready: %(tickets)d tickets over %(weeks)d weeks.")
    say(words % {"tickets": Ticket.objects.count(), "weeks": WEEKS})


def _play(world: World, tickets: int, now: datetime, habits: Habits) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    queue: list[tuple[datetime, int, Play | Guided | Scene, Iterator[datetime]]] = []
    for order, (at, story) in enumerate(_beginnings(tickets, now, chance)):
        told = Play(world, story, at, order, chance)
        heapq.heappush(queue, (at, order, told, told.steps()))
    moments = [at for at, _order, play, _steps in queue if not play.story.is_exact]
    for chat in chats.conversations(world, tickets, moments, random.Random(SEED)):  # noqa: S311 - a sample
        heapq.heappush(queue, (chat.at, chat.number, chat, chat.steps()))
    for scene in ways.conversations(world, now):
        heapq.heappush(queue, (scene.at, scene.number, scene, scene.steps()))
    posted = now - timedelta(weeks=WEEKS)
    watch, guides = Watch(now), Guides()
    while queue:
        at, order, play, steps = heapq.heappop(queue)
        if at > now:
            break
        watch.until(at)
        if at - posted > POST_EVERY:
            send_due(limit=200, clock=partial(_still, at))
            posted = at
        play.at = at
        following = next(steps, None)
        habits.after(play.ticket_id, at)
        for one in guides.after(play.ticket_id, at):
            heapq.heappush(queue, (one.at, GUIDED + one.ticket_id, one, one.steps()))
        if following is not None:
            following = following if play.story.is_exact else in_hours(following, chance)
            heapq.heappush(queue, (following, order, play, steps))
    chats.end(now)
    ways.end(now)


def _beginnings(tickets: int, now: datetime, chance: random.Random) -> list[tuple[datetime, Story]]:
    """Return when each ticket comes in: over eight weeks, more in the last two days, a few of them just now; and those
    that show what the ladder does."""
    shown = [(now - timedelta(hours=hours), story) for hours, story in EXHIBITS[-tickets:]]
    tickets -= len(shown)
    fresh, recent = min(14, tickets // 10), tickets // 8
    span = timedelta(weeks=WEEKS)
    moments = [in_hours(now - span * chance.random(), chance) for _ in range(tickets - fresh - recent)]
    moments += [in_hours(now - timedelta(days=2) * chance.random(), chance) for _ in range(recent)]
    moments += [now - timedelta(minutes=chance.uniform(2, 200)) for _ in range(fresh)]
    stories = chance.choices(STORIES, [story.weight for story in STORIES], k=len(moments))
    latest = now - timedelta(seconds=30)
    others = [(min(moment, latest), story) for moment, story in zip(sorted(moments), stories, strict=True)]
    return [*others, *shown]


def in_hours(moment: datetime, chance: random.Random) -> datetime:
    """Move a moment at night or on a Sunday to the next working morning."""
    local = timezone.localtime(moment)
    if local.hour >= CLOSES or local.weekday() == 6:
        local = (local + timedelta(days=1)).replace(
            hour=OPENS, minute=chance.randrange(60), second=chance.randrange(60)
        )
    elif local.hour < OPENS:
        local = local.replace(hour=OPENS, minute=chance.randrange(60), second=chance.randrange(60))
    return local if local.weekday() != 6 else in_hours(local, chance)


def _still(moment: datetime) -> datetime:
    """A clock that stands: what is sent in the story is sent at the story's time."""
    return moment

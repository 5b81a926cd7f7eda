"""One rule asked about one event on one ticket: its conditions, the guard against loops, its deeds, its run."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from escalera.base.log.actions import on, record
from escalera.base.log.facts import SYSTEM, Fact, all_facts
from escalera.base.log.models import Event
from escalera.base.people.queries import robot
from escalera.base.refusals import Refusal
from escalera.core.conditions.compiling import Asking, holds
from escalera.core.deeds import registry as deeds
from escalera.core.rules.change import attach
from escalera.core.rules.facts import RuleRan, RuleSwitchedOff
from escalera.core.rules.models import Armed, ArmedKind, Caused, Outcome, Rule, RuleRun
from escalera.core.rules.reading import Said, why_words
from escalera.core.tickets.models import Ticket

DEEPEST = 5  # rules that may lead to one another
MOST_AN_HOUR, MOST_OF_ALL_AN_HOUR = 10, 40  # runs on one ticket: of one rule, of all
MOST_FAILURES = 10  # in a row
PAUSES_MIN = (1, 5, 30)  # before another try of what broke
_HOUR = timedelta(hours=1)
_CAUSED: ContextVar[list[int] | None] = ContextVar("caused", default=None)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule and the event it is asked about. `chain`: the rules that led to it."""

    rule: Rule
    said: Said
    event: Event
    chain: Sequence[int]
    attempt: int = 1

    @property
    def ticket_id(self) -> int:
        assert self.event.ticket_id is not None, "rules hear only facts about a ticket"
        return self.event.ticket_id


def ask(asked: Asked, at: datetime) -> bool:
    """Do what the rule says if its conditions hold; say whether it acted. Nothing that a rule does wrong is raised: it
    is written down, and the next rule goes on. Raises: only what the database itself raises."""
    try:
        with transaction.atomic():
            ticket = loaded(asked.ticket_id, asked.event)
            if not holds(asked.said.when, ticket, Asking(None, at, frozenset())):
                return False
            if held := _why_held(asked, at):
                return _hold(asked, held, at)
            return _act(asked, at)
    except (InterfaceError, OperationalError):  # the database's trouble, not the rule's: all of it is tried again
        raise
    except Refusal as refusal:
        _failed(asked, Outcome.REFUSED, str(refusal), at)
    except Exception as error:
        logger.exception("The rule %s broke on #%s", asked.rule.pk, asked.ticket_id)
        _failed(asked, Outcome.FAILED, "".join(traceback.format_exception_only(error))[-1000:], at)
    return False


def loaded(ticket_id: int, event: Event) -> Ticket:
    """Return the ticket as it stands now, as conditions ask it about the event. Raises: Ticket.DoesNotExist."""
    ticket = Ticket.objects.select_related(
        "requester", "organization", "segment", "team__level", "team__calendar", "category"
    ).get(pk=ticket_id)
    return attach(ticket, event)


@cache
def _notice_facts() -> None:
    """Listen to every fact of every room, once all are there: what is recorded while a rule runs is its doing."""
    for fact in all_facts().values():
        on(fact)(_note_cause)


def _note_cause(fact: Fact, event: Event) -> None:
    collected = _CAUSED.get()
    if collected is not None:
        collected.append(event.pk)


def broke(rule: Rule, error: str, at: datetime) -> None:
    """Count a failure; the tenth in a row switches the rule off, and says so."""
    known = Rule.objects.select_for_update().get(pk=rule.pk)
    known.failures += 1
    if known.is_active and known.failures >= MOST_FAILURES:
        known.is_active, known.off_at, known.off_because = False, at, error[:2000]
        Armed.objects.filter(rule=known).delete()
        fact = RuleSwitchedOff(rule_id=known.pk, rule=known.name, because=error[:400], failures=known.failures)
        record(fact, actor=SYSTEM, at=at)
    known.save(update_fields=["failures", "is_active", "off_at", "off_because"])


def _act(asked: Asked, at: datetime) -> bool:
    rule, event = asked.rule, asked.event
    by = robot(_("Rule “%(name)s”") % {"name": rule.name})
    key = f"rule:{rule.pk}:{event.pk}"
    turn = deeds.Turn(asked.ticket_id, by, at, key, event.data)
    with _collecting() as caused:
        did = deeds.run(asked.said.deeds, turn)
    if not caused and all(one.tells for given in asked.said.deeds if (one := deeds.find(given.get("do")))):
        return False  # everything was so already
    run = _write(asked, Outcome.DID, at, did=did)
    fact = RuleRan(
        ticket_id=turn.ticket_id, run_id=run.pk, rule_id=rule.pk, rule=rule.name, did=", ".join(did)[:600],
        why=run.why[:600],
    )  # fmt: skip
    ran = record(fact, actor=by.actor, at=at)
    Caused.objects.bulk_create([Caused(event_id=pk, run=run) for pk in dict.fromkeys([*caused, ran.pk])])
    if rule.failures:
        Rule.objects.filter(pk=rule.pk).update(failures=0)
    return True


@contextmanager
def _collecting() -> Iterator[list[int]]:
    _notice_facts()
    caused: list[int] = []
    token = _CAUSED.set(caused)
    try:
        yield caused
    finally:
        _CAUSED.reset(token)


def _why_held(asked: Asked, at: datetime) -> str:
    """The guard: a rule does not answer its own deeds, a chain ends, and no ticket is worked on without end."""
    if asked.rule.pk in asked.chain:
        return _("it would answer what it did itself")
    if len(asked.chain) >= DEEPEST:
        return _("%(count)d rules led to one another") % {"count": len(asked.chain)}
    recent = RuleRun.objects.filter(ticket=asked.ticket_id, at__gt=at - _HOUR, outcome=Outcome.DID)
    if recent.filter(rule=asked.rule).count() >= MOST_AN_HOUR:
        return _("it acted %(count)d times on this ticket within an hour") % {"count": MOST_AN_HOUR}
    if recent.count() >= MOST_OF_ALL_AN_HOUR:
        return _("rules acted %(count)d times on this ticket within an hour") % {"count": MOST_OF_ALL_AN_HOUR}
    return ""


def _hold(asked: Asked, why: str, at: datetime) -> bool:
    """Write down that the guard stepped in; once an hour is enough."""
    known = RuleRun.objects.filter(rule=asked.rule, ticket=asked.ticket_id, at__gt=at - _HOUR, outcome=Outcome.HELD)
    if not known.exists():
        _write(asked, Outcome.HELD, at, error=why)
    return False


def _failed(asked: Asked, outcome: Outcome, error: str, at: datetime) -> None:
    """Write the failure down, count it, and try what broke again later; what was refused would be refused again."""
    _write(asked, outcome, at, error=error)
    broke(asked.rule, error, at)
    if outcome == Outcome.FAILED and asked.attempt <= len(PAUSES_MIN):
        Armed.objects.update_or_create(
            rule=asked.rule, event_id=asked.event.pk, kind=ArmedKind.AGAIN,
            defaults={
                "ticket_id": asked.ticket_id, "version": asked.rule.version, "attempt": asked.attempt + 1,
                "due_at": at + timedelta(minutes=PAUSES_MIN[asked.attempt - 1]),
            },
        )  # fmt: skip


def _write(asked: Asked, outcome: Outcome, at: datetime, *, did: Sequence[str] = (), error: str = "") -> RuleRun:
    return RuleRun.objects.create(
        rule=asked.rule,
        version=asked.rule.version,
        ticket_id=asked.ticket_id,
        event_id=asked.event.pk,
        at=at,
        outcome=outcome,
        did=list(did),
        why=why_words(asked.said),
        error=error,
        chain=list(asked.chain),
        attempt=asked.attempt,
    )

"""What the tickets are and how they stand: tags, priority, waits, sleep, ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.bulk.verbs.verb import Before, Given, Step, Verb, number_in
from escalera.core.tickets import actions
from escalera.core.tickets.models import WAITING, Priority, Status, Tag, TicketTag


class AddTags(Verb):
    name = "tag"
    label = gettext_lazy("Add tags")

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        names = [name.strip() for name in str(given.get("tags") or "").split(",") if name.strip()][:10]
        if not names:
            raise BadInput(_("Write the tag's name."))
        return {"names": names}

    def do(self, step: Step) -> Before | None:
        new = actions.tag(ticket_id=step.ticket.pk, names=step.given["names"], by=step.by, at=step.at)
        return {"tags": [one.pk for one in new]} if new else None

    def undo(self, step: Step, before: Before) -> bool:
        actions.untag(ticket_id=step.ticket.pk, tag_ids=before["tags"], by=step.by, at=step.at)
        return True


class RemoveTag(Verb):
    name = "untag"
    label = gettext_lazy("Remove a tag")

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        wanted = number_in(given, "tag")
        tag = Tag.objects.filter(pk=wanted).first() if wanted else None
        if tag is None:
            raise BadInput(_("Choose the tag to remove."))
        return {"tag": tag.pk, "name": tag.name}

    def do(self, step: Step) -> Before | None:
        if not TicketTag.objects.filter(ticket=step.ticket, tag=step.given["tag"]).exists():
            return None
        actions.untag(ticket_id=step.ticket.pk, tag_ids=[step.given["tag"]], by=step.by, at=step.at)
        return {}

    def undo(self, step: Step, before: Before) -> bool:
        actions.tag(ticket_id=step.ticket.pk, names=[step.given["name"]], by=step.by, at=step.at)
        return True


class Prioritize(Verb):
    name = "priority"
    label = gettext_lazy("Set the priority")

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        wanted = number_in(given, "priority")
        if wanted not in Priority.values:
            raise BadInput(_("Choose a priority."))
        return {"priority": wanted}

    def do(self, step: Step) -> Before | None:
        was = step.ticket.priority
        if was == step.given["priority"]:
            return None
        self._set(step, step.given["priority"])
        return {"priority": was}

    def undo(self, step: Step, before: Before) -> bool:
        if step.ticket.priority != step.given["priority"]:
            return False
        self._set(step, before["priority"])
        return True

    def _set(self, step: Step, priority: int) -> None:
        ticket = step.ticket
        actions.classify(ticket_id=ticket.pk, kind=ticket.kind, priority=priority, by=step.by, at=step.at)


class Wait(Verb):
    name = "wait"
    label = gettext_lazy("Wait for somebody")

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        wanted = str(given.get("status") or "")
        if wanted not in (*WAITING, Status.OPEN):
            raise BadInput(_("A ticket can wait for the customer, for colleagues or for a vendor."))
        return {"status": wanted}

    def do(self, step: Step) -> Before | None:
        was, until = step.ticket.status, step.ticket.snoozed_until
        if was == step.given["status"]:
            return None
        actions.wait_for(ticket_id=step.ticket.pk, status=step.given["status"], by=step.by, at=step.at)
        return {"status": was, "until": until.isoformat() if until else None}

    def undo(self, step: Step, before: Before) -> bool:
        if step.ticket.status != step.given["status"]:
            return False
        if before["status"] == Status.SCHEDULED:
            until = parse_datetime(before["until"]) if before["until"] else None
            if until is None or until > step.at:
                actions.snooze(ticket_id=step.ticket.pk, until=until, by=step.by, at=step.at)
                return True
        status = before["status"] if before["status"] in WAITING else Status.OPEN
        actions.wait_for(ticket_id=step.ticket.pk, status=status, by=step.by, at=step.at)
        return True


class Snooze(Verb):
    """Put aside until a moment (ISO 8601 with its zone) or, with none, until the customer writes."""

    name = "snooze"
    label = gettext_lazy("Snooze")

    def check(self, given: Given, by: Agent) -> dict[str, Any]:
        text = str(given.get("until") or "").strip()
        if not text:
            return {"until": None}
        return {"until": _moment(text).isoformat()}

    def do(self, step: Step) -> Before | None:
        until = _moment(step.given["until"]) if step.given["until"] else None
        actions.snooze(ticket_id=step.ticket.pk, until=until, by=step.by, at=step.at)
        return {"status": step.ticket.status}

    def undo(self, step: Step, before: Before) -> bool:
        if step.ticket.status != Status.SCHEDULED:
            return False
        actions.wake(ticket_id=step.ticket.pk, by=step.by, at=step.at)
        if before["status"] in WAITING:
            actions.wait_for(ticket_id=step.ticket.pk, status=before["status"], by=step.by, at=step.at)
        return True


class Resolve(Verb):
    name = "resolve"
    label = gettext_lazy("Resolve")

    def do(self, step: Step) -> Before | None:
        if not step.ticket.is_open:
            return None
        was, held = step.ticket.status, step.ticket.assignee_id is not None
        actions.resolve(ticket_id=step.ticket.pk, by=step.by, at=step.at)
        return {"status": was, "held": held}

    def undo(self, step: Step, before: Before) -> bool:
        if step.ticket.status != Status.RESOLVED:
            return False
        actions.reopen(ticket_id=step.ticket.pk, by=step.by, at=step.at)
        # whoever resolves what nobody held, holds it
        if not before["held"] and step.ticket.assignee_id == step.by.pk:
            actions.release(ticket_id=step.ticket.pk, by=step.by, at=step.at)
        if before["status"] in WAITING:
            actions.wait_for(ticket_id=step.ticket.pk, status=before["status"], by=step.by, at=step.at)
        return True


class Spam(Verb):
    name = "spam"
    label = gettext_lazy("Spam")

    def do(self, step: Step) -> Before | None:
        if not step.ticket.is_open:
            return None
        actions.mark_spam(ticket_id=step.ticket.pk, by=step.by, at=step.at)
        return {}

    def undo(self, step: Step, before: Before) -> bool:
        if step.ticket.status != Status.CANCELLED:
            return False
        actions.undo_spam(ticket_id=step.ticket.pk, by=step.by, at=step.at)
        return True


def _moment(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadInput(_("Choose a moment between now and a year from now."))
    return found


VERBS: tuple[type[Verb], ...] = (AddTags, RemoveTag, Prioritize, Wait, Snooze, Resolve, Spam)

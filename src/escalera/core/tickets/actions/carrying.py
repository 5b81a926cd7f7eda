"""What a merge takes over to the surviving ticket besides the words, and what its undoing puts back."""

from __future__ import annotations

from datetime import datetime

from escalera.base.people.models import Agent
from escalera.core.tickets.models import Checklist, FieldValue, Merge, Participant, Ticket, TicketTag, TimeEntry


def carry(survivor: Ticket, absorbed: Ticket, by: Agent, at: datetime) -> dict[str, list[int]]:
    """Take over what only the absorbed ticket has; return the keys of the rows that are new or moved, by kind."""
    return {
        "participants": _carry_people(survivor, absorbed, at),
        "tags": _carry_tags(survivor, absorbed, at, by),
        "values": _carry_values(survivor, absorbed),
        "checklists": _move(Checklist, survivor, absorbed),
        "times": _move(TimeEntry, survivor, absorbed),
    }


def carry_back(made: Merge) -> None:
    """Take from the survivor what the merge gave it, unless somebody changed it since."""
    moved = made.moved
    Participant.objects.filter(pk__in=moved.get("participants", [])).delete()
    TicketTag.objects.filter(pk__in=moved.get("tags", [])).delete()
    for kept in FieldValue.objects.filter(pk__in=moved.get("values", []), ticket=made.survivor_id):
        same = FieldValue.objects.filter(ticket=made.absorbed_id, field=kept.field_id, place=kept.place).first()
        if same is not None and _content(same) == _content(kept):
            kept.delete()
    for model, key in ((Checklist, "checklists"), (TimeEntry, "times")):
        rows = model.objects.filter(pk__in=moved.get(key, []), ticket=made.survivor_id)
        rows.update(ticket=made.absorbed_id)


def _carry_people(survivor: Ticket, absorbed: Ticket, at: datetime) -> list[int]:
    """Add who belongs to the absorbed conversation; return the new rows."""
    there = {survivor.requester_id, *survivor.participants.values_list("contact_id", flat=True)}
    theirs = [absorbed.requester_id, *absorbed.participants.order_by("pk").values_list("contact_id", flat=True)]
    new = [
        Participant(ticket=survivor, contact_id=one, since=at) for one in dict.fromkeys(theirs) if one not in there
    ]  # fmt: skip
    return [row.pk for row in Participant.objects.bulk_create(new)]


def _carry_tags(survivor: Ticket, absorbed: Ticket, at: datetime, by: Agent) -> list[int]:
    there = set(survivor.tags.values_list("tag_id", flat=True))
    theirs = absorbed.tags.order_by("pk").values_list("tag_id", flat=True)
    new = [TicketTag(ticket=survivor, tag_id=one, at=at, by=by) for one in theirs if one not in there]
    return [row.pk for row in TicketTag.objects.bulk_create(new)]


def _carry_values(survivor: Ticket, absorbed: Ticket) -> list[int]:
    """Copy the values of fields that the survivor has not filled in."""
    filled = survivor.values.values("field")
    new = [
        FieldValue(ticket=survivor, field_id=one.field_id, place=one.place, **_content(one))
        for one in absorbed.values.exclude(field__in=filled).order_by("pk")
    ]
    return [row.pk for row in FieldValue.objects.bulk_create(new)]


def _content(value: FieldValue) -> dict[str, object]:
    return {name: getattr(value, name) for name in ("text", "long", "number", "date", "flag")}


def _move(model: type[Checklist | TimeEntry], survivor: Ticket, absorbed: Ticket) -> list[int]:
    rows = model.objects.filter(ticket=absorbed).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    rows.update(ticket=survivor)
    return keys

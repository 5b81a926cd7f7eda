"""Checklists: lists of steps on a ticket, by hand or from a template."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.base.storage.together import together
from escalera.core.tickets.actions.locking import locked
from escalera.core.tickets.facts import ChecklistAdded, ChecklistChanged, StepTicked
from escalera.core.tickets.models import Checklist, ChecklistItem, ChecklistTemplate

LONGEST_STEP = 250  # characters
MOST_STEPS = 100  # of one list
MOST_LISTS = 20  # of one ticket


def clean_steps(texts: Sequence[str]) -> list[str]:
    """Return the steps that say something. Raises: BadInput."""
    steps = [" ".join(text.replace("\x00", "").split()) for text in texts]
    steps = [step for step in steps if step]
    if len(steps) > MOST_STEPS:
        raise BadInput(_("A checklist has at most %(limit)d steps.") % {"limit": MOST_STEPS})
    if any(len(step) > LONGEST_STEP for step in steps):
        raise BadInput(_("A step has at most %(limit)d characters.") % {"limit": LONGEST_STEP})
    return steps


@together()
def add_checklist(
    *,
    ticket_id: int,
    by: Agent,
    at: datetime,
    name: str = "",
    steps: Sequence[str] = (),
    template_id: int | None = None,
) -> Checklist:
    """Add a list with its steps, or a template's. Raises: NotAllowed, BadInput, ChecklistTemplate.DoesNotExist."""
    ticket = locked(ticket_id, by)
    if template_id is not None:
        template = ChecklistTemplate.objects.get(pk=template_id)
        name, steps = template.name, template.items
    name = " ".join(name.replace("\x00", "").split())[:80] or _("Checklist")
    texts = clean_steps(steps)
    if ticket.checklists.count() >= MOST_LISTS:
        raise BadInput(_("A ticket has at most %(limit)d checklists.") % {"limit": MOST_LISTS})
    made = Checklist.objects.create(ticket=ticket, name=name, at=at, by=by)
    ChecklistItem.objects.bulk_create(
        [ChecklistItem(checklist=made, text=text, order=order) for order, text in enumerate(texts)]
    )
    record(ChecklistAdded(ticket_id=ticket.pk, checklist_id=made.pk, title=name), actor=by.actor, at=at)
    return made


@together()
def add_step(*, checklist_id: int, text: str, by: Agent, at: datetime) -> ChecklistItem:
    """Put one more step at the end of a list. Raises: NotAllowed, BadInput, Checklist.DoesNotExist."""
    found = Checklist.objects.get(pk=checklist_id)
    ticket = locked(found.ticket_id, by)
    texts = clean_steps([text])
    if not texts:
        raise BadInput(_("Write what is to be done."))
    if found.items.count() >= MOST_STEPS:
        raise BadInput(_("A checklist has at most %(limit)d steps.") % {"limit": MOST_STEPS})
    last = found.items.aggregate(last=Max("order"))["last"]
    step = ChecklistItem.objects.create(checklist=found, text=texts[0], order=0 if last is None else last + 1)
    fact = ChecklistChanged(ticket_id=ticket.pk, checklist_id=found.pk, change="added", text=step.text)
    record(fact, actor=by.actor, at=at)
    return step


@together()
def tick(*, item_id: int, done: bool, by: Agent, at: datetime) -> ChecklistItem:
    """Say that a step is done, or open again; as it was changes nothing. Raises: NotAllowed, DoesNotExist."""
    number = ChecklistItem.objects.select_related("checklist").get(pk=item_id).checklist.ticket_id
    ticket = locked(number, by)
    step = ChecklistItem.objects.get(pk=item_id)
    if (step.done_at is not None) == done:
        return step
    step.done_at, step.done_by = (at, by) if done else (None, None)
    step.save(update_fields=["done_at", "done_by"])
    record(StepTicked(ticket_id=ticket.pk, item_id=step.pk, text=step.text, done=done), actor=by.actor, at=at)
    return step


@together()
def reorder(*, checklist_id: int, item_ids: Sequence[int], by: Agent, at: datetime) -> None:
    """Put the steps of a list into this order; it must name each once. Raises: NotAllowed, BadInput, DoesNotExist."""
    found = Checklist.objects.get(pk=checklist_id)
    ticket = locked(found.ticket_id, by)
    steps = {step.pk: step for step in found.items.all()}
    if sorted(steps) != sorted(item_ids):
        raise BadInput(_("The list has changed meanwhile. Look again."))
    for order, key in enumerate(item_ids):
        steps[key].order = order
    ChecklistItem.objects.bulk_update(steps.values(), ["order"])
    record(ChecklistChanged(ticket_id=ticket.pk, checklist_id=found.pk, change="moved"), actor=by.actor, at=at)


@together()
def drop_step(*, item_id: int, by: Agent, at: datetime) -> None:
    """Take a step off its list. Raises: NotAllowed, ChecklistItem.DoesNotExist."""
    step = ChecklistItem.objects.select_related("checklist").get(pk=item_id)
    ticket = locked(step.checklist.ticket_id, by)
    fact = ChecklistChanged(
        ticket_id=ticket.pk, checklist_id=step.checklist_id, change="removed", text=step.text
    )  # fmt: skip
    step.delete()
    record(fact, actor=by.actor, at=at)


@together()
def drop_checklist(*, checklist_id: int, by: Agent, at: datetime) -> None:
    """Take a whole list off its ticket. Raises: NotAllowed, Checklist.DoesNotExist."""
    found = Checklist.objects.get(pk=checklist_id)
    ticket = locked(found.ticket_id, by)
    fact = ChecklistChanged(ticket_id=ticket.pk, checklist_id=found.pk, change="dropped", text=found.name)
    found.delete()
    record(fact, actor=by.actor, at=at)

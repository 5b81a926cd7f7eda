"""The company's own lists: tags, checklists, forms. (Fields: `keeping_fields`.)"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from escalera.base.log.actions import record
from escalera.base.people.models import Agent, Team
from escalera.base.people.models.helpers import CONTENT
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets import policies
from escalera.core.tickets.actions.checking import clean_steps
from escalera.core.tickets.actions.tagging import clean_name, tag_key
from escalera.core.tickets.facts import VocabularyChanged
from escalera.core.tickets.models import HUES, ChecklistTemplate, Field, Form, FormField, Kind, Tag, TicketTag


def changed(what: str, key: int, label: str, change: str, by: Agent, at: datetime) -> None:
    """Record that one of the company's lists changed."""
    record(VocabularyChanged(what=what, key=key, label=label[:80], change=change), actor=by.actor, at=at)


def refuse_others(by: Agent) -> None:
    """Raises: NotAllowed unless the agent may change the company's lists."""
    if not by.may(CONTENT):
        raise NotAllowed(policies.no_lists())


def clean_label(text: str, what: str) -> str:
    """Return a name in one line, at most 80 characters. Raises: BadInput if it is empty."""
    label = " ".join(text.replace("\x00", "").split())[:80]
    if not label:
        raise BadInput(what)
    return label


@together()
def save_tag(*, name: str, hue: int, by: Agent, at: datetime, tag_id: int | None = None) -> Tag:
    """Make a tag, or give one another name and colour. Raises: NotAllowed, BadInput, Tag.DoesNotExist."""
    refuse_others(by)
    name = clean_name(name)
    if not 0 <= hue < HUES:
        raise BadInput(_("Choose one of the colours."))
    known = Tag.objects.filter(key=tag_key(name)).first()
    tag = Tag.objects.select_for_update().get(pk=tag_id) if tag_id else Tag()
    if known is not None and known.pk != tag.pk:
        raise BadInput(_("There is a tag “%(name)s” already; merge the two instead.") % {"name": known.name})
    tag.name, tag.key, tag.hue = name, tag_key(name), hue
    tag.save()
    changed("tag", tag.pk, name, "saved", by, at)
    return tag


@together()
def merge_tags(*, tag_id: int, into_id: int, by: Agent, at: datetime) -> Tag:
    """Put `into` on every ticket that has the other tag, which ends. Raises: NotAllowed, BadInput, DoesNotExist."""
    refuse_others(by)
    if tag_id == into_id:
        raise BadInput(_("Choose another tag to merge with."))
    tags = {tag.pk: tag for tag in Tag.objects.select_for_update().filter(pk__in=(tag_id, into_id)).order_by("pk")}
    if len(tags) < 2:
        raise Tag.DoesNotExist
    gone, into = tags[tag_id], tags[into_id]
    both = TicketTag.objects.filter(tag=into).values("ticket")
    TicketTag.objects.filter(tag=gone).exclude(ticket__in=both).update(tag=into)
    changed("tag", gone.pk, f"{gone.name} → {into.name}", "merged", by, at)
    gone.delete()
    return into


@together()
def drop_tag(*, tag_id: int, by: Agent, at: datetime) -> None:
    """Take a tag off all tickets and out of the list. Raises: NotAllowed, Tag.DoesNotExist."""
    refuse_others(by)
    tag = Tag.objects.select_for_update().get(pk=tag_id)
    changed("tag", tag.pk, tag.name, "removed", by, at)
    tag.delete()


@together()
def save_template(
    *, name: str, steps: Sequence[str], by: Agent, at: datetime, template_id: int | None = None, active: bool = True
) -> ChecklistTemplate:
    """Make or change a checklist template. Raises: NotAllowed, BadInput, ChecklistTemplate.DoesNotExist."""
    refuse_others(by)
    template = (
        ChecklistTemplate.objects.select_for_update().get(pk=template_id) if template_id else ChecklistTemplate()
    )
    template.name = clean_label(name, _("Give the checklist a name."))
    template.items = clean_steps(steps)
    if not template.items:
        raise BadInput(_("Write at least one step."))
    template.is_active = active
    template.save()
    changed("checklist", template.pk, template.name, "saved", by, at)
    return template


@together()
def drop_template(*, template_id: int, by: Agent, at: datetime) -> None:
    """Delete a template; lists made from it stay. Raises: NotAllowed, ChecklistTemplate.DoesNotExist."""
    refuse_others(by)
    template = ChecklistTemplate.objects.select_for_update().get(pk=template_id)
    changed("checklist", template.pk, template.name, "removed", by, at)
    template.delete()


@together()
def save_form(
    *,
    name: str,
    kind: str,
    fields: Sequence[tuple[int, bool]],
    by: Agent,
    at: datetime,
    team: Team | None = None,
    intro: str = "",
    public: bool = False,
    form_id: int | None = None,
) -> Form:
    """Make or change a form. `fields`: key of each field in their order, and whether this form needs it.

    Raises: NotAllowed, BadInput, Form.DoesNotExist."""
    refuse_others(by)
    if kind not in Kind.values:
        raise BadInput(_("Choose the kind of ticket that it opens."))
    wanted = dict(fields)
    known = set(Field.objects.filter(pk__in=wanted, is_active=True).values_list("pk", flat=True))
    form = Form.objects.select_for_update().get(pk=form_id) if form_id else Form(order=Form.objects.count())
    form.name = clean_label(name, _("Give the form a name."))
    form.kind, form.team, form.is_public = kind, team, public
    form.intro = intro.replace("\x00", "").strip()[:4000]
    form.save()
    form.places.all().delete()
    FormField.objects.bulk_create(
        [
            FormField(form=form, field_id=key, order=order, is_required=needed)
            for order, (key, needed) in enumerate(wanted.items())
            if key in known
        ]
    )
    changed("form", form.pk, form.name, "saved", by, at)
    return form


@together()
def drop_form(*, form_id: int, by: Agent, at: datetime) -> None:
    """Delete a form; tickets opened with it stay as they are. Raises: NotAllowed, Form.DoesNotExist."""
    refuse_others(by)
    form = Form.objects.select_for_update().get(pk=form_id)
    changed("form", form.pk, form.name, "removed", by, at)
    form.delete()

"""Rules as finished strings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.deeds import spans
from escalera.core.rules import triggers
from escalera.core.rules.change import fields_about
from escalera.core.rules.models import Rule
from escalera.core.rules.queries import RuleLine
from escalera.core.rules.reading import kept, read_rule, rule_words
from escalera.faces.desk.settings.deeds import rows
from escalera.faces.desk.settings.rules.editing import Typed, about
from escalera.faces.desk.settings.views.presenter import group_forms
from escalera.faces.desk.shared.moments import Moments


def line_of(line: RuleLine) -> dict[str, Any]:
    """Return a rule as one line of the list."""
    try:
        words = rule_words(kept(line.version.data))
    except BadInput as refusal:
        words = str(refusal)
    return {
        "id": line.rule.pk,
        "name": line.rule.name,
        "words": words,
        "is_active": line.rule.is_active,
        "off": off_words(line.rule),
        "ran": line.ran,
        "failed": line.failed,
    }


def off_words(rule: Rule) -> str:
    """Say why a rule is off, if it was switched off by itself."""
    if rule.is_active or rule.off_at is None:
        return ""
    words = {"when": Moments(timezone.now()).clock(rule.off_at), "because": rule.off_because}
    return _("It was switched off on %(when)s because it kept failing: %(because)s") % words


def stepped(now: list[int], button: str) -> list[int]:
    """Return the order that one step of one rule makes: "up-12", "down-12"."""
    step, _dash, text = button.partition("-")
    number = int(text) if text.isdecimal() and len(text) < 10 else 0
    if number not in now:
        return now
    place = now.index(number)
    other = place - 1 if step == "up" else place + 1
    if 0 <= other < len(now):
        now[place], now[other] = now[other], now[place]
    return now


def editor_of(given: Typed) -> dict[str, Any]:
    """Return all that the form's rows expect."""
    listed = [(one.key, str(one.label), one.key == given.trigger) for one in triggers.all_triggers()]
    return {
        "given": given,
        "triggers": listed,
        "units": [(key, str(label), key == given.unit) for key, label in spans.units()],
        **conditions(given),
        **deed_rows(given),
    }


def conditions(given: Typed) -> dict[str, Any]:
    """Return what the condition's rows expect; what may be asked of the change comes first."""
    return {
        "groups_of_rows": group_forms(given.groups or [], more=fields_about(about(given))),
        "editor_url": f"{reverse('desk:settings-rule-editor')}?part=when",
        "whose": _("A ticket of which"),
    }


def deed_rows(given: Typed) -> dict[str, Any]:
    return {
        "deed_rows": rows.forms_of(given.deeds, by_hand=False, nested=True),
        "deeds_url": f"{reverse('desk:settings-rule-editor')}?part=deeds",
    }


def summary_of(given: Typed) -> dict[str, Any]:
    """Say what the form means, or what is still missing."""
    try:
        return {"sentence": rule_words(read_rule(given.data)), "missing": ""}
    except BadInput as refusal:
        return {"sentence": "", "missing": str(refusal)}

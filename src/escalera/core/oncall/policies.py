"""Who may change who is on call, and who may answer a page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import PEOPLE, SEE_ALL, SETTINGS, WORK
from escalera.core.oncall.models import Page


def why_not_settle(by: Agent) -> str:
    """Return why somebody may not change rotations and escalation policies."""
    return "" if by.may(SETTINGS) else _("Your role can't change who is on call and what presses.")


def may_arrange(by: Agent) -> bool:
    """Say whether somebody may give spans to others."""
    return by.may(SETTINGS) or by.may(PEOPLE) or by.may(SEE_ALL)


def why_not_take(by: Agent, agent: Agent) -> str:
    """Return why this person may not be given a span by `by`."""
    if not agent.is_active or not agent.may(WORK):
        return _("%(name)s can't work on tickets.") % {"name": agent.name}
    if by.pk != agent.pk and not may_arrange(by):
        return _("You can take a span for yourself; supervisors give them to others.")
    return ""


def why_not_answer(by: Agent, page: Page) -> str:
    """Return why somebody may not acknowledge a page: those who were called, and who sees everything."""
    if by.may(SEE_ALL) or page.calls.filter(agent=by).exists():
        return ""
    return _("This page did not call you.")

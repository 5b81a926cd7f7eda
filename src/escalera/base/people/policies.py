"""Who may change people and the ladder, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent, Role
from escalera.base.people.models.helpers import CUSTOMERS, PEOPLE, SETTINGS, WORK


def why_not_people(by: Agent) -> str:
    """Return why the agent may not change people, teams and roles; "" if they may."""
    return "" if by.may(PEOPLE) else _("Your role cannot manage people.")


def why_not_settings(by: Agent) -> str:
    """Return why the agent may not change the ladder and the segments; "" if they may."""
    return "" if by.may(SETTINGS) else _("Your role cannot change the company's settings.")


def why_not_role(by: Agent, role: Role) -> str:
    """Return why the agent may not give this role, or change who has it: nobody hands out more than they have."""
    if refusal := why_not_people(by):
        return refusal
    if set(role.permissions) - set(by.role.permissions):
        return _("The role “%(role)s” may do more than yours: only somebody with as many rights can give it.") % {
            "role": role.name
        }
    return ""


def why_not_absence(by: Agent, agent: Agent) -> str:
    """Return why `by` may not say that `agent` is away: each for themselves, and who manages people for all."""
    return "" if by.pk == agent.pk else why_not_people(by)


def why_not_change_customers(by: Agent) -> str:
    """Return why the agent may not change those who ask; "" if they may."""
    return "" if by.may(CUSTOMERS) else _("Your role cannot change customers.")


def why_not_note(by: Agent) -> str:
    """Return why the agent may not write notes on customers; "" if they may: all who work or change customers."""
    return "" if by.may(CUSTOMERS) or by.may(WORK) else _("Your role cannot write notes on customers.")

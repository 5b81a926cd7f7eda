"""Who may do what with calls, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL, WORK
from escalera.core.channels.models import Call, Callback, CallState
from escalera.core.channels.voice.callbacks import OPEN


def why_not_call(by: Agent) -> str:
    if not by.may(WORK):
        return _("Your role can read tickets but not work on them.")
    if not by.telephone:
        return _("Enter your telephone number in your account: the call rings there first.")
    return ""


def why_not_answer(by: Agent, call: Call) -> str:
    if words := why_not_call(by):
        return words
    if not may_see(by, call):
        return _("This call stands with another team.")
    if call.state not in (CallState.WAITING, CallState.RINGING) or call.direction != "in":
        return _("This call does not wait any more.")
    return ""


def why_not_call_back(by: Agent, callback: Callback) -> str:
    if words := why_not_end(by, callback):
        return words
    return why_not_call(by)


def why_not_end(by: Agent, callback: Callback) -> str:
    if not by.may(WORK):
        return _("Your role can read tickets but not work on them.")
    if not (by.may(SEE_ALL) or callback.team_id in set(by.teams.values_list("pk", flat=True))):
        return _("This call stands with another team.")
    if callback.state not in OPEN:
        return _("They are on the list no more.")
    if callback.state == "calling" and callback.agent_id not in (None, by.pk):
        return _("A colleague calls them at this moment.")
    return ""


def may_see(by: Agent, call: Call) -> bool:
    """Those of its team, who was rung, who spoke, and who sees everything."""
    if by.may(SEE_ALL) or call.agent_id == by.pk or by.pk in call.rung:
        return True
    return call.team_id is not None and by.teams.filter(pk=call.team_id).exists()

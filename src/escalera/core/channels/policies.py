"""Who may do what at the gate, and why not, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import GATE, WORK
from escalera.core.channels.models import Delivery, DeliveryState, InboundItem, Outcome, Saying
from escalera.core.tickets.policies import why_not_work


def why_not_manage(agent: Agent) -> str:
    """Return why the agent may not look after channels and the quarantine; "" if they may."""
    return "" if agent.may(GATE) else _("Your role cannot manage the channels.")


def why_not_resend(agent: Agent, delivery: Delivery) -> str:
    """Return why the agent may not send the answer again; "" if they may: those who may work on the ticket."""
    if not agent.may(GATE) and (refusal := why_not_work(agent, delivery.message.ticket)):
        return refusal
    if not agent.may(GATE) and not agent.may(WORK):
        return _("Your role cannot send answers.")
    return ""


def why_not_again(delivery: Delivery) -> str:
    if delivery.state not in (DeliveryState.FAILED, DeliveryState.BOUNCED):
        return _("Only an answer that failed or came back can be sent again.")
    return ""


def why_not_say_again(saying: Saying) -> str:
    if saying.state != DeliveryState.FAILED:
        return _("Only an answer that failed or came back can be sent again.")
    return ""


def why_not_retry(item: InboundItem) -> str:
    return "" if item.outcome == Outcome.QUARANTINE else _("This message is not in quarantine.")

"""The mail with a link to come in. The link is made where the mail is sent: its secret stands nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from escalera.base.people.actions.agents import give_link
from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.base.settings.words import house
from escalera.core.channels.email.settings import sender_of
from escalera.core.channels.letters import Letter, send_letter
from escalera.core.channels.models import Channel


def can_mail() -> bool:
    """Say whether there is a server to send mail by."""
    channel = Channel.objects.filter(kind="email", is_active=True).order_by("pk").first()
    try:
        return sender_of(channel) is not None
    except Refusal:
        return False


@task(transactional=False, max_attempts=4)
def mail_way_in(agent_id: int, by_id: int) -> str:
    """Mail a fresh link to somebody: an invitation, or to choose a new password; a new try makes a new one."""
    by, agent = Agent.objects.get(pk=by_id), Agent.objects.get(pk=agent_id)
    at = timezone.now()
    key = give_link(agent_id=agent_id, by=by, at=at, mailed=True)
    with override(agent.language or settings.LANGUAGE_CODE):
        address = settings.BASE_URL + reverse("desk:way-in", args=[key])
        invited = not agent.has_usable_password()
        return send_letter(Letter(agent.email, _subject(invited), _text(agent, by, address, invited)), at=at)


def _subject(invited: bool) -> str:
    words = _("Your way into %(company)s") if invited else _("A new password for %(company)s")
    return words % {"company": house().name}


def _text(agent: Agent, by: Agent, address: str, invited: bool) -> str:
    words = (
        _(
            "Hello %(name)s,\n\n%(by)s invites you to the support desk of %(company)s. Choose your password here:\n\n"
            "%(link)s\n\nThe link is good once, for seven days."
        )
        if invited
        else _(
            "Hello %(name)s,\n\nchoose a new password for the support desk of %(company)s here:\n\n%(link)s\n\n"
            "The link is good once, for 24 hours. If you did not ask for it, tell %(by)s."
        )
    )
    return words % {"name": agent.name, "by": by.name, "company": house().name, "link": address}

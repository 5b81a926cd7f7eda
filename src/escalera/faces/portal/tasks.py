"""What the portal lets be mailed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from escalera.base.people.actions import portal
from escalera.base.settings.models import Company
from escalera.core.channels.letters import Letter, NotSent, send_letter


@task(transactional=False, max_attempts=4)
def mail_sign_in_link(email: str, following: str, language: str) -> bool:
    """Make a link for whoever has this address and mail it; return whether anybody has it.

    The secret is made here and stands only in the mail: a try that failed made one that nobody ever saw."""
    at = timezone.now()
    made = portal.make_link(email=email, at=at)
    if made is None:
        return False
    contact, key = made
    address = f"{settings.BASE_URL}/help/enter/{key}/?{urlencode({'next': following})}"
    with override(contact.language or language):
        company = Company.get().name
        subject = _("Your way into %(company)s") % {"company": company}
        text = _(
            "Open this link to see your requests. It works once, for 20 minutes:\n\n%(url)s\n\n"
            "If you did not ask for it, do nothing: nobody has come in."
        ) % {"url": address}
    try:
        send_letter(Letter(email, subject, text), at=at)
    except NotSent as trouble:
        if not trouble.permanent:
            raise
    return True

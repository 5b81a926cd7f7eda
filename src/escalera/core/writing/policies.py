"""Who may write on a ticket and do what with a reply that waits, and why not, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import SEE_ALL
from escalera.core.writing.models import HeldReply, HeldState

LATEST = timedelta(days=366)

# What mail servers refuse to carry: a reply with one of these would come back.
REFUSED_ENDINGS = (
    ".ade", ".adp", ".apk", ".app", ".bat", ".chm", ".cmd", ".com", ".cpl", ".dll", ".exe", ".hta", ".ins", ".isp",
    ".jar", ".js", ".jse", ".lnk", ".mde", ".msc", ".msi", ".msp", ".mst", ".pif", ".ps1", ".reg", ".scr", ".sct",
    ".sys", ".vb", ".vbe", ".vbs", ".vxd", ".wsc", ".wsf", ".wsh",
)  # fmt: skip


def why_not_take_back(held: HeldReply, by: Agent) -> str:
    """Return why the agent may not take the reply back or change its time; "" if they may.

    It is the author's; who sees everything may stop one that was to leave later, and its words go to the author."""
    if held.state == HeldState.SENT:
        return _("It has already left.")
    if held.state != HeldState.WAITING:
        return _("It is a draft again already.")
    if held.agent_id != by.pk and not (held.is_scheduled and by.may(SEE_ALL)):
        return _("Only who wrote it can do that.")
    return ""


def why_not_then(send_at: datetime, at: datetime) -> str:
    if send_at <= at:
        return _("Choose a time that is still to come.")
    if send_at - at > LATEST:
        return _("Choose a time within a year.")
    return ""


def why_not_carry(name: str) -> str:
    """Return why a file of this name cannot be sent; "" if it can."""
    if name.lower().endswith(REFUSED_ENDINGS):
        return _("Files such as %(name)s are refused by mail servers. Put it into an archive.") % {"name": name[:80]}
    return ""

"""What a chat tells a hand-over between levels: the answers to its questions, and the page where it began."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.core.ladder.packets import register_source
from escalera.core.tickets.models import Message, Ticket


def told(ticket: Ticket) -> dict[str, str]:
    """Return by the fields of a hand-over what the visitor answered before the chat; nothing for any other ticket."""
    if ticket.channel not in ("chat", "email"):
        return {}
    first = Message.objects.filter(ticket=ticket).order_by("pk").values_list("extra", flat=True).first()
    visit = (first or {}).get("visit")
    if not isinstance(visit, dict):
        return {}
    lines = [f"{label}: {answer}" for label, answer in visit.get("answers") or []]
    if page := visit.get("page"):
        lines.append(_("On the page: %(page)s") % {"page": page})
    return {"evidence": "\n".join(lines)} if lines else {}


register_source(told)

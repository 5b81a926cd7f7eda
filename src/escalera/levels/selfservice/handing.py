"""What a conversation with the assistant tells a hand-over between levels, before anybody writes it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from escalera.core.ladder.packets import register_source
from escalera.core.tickets.models import Ticket
from escalera.levels.selfservice import queries, scripts
from escalera.levels.selfservice.choices import Said, Side
from escalera.levels.selfservice.models import Turn


def told(ticket: Ticket) -> dict[str, str]:
    """Return by the fields of a hand-over what the customer was shown and answered; their own words are the ticket's
    first message, which is known anyway."""
    talk = queries.last_of_ticket(ticket.pk)
    if talk is None:
        return {}
    turns = queries.turns_of(talk.pk)
    if not any(one.side == Side.CUSTOMER for one in turns):
        return {}
    told = {"tried": _tried(turns), "evidence": _answers(talk.procedure)}
    for target, text in scripts.fills(talk.procedure).items():
        if target.startswith("packet:"):
            told[target[7:]] = "\n".join(one for one in (told.get(target[7:], ""), text) if one)
    return told


def _tried(turns: Sequence[Turn]) -> str:
    lines = []
    for turn in turns:
        if turn.said not in (Said.ANSWER, Said.OFFERS):
            continue
        titles = ", ".join(
            f"“{one['title']}”" for one in (*turn.data.get("quotes", ()), *turn.data.get("offers", ()))
        )
        line = _("Shown by the assistant: %(articles)s") % {"articles": titles}
        lines.append(line + (" · " + _("it did not help") if turn.helped is False else ""))
    return "\n".join(lines)


def _answers(procedure: dict[str, object]) -> str:
    done = procedure.get("done")
    return "\n".join(f"{asked}: {said}" for asked, said in done) if isinstance(done, list) else ""


register_source(told)

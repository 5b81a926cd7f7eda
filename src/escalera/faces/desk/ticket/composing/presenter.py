"""The composer and the replies that wait, as strings that stand ready."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.people.models.helpers import WORK
from escalera.base.settings.models import Company
from escalera.core.deeds.variables import NAMES, fill, values_for
from escalera.core.llm.queries import offered
from escalera.core.tickets.models import Ticket
from escalera.core.writing.models import Then
from escalera.core.writing.queries import DraftRow, File, HeldRow, Writing, writing_on
from escalera.faces.desk.shared.looks import hue, initials, size, with_links
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.ticket.composing.through import through_context
from escalera.faces.desk.ticket.composing.times import for_field, presets, zone_of
from escalera.faces.desk.ticket.composing.wanted import READY, Wanted
from escalera.faces.desk.ticket.said import PICTURES

KINDS = ("reply", "note")


def composer_context(agent: Agent, ticket: Ticket, seen: int = 0, wanted: Wanted = READY) -> dict[str, Any]:
    """Return what composer and waiting replies print. The key makes a form that is sent twice count once.

    `wanted`: the way that was chosen; if none was, the one that the draft remembers.
    `seen`: the newest message on the page, so that sending can tell whether somebody wrote since."""
    now = timezone.now()
    base = reverse("desk:ticket", args=[ticket.pk])
    writing = writing_on(ticket.pk, agent) if agent.may(WORK) else Writing()
    kinds = ("note",) if ticket.only_seen else KINDS
    kind = _kind(writing, kinds)
    replies = writing.drafts.get("reply")
    through = (
        through_context(ticket, now, wanted, replies) if agent.may(WORK) and not ticket.only_seen else {"way": None}
    )
    return {
        "ticket": ticket,
        "base": base,
        "may_write": agent.may(WORK),
        "only_notes": ticket.only_seen,
        "reply_label": _("Reply by %(channel)s") % {"channel": through["way"]["name"]}
        if through["way"]
        else _("Reply"),
        **through,
        "key": uuid4().hex,
        "me": agent.pk,
        "my_name": agent.name,
        "kind": kind,
        "seen": seen,
        "signature": signature_for(agent, ticket),
        "languages": _languages(ticket, writing),
        "laters": presets(agent, now),
        "earliest": for_field(agent, now),
        "zone": str(zone_of(agent)),
        "model_helps": [one for one in ("reply", "translation") if one in offered()],
        "model_languages": [(code, _language(code)) for code in spoken()],
        **_drafts(writing, kind, kinds, base, now),
        **held_context(agent, ticket.pk, base, writing),
    }


def last_said(timeline: Iterable[Any]) -> int:
    """Return the newest message of a conversation, 0 if there is none."""
    return max((int(line.id) for line in timeline if not line.is_event), default=0)


def held_context(agent: Agent, number: int, base: str, writing: Writing | None = None) -> dict[str, Any]:
    """Return the replies that wait to leave: the agent's own, and everybody's for later."""
    writing = writing if writing is not None else writing_on(number, agent)
    moments = Moments(timezone.now())
    return {"held": [_held(one, agent, base, moments) for one in writing.held], "number": number, "base": base}


def signature_for(agent: Agent, ticket: Ticket) -> str:
    """Return what stands under the agent's replies on this ticket: their own signature, else the team's."""
    text = agent.signature.strip() or ticket.team.signature.strip()
    if not text:
        return ""
    names = ("{empresa}", *(f"{{{name}}}" for name in NAMES["empresa"]))
    company = Company.get().name if any(name in text.lower() for name in names) else ""
    return fill(text, values_for(ticket, agent, company))


def file_chips(files: Iterable[File], base: str) -> list[dict[str, Any]]:
    """Return the files of a draft: name, size, where each stands, and whether it is a picture worth a look."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "size": size(one.size),
            "url": f"{base}uploads/{one.id}/",
            "is_picture": one.content_type in PICTURES,
        }
        for one in files
    ]


def _kind(writing: Writing, kinds: Sequence[str]) -> str:
    """Return the tab that opens: that of the draft that was saved last, else the first."""
    drafts = [draft for name, draft in writing.drafts.items() if name in kinds]
    return max(drafts, key=lambda one: one.saved_at).kind if drafts else kinds[0]


def _drafts(writing: Writing, kind: str, kinds: Sequence[str], base: str, now: datetime) -> dict[str, Any]:
    moments = Moments(now)
    shown = writing.drafts.get(kind)
    tabs = []
    for name in kinds:
        draft = writing.drafts.get(name)
        files = file_chips(draft.files, base) if draft else []
        text, version = (draft.text, draft.version) if draft else ("", 0)
        tabs.append({"kind": name, "text": text, "version": version, "files": files})
    return {
        "draft": shown.text if shown else "",
        "version": shown.version if shown else 0,
        "tabs": tabs,
        "saved": saved_words(shown.saved_at, moments) if shown else "",
        "came_back": shown.reason if shown else "",
        "drafted": drafted_of(writing.drafts.get("reply")),
        "language": writing.drafts["reply"].language if "reply" in writing.drafts else "",
    }


def drafted_of(draft: DraftRow | None) -> dict[str, Any] | None:
    """Return what is said about a draft that the language model began; None if it did not."""
    return {"id": draft.call_id, "left_out": 0, "articles": []} if draft and draft.call_id else None


def saved_words(at: datetime, moments: Moments) -> str:
    local = moments.local(at)
    if moments.today == local.date():
        return _("Saved %(time)s") % {"time": f"{local.hour:02}:{local.minute:02}"}
    return _("Saved %(time)s") % {"time": moments.clock(at)}


def _languages(ticket: Ticket, writing: Writing) -> Sequence[tuple[str, str, bool]]:
    """Return the choices (code, words, chosen): the customer's own language first."""
    chosen = writing.drafts["reply"].language if "reply" in writing.drafts else ""
    theirs = ticket.language or ticket.requester.language
    first = _("%(language)s, as the customer") % {"language": _language(theirs)} if theirs else _("Any language")
    others = [(code, _language(code)) for code in spoken() if code != theirs]
    return [(code, words, code == chosen) for code, words in (("", first), *others)]


def spoken() -> list[str]:
    """Return the languages in which one can write, each once: "es", not also "es-419"."""
    codes = [code for code, _name in settings.LANGUAGES]
    return [code for code in codes if "-" not in code or code.partition("-")[0] not in codes]


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def _held(one: HeldRow, agent: Agent, base: str, moments: Moments) -> dict[str, Any]:
    mine = one.agent_id == agent.pk
    return {
        "id": one.id,
        "url": f"{base}held/{one.id}/",
        "text": with_links(one.text[:4_000]),
        "name": one.agent,
        "initials": initials(one.agent),
        "hue": hue(one.agent),
        "mine": mine,
        "until": int(one.send_at.timestamp() * 1000),
        "left": max(0, round((one.send_at - moments.now).total_seconds())),
        "timed": one.is_scheduled,
        "when": moments.clock(one.send_at),
        "full": moments.full(one.send_at),
        "field": for_field(agent, one.send_at),
        "then": str(Then(one.then).label) if one.then else "",
        "careful": one.unless_answered,
        "files": [(file.name, size(file.size)) for file in one.files],
    }

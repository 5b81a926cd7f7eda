"""What was found, as strings that stand ready."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from escalera.base.refusals import BadInput
from escalera.base.settings.words import level_code
from escalera.core.conditions.reading import leaves
from escalera.core.conditions.reading import read as read_condition
from escalera.core.search.completion import Completion
from escalera.core.search.finding import ARTICLES, GROUPS, ORGANIZATIONS, PEOPLE, TICKETS, Results
from escalera.core.search.operators import OPERATORS, place_of_language
from escalera.core.search.tickets import Hit
from escalera.core.tickets.models import Status
from escalera.faces.desk.inbox.choosing import LONGEST_CONDITION
from escalera.faces.desk.settings.views.editing import groups_of
from escalera.faces.desk.shared.looks import TONES, channel_icon, channel_name, glyph, hue, initials
from escalera.faces.desk.shared.moments import Moments

EXAMPLES = (
    "estado:abierto nivel:2", "canal:whatsapp creado:<7d", "asignado:yo es:sin-respuesta",
    "status:open level:2", "channel:whatsapp created:<7d", "assigned:me is:unanswered",
    "status:aberto nível:2", "canal:whatsapp criado:<7d", "atribuído:eu é:sem-resposta",
)  # fmt: skip


def context(results: Results, text: str, group: str, after: str, now: datetime) -> dict[str, Any]:
    """Return what the results page shows. `after`: the mark of the page that is shown, "" for the first."""
    names = group_names()
    following = _next_mark(results, group, after)
    return {
        "section": "search",
        "q": text,
        "words": text,
        "results": results,
        "group": group,
        "title": _("Search: %(words)s") % {"words": text} if text else _("Search"),
        "tabs": _tabs(results, text, group, names) if text else [],
        "tickets": [ticket_line(hit, now) for hit in results.tickets.hits],
        "people": [person_line(one) for one in results.people],
        "organizations": [company_line(one) for one in results.organizations],
        "articles": [article_line(one) for one in results.articles],
        "more_url": address(text, **{"in": group or TICKETS, "after": following}) if following else "",
        "all_urls": {key: address(text, **{"in": key}) for key in GROUPS if key in results.more},
        "number_url": reverse("desk:ticket", args=[results.number]) if results.number else "",
        "instead_words": results.instead,
        "save_url": _save_url(results),
        "operators": _operators() if not text else [],
        "examples": _examples() if not text else [],
        "counted": _counted(results) if text else "",
    }


def address(text: str, **more: str) -> str:
    """Return the address of a search."""
    return f"{reverse('desk:search')}?{urlencode({'q': text, **more})}"


def group_names() -> dict[str, str]:
    return {
        TICKETS: _("Tickets"), PEOPLE: _("Customers"), ORGANIZATIONS: _("Organizations"), ARTICLES: _("Articles"),
    }  # fmt: skip


def hints(completions: Sequence[Completion], results: Results | None, text: str, now: datetime) -> dict[str, Any]:
    """Return what the box offers while somebody writes."""
    tickets = results.tickets.hits if results else []
    return {
        "completions": completions,
        "tickets": [ticket_line(hit, now) for hit in tickets],
        "people": [person_line(one) for one in results.people[:4]] if results else [],
        "articles": [article_line(one) for one in results.articles[:2]] if results else [],
        "number": results.number if results else None,
        "number_url": reverse("desk:ticket", args=[results.number]) if results and results.number else "",
        "said": _said(results, completions),
        "hint": results.hints[0] if results and results.hints else "",
        "all_url": address(text) if text.strip() else "",
        "text": text,
    }


def ticket_line(hit: Hit, now: datetime) -> dict[str, Any]:
    moments = Moments(now)
    return {
        "number": hit.id,
        "url": reverse("desk:ticket", args=[hit.id]),
        "subject": hit.subject,
        "words": hit.words,
        "who": hit.requester,
        "company": hit.organization,
        "icon": channel_icon(hit.channel),
        "via": channel_name(hit.channel),
        "level": glyph(hit.level),
        "code": level_code(hit.level),
        "team": hit.team,
        "status": str(Status(hit.status).label),
        "tone": TONES.get(hit.status, ""),
        "at": int(hit.updated_at.timestamp()),
        "ago": moments.ago(hit.updated_at),
        "full": moments.full(hit.updated_at),
        "assignee": hit.assignee,
    }


def person_line(one: Any) -> dict[str, Any]:
    return {
        "url": reverse("desk:customer", args=[one.id]),
        "name": one.name,
        "small": one.organization,
        "ways": one.ways,
        "initials": initials(one.plain),
        "hue": hue(one.plain),
    }


def company_line(one: Any) -> dict[str, Any]:
    return {"url": reverse("desk:organization", args=[one.id]), "name": one.name, "small": one.segment}


def article_line(one: Any) -> dict[str, Any]:
    return {"url": _article_url(one), "name": one.title, "words": one.words, "small": one.topic}


def _article_url(one: Any) -> str:
    return reverse("desk:article", args=[one.slug])


def _save_url(results: Results) -> str:
    """Return where a search by operators becomes a view; "" for what the views' editor can't show."""
    if results.condition is None:
        return ""
    parts = [one for part in results.condition["all"] for one in (part["all"] if list(part) == ["all"] else [part])]
    try:
        condition = read_condition({"all": parts})
    except BadInput:
        return ""
    if groups_of(condition) is None or not all(leaf.field.in_editor for leaf in leaves(condition)):
        return ""
    text = json.dumps({"all": parts}, separators=(",", ":"))
    return f"{reverse('desk:settings-view-new')}?{urlencode({'c': text})}" if len(text) <= LONGEST_CONDITION else ""


def _next_mark(results: Results, group: str, after: str) -> str:
    if group in ("", TICKETS):
        return results.tickets.next
    shown = len(results.people) + len(results.organizations) + len(results.articles)
    return str((int(after) if after.isdecimal() else 0) + shown) if group in results.more else ""


def _tabs(results: Results, text: str, group: str, names: dict[str, str]) -> list[dict[str, Any]]:
    tabs = [{"name": _("Everything"), "url": address(text), "current": not group}]
    return tabs + [
        {"name": names[key], "url": address(text, **{"in": key}), "current": key == group} for key in GROUPS
    ]


def _operators() -> list[dict[str, str]]:
    place = place_of_language()
    return [{"name": f"{one.offered[place]}:", "meaning": str(one.meaning)} for one in OPERATORS]


def _examples() -> list[dict[str, str]]:
    place = place_of_language()
    return [{"text": one, "url": address(one)} for one in EXAMPLES[place * 3 : place * 3 + 3]]


def _counted(results: Results) -> str:
    shown = len(results.tickets.hits)
    if results.tickets.next:
        return _("The first %(count)d tickets") % {"count": shown}
    return ngettext("%(count)d ticket", "%(count)d tickets", shown) % {"count": shown}


def _said(results: Results | None, completions: Sequence[Completion]) -> str:
    """Return what a screen reader is told when the offers change."""
    count = len(completions) + (len(results.tickets.hits) + len(results.people) if results else 0)
    return ngettext("%(count)d suggestion", "%(count)d suggestions", count) % {"count": count}

"""Rows of the library as finished words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from escalera.core.knowledge.choices import Audience, Translated
from escalera.core.knowledge.listing import Row
from escalera.core.knowledge.models import Article
from escalera.faces.desk.articles.frame import name_of

TONES = {Translated.DONE: "ok", Translated.OUTDATED: "warn", Translated.STARTED: "accent", Translated.MISSING: ""}


def line(row: Row) -> dict[str, Any]:
    """Return one row: its title, where it stands, how its languages do, what it did for tickets."""
    one = row.article
    return {
        "url": reverse("desk:article" if one.is_published else "desk:article-edit", args=[one.slug]),
        "title": one.title,
        "about": f"{one.topic.path} · {date_format(localtime(one.updated_at), 'SHORT_DATE_FORMAT')}"
        + (f" · {one.owner.name}" if one.owner else ""),
        "figures": figures(one),
        "chip": _chip(row),
        "audience": "" if one.audience == Audience.PUBLIC and one.topic.is_open else reach_of(one),
        "languages": [
            {
                "code": code.upper()[:5],
                "words": f"{name_of(code)}: {Translated(state).label}",
                "tone": TONES[state],
                "url": f"{reverse('desk:article-edit', args=[one.slug])}?language={code}",
            }
            for code, state in row.languages
            if code
        ],
        "is_off": not one.is_published,
    }


def figures(one: Article) -> str:
    """Say what an article did for tickets and what readers said of it."""
    parts = [
        _("shown %(count)d") % {"count": one.shown},
        _("used %(count)d") % {"count": one.used},
        _("solved %(count)d") % {"count": one.solved},
        _("did not help %(count)d") % {"count": one.failed},
    ]
    if one.helpful or one.unhelpful:
        parts.append(_("%(yes)d yes, %(no)d no") % {"yes": one.helpful, "no": one.unhelpful})
    return " · ".join(parts)


def _chip(row: Row) -> dict[str, str]:
    if row.article.archived_at is not None:
        return {"words": _("Archived"), "tone": ""}
    if row.in_review:
        return {"words": _("In review"), "tone": "accent"}
    if not row.article.is_published:
        return {"words": _("Draft"), "tone": "warn"}
    return (
        {"words": _("Being rewritten"), "tone": "warn"}
        if row.has_changes
        else {"words": _("Published"), "tone": "ok"}
    )


def reach_of(one: Article) -> str:
    """Say who may read it; a public article of a topic that is not open is the team's."""
    return _("Only the team") if one.audience == Audience.PUBLIC else str(Audience(one.audience).label)

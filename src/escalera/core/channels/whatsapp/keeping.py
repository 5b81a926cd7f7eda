"""Keep the templates of a number as WhatsApp has them: all of them now and then, and each as news of it come.

News may come late and in any order, so each thing about a template knows how old it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from escalera.core.channels.models import Channel, Template
from escalera.core.channels.shared.meta.pieces import mappings, words

Piece = dict[str, Any]
_STATES = {
    "APPROVED": "approved", "REINSTATED": "approved", "UNLOCKED": "approved", "PENDING": "pending",
    "IN_APPEAL": "pending", "REJECTED": "rejected", "PAUSED": "paused", "LOCKED": "paused", "DISABLED": "disabled",
    "DELETED": "deleted", "PENDING_DELETION": "deleted", "LIMIT_EXCEEDED": "rejected", "ARCHIVED": "deleted",
}  # fmt: skip
_NEWS = {
    "message_template_status_update": "state",
    "message_template_quality_update": "quality",
    "template_category_update": "category",
    "message_template_components_update": "components",
}


def is_news(field: str) -> bool:
    return field in _NEWS


def keep_all(channel: Channel, found: Sequence[Piece], at: datetime) -> int:
    """Write down all templates of a number as they are now; those that are gone are deleted there. Returns how many."""
    kept = []
    for one in found:
        name, language = words(one.get("name"), 512), words(one.get("language"), 20)
        if name and language:
            kept.append(_locked(channel, name, language).pk)
            _write(kept[-1], _as_listed(one), at, synced=True)
    gone = Template.objects.filter(channel=channel).exclude(pk__in=kept).exclude(state="deleted")
    for pk in gone.values_list("pk", flat=True):
        _write(pk, {"state": "deleted"}, at, synced=True)
    return len(kept)


def keep_news(channel: Channel, field: str, value: Piece, at: datetime) -> None:
    """Write down what one webhook says of a template; older news than what is known change nothing."""
    name, language = words(value.get("message_template_name"), 512), words(value.get("message_template_language"), 20)
    aspect = _NEWS[field]
    said = _as_told(aspect, value)
    if name and language and said:
        template = _locked(channel, name, language)
        _write(template.pk, {**said, "external_id": words(value.get("message_template_id"), 40)}, at)


def _locked(channel: Channel, name: str, language: str) -> Template:
    template, _made = Template.objects.select_for_update(of=("self",)).get_or_create(
        channel=channel, name=name, language=language
    )
    return template


def _write(pk: int, said: Mapping[str, Any], at: datetime, *, synced: bool = False) -> None:
    template = Template.objects.get(pk=pk)
    for aspect, value in said.items():
        if template.as_of.get(aspect, "") <= at.isoformat():
            setattr(template, aspect, value)
            template.as_of[aspect] = at.isoformat()
    if synced:
        template.synced_at = at
    template.save()


def _as_listed(one: Piece) -> dict[str, Any]:
    quality = one.get("quality_score")
    return {
        "external_id": words(one.get("id"), 40),
        "category": words(one.get("category"), 20).lower(),
        "state": _STATES.get(words(one.get("status")).upper(), "pending"),
        "quality": words(quality.get("score") if isinstance(quality, dict) else quality, 10).lower(),
        "reason": _reason(words(one.get("rejected_reason"), 400)),
        "components": mappings(one.get("components", [])),
    }


def _as_told(aspect: str, value: Piece) -> dict[str, Any]:
    if aspect == "state":
        event = words(value.get("event")).upper()
        if event not in _STATES:  # flagged: it may still be sent
            return {}
        info = value.get("rejection_info") or value.get("disable_info") or value.get("other_info")
        told = info.get("reason") or info.get("description") if isinstance(info, dict) else ""
        said = {"state": _STATES[event], "reason": words(told, 400) or _reason(words(value.get("reason"), 400))}
        if category := words(value.get("message_template_category"), 20).lower():
            said["category"] = category
        return said
    if aspect == "components":
        return {"components": _components_told(value)}
    name = {"quality": "new_quality_score", "category": "new_category"}[aspect]
    told = words(value.get(name), 20).lower()
    return {aspect: told[:10] if aspect == "quality" else told} if told else {}


def _components_told(value: Piece) -> list[Piece]:
    """Return the components in the shape in which they are listed."""
    found: list[Piece] = []
    if title := words(value.get("message_template_title")):
        found.append({"type": "HEADER", "format": "TEXT", "text": title})
    found.append({"type": "BODY", "text": words(value.get("message_template_element"))})
    if footer := words(value.get("message_template_footer")):
        found.append({"type": "FOOTER", "text": footer})
    before = "message_template_button_"
    buttons = [
        {str(name).removeprefix(before): words(told, 2000) for name, told in one.items()}
        for one in mappings(value.get("message_template_buttons", []))
    ]
    return [*found, {"type": "BUTTONS", "buttons": buttons}] if buttons else found


def _reason(told: str) -> str:
    return "" if told.upper() == "NONE" else told

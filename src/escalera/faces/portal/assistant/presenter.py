"""A conversation with the assistant as finished strings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from escalera.base.people.models import Contact
from escalera.core.tickets.customers import visible_to_customer
from escalera.core.tickets.links import follow_key
from escalera.levels.selfservice.answering import Source
from escalera.levels.selfservice.choices import Said, Side, State
from escalera.levels.selfservice.models import Assistant, Conversation, Turn
from escalera.levels.selfservice.replies import last_shown


def name_of(assistant: Assistant) -> str:
    return assistant.name or _("Assistant")


def welcome_of(assistant: Assistant) -> str:
    """Return the first words in the reader's language, else those for everybody, else the product's own."""
    language = get_language() or ""
    for code in (language, language.split("-")[0], ""):
        if code in assistant.welcome:
            return assistant.welcome[code]
    return _("Say in a sentence what it is about. I look it up in our help.")


def talk_parts(
    talk: Conversation | None, turns: Sequence[Turn], assistant: Assistant, reader: Contact | None
) -> dict[str, Any]:
    """Return what the part of the conversation shows."""
    name = name_of(assistant)
    shown = last_shown(turns) if talk is not None and talk.state == State.OPEN else None
    return {
        "talk": talk,
        "assistant": name,
        "initials": "".join(word[0] for word in name.split()[:2]).upper(),
        "welcome": welcome_of(assistant),
        "said": [_turn(one, name) for one in turns],
        "verdict": shown is not None and shown.helped is None,
        "which": _which(shown) if shown is not None else (),
        "choices": turns[-1].data.get("choices", ())
        if talk is not None and talk.state == State.OPEN and turns
        else (),
        "may_say": talk is None or not (talk.wants_person or talk.state == State.HANDED),
        "wants": talk is not None and talk.wants_person,
        "handed": talk is not None and talk.state == State.HANDED,
        "request_address": _request(talk, reader) if talk is not None and talk.ticket_id else "",
    }


def quoted(turn: Turn) -> dict[str, Any]:
    """Return what a turn quotes and offers."""
    return {
        "quotes": [_source(one) for one in turn.data.get("quotes", ())],
        "offers": [_source(one) for one in turn.data.get("offers", ())],
    }


def _which(turn: Turn) -> list[dict[str, Any]]:
    """Return the articles among which the customer can name the one that helped; none where there is no choice."""
    offers = turn.data.get("offers", ()) if turn.said == Said.OFFERS else ()
    return [{"article": one["article"], "title": one["title"]} for one in offers] if len(offers) > 1 else []


def _turn(turn: Turn, name: str) -> dict[str, Any]:
    mine = turn.side == Side.CUSTOMER
    return {
        "number": turn.number,
        "side": turn.side,
        "who": _("You") if mine else name,
        "text": turn.text,
        "wording": turn.data.get("wording", ""),
        "covered": bool(turn.data.get("covered")),
        "at": turn.at,
        **quoted(turn),
    }


def _source(stored: dict[str, Any]) -> dict[str, Any]:
    one = Source.of(stored)
    day = formats.date_format(date.fromisoformat(one.day), "DATE_FORMAT")
    return {
        "title": one.title, "heading": one.heading, "text": one.text, "address": one.address, "language": one.language,
        "revised": _("revised on %(day)s") % {"day": day},
    }  # fmt: skip


def _request(talk: Conversation, reader: Contact | None) -> str:
    """Return where the request is followed: signed in as whose it is, under their account; else by its link."""
    number = talk.ticket_id or 0
    if reader is not None and visible_to_customer(reader).filter(pk=number).exists():
        return f"/help/requests/{number}/"
    return f"/t/{follow_key(number)}/"

"""Tools that write: off until a token holds `mcp:write`, and each call is asked back before it is done.

The first call changes nothing and returns what would be done with a code; the same call with the code does it, once.
Nothing here sends, closes or deletes."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from escalera.base.people.actions import meet
from escalera.base.people.models import Token
from escalera.base.people.models.helpers import WORK
from escalera.base.people.queries import contact_at
from escalera.base.refusals import NotAllowed
from escalera.base.storage.together import together
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from escalera.core.tickets.models import Message
from escalera.core.tickets.policies import why_not_note, why_not_work
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing.actions import save_draft
from escalera.faces.mcp.callers import WRITE, caller, tool

CODE_LIVES_S = 600
Code = Annotated[str, Field(max_length=400, description="the code of the first call; empty at first")]
Number = Annotated[int, Field(ge=1, le=2**62)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
Line = Annotated[str, Field(max_length=200)]


@tool
def draft_reply(number: Number, text: Text, confirm: Code = "") -> dict[str, Any]:
    """Put words into your reply's draft on a ticket; a person reads and sends it. Nothing is sent."""
    token = caller(WRITE)
    ticket = find_ticket(token.agent, number)
    if refusal := why_not_work(token.agent, ticket):
        raise NotAllowed(refusal)
    asked = {"tool": "draft_reply", "number": number, "text": text}
    if not confirm:
        return _ask_back(token, asked, f"Put {len(text)} characters into your draft on ticket #{number}.")
    _confirmed(token, asked, confirm)
    draft = save_draft(ticket_id=number, kind="reply", text=text, by=token.agent, at=timezone.now(), version=0)
    return {"done": True, "ticket": number, "draft_version": draft.version if draft else 0}


@tool
def add_internal_note(number: Number, text: Text, confirm: Code = "") -> dict[str, Any]:
    """Leave words on a ticket that only the desk reads."""
    token = caller(WRITE)
    ticket = find_ticket(token.agent, number)
    if refusal := why_not_note(token.agent, ticket):
        raise NotAllowed(refusal)
    asked = {"tool": "add_internal_note", "number": number, "text": text}
    if not confirm:
        return _ask_back(token, asked, f"Leave an internal note of {len(text)} characters on ticket #{number}.")
    key = _confirmed(token, asked, confirm)
    made = actions.note(ticket_id=number, content=Content(text), by=token.agent, at=timezone.now(), key=key)
    return {"done": True, "ticket": number, "message": made.pk}


@tool
def create_ticket(
    requester_email: Annotated[str, Field(max_length=254)], subject: Line, text: Text, requester_name: Line = "",
    confirm: Code = "",
) -> dict[str, Any]:  # fmt: skip
    """Open a ticket for a customer."""
    token = caller(WRITE)
    if not token.agent.may(WORK):
        raise NotAllowed(_("Your role can read tickets but not work on them."))
    asked = {
        "tool": "create_ticket",
        "email": requester_email,
        "name": requester_name,
        "subject": subject,
        "text": text,
    }
    if not confirm:
        return _ask_back(token, asked, f"Open a ticket “{subject}” for {requester_email}.")
    made = _opened(asked, token, _confirmed(token, asked, confirm))
    return {"done": True, "ticket": made.ticket_id, "message": made.pk}


@together()
def _opened(asked: dict[str, Any], token: Token, key: str) -> Message:
    at = timezone.now()
    known = contact_at("email", asked["email"])
    requester = known or meet(channel="email", address=asked["email"], name=asked["name"], at=at)
    return actions.open_ticket(
        requester=requester, subject=asked["subject"], content=Content(asked["text"]), channel="api", at=at,
        by=token.agent, key=key,
    )  # fmt: skip


def _ask_back(token: Token, asked: dict[str, Any], words: str) -> dict[str, Any]:
    return {
        "done": False,
        "would_do": words,
        "confirm": signing.dumps([token.pk, _digest(asked)], salt="mcp-confirm"),
        "next": "Show this to the person you work for. If they agree, call again with the same values and this code.",
    }


def _confirmed(token: Token, asked: dict[str, Any], code: str) -> str:
    """Return a key under which this happens once. Raises: ToolError if the code is for something else or too old."""
    try:
        given = signing.loads(code, salt="mcp-confirm", max_age=CODE_LIVES_S)
    except signing.BadSignature:
        given = None
    if given != [token.pk, _digest(asked)]:
        raise ToolError("The code is not for this call, or it is older than ten minutes. Call without one first.")
    return "mcp:" + hashlib.sha256(code.encode()).hexdigest()[:60]


def _digest(asked: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

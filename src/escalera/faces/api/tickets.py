"""Lists, single tickets, new tickets, and what is said on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import Field

from escalera.base.people.actions import meet
from escalera.base.people.models import Agent, Contact, Level, Team
from escalera.base.people.models.helpers import WORK
from escalera.base.people.queries import contact_at
from escalera.base.refusals import BadInput, NotAllowed
from escalera.base.storage import files
from escalera.base.storage.together import together
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.channels.shared.templates import said_by
from escalera.core.channels.shared.ways import reached_by
from escalera.core.tickets import actions
from escalera.core.tickets.actions import Content
from escalera.core.tickets.leaving import reply_channel
from escalera.core.tickets.links import follow_url
from escalera.core.tickets.models import Attachment, Category, Message, Ticket
from escalera.core.tickets.policies import visible_to
from escalera.core.tickets.queries import LARGEST_PAGE, PAGE, Scope, find_ticket, ticket_page
from escalera.faces.api.errors import answer
from escalera.faces.api.inputs import NewMessage, NewReply, NewTicket, content_of
from escalera.faces.api.keys import READ, WRITE, Key, agent_of
from escalera.faces.api.once import once_key
from escalera.faces.api.outputs import MessageOut, MessagePage, Opened, TicketOut, TicketPage, answers
from escalera.faces.api.rows import MESSAGES, message_row, messages_after, named, ticket_row, whole_ticket

router = Router(tags=["tickets"])
Limit = Annotated[int, Field(ge=1, le=LARGEST_PAGE)]


@router.get("/tickets", auth=Key(READ), response=answers(TicketPage))
def list_tickets(
    request: HttpRequest,
    team: int | None = None,
    level: int | None = None,
    assignee: Annotated[str, Field(pattern=r"^(me|none|\d{1,18})?$")] = "",
    state: Literal["open", "ended", "all"] = "open",
    channel: Annotated[str, Field(max_length=16)] = "",
    q: Annotated[str, Field(max_length=200)] = "",
    after: Annotated[str, Field(max_length=200)] = "",
    limit: Limit = PAGE,
) -> HttpResponse:
    """List the tickets that the token's agent may see, last updated first.

    `level`: the step's order; `assignee`: an agent's id, `me` or `none`; `q`: full text, one page of the newest
    matches; `after`: the previous page's `next`."""
    agent = agent_of(request)
    scope = Scope(
        team_id=team,
        level_id=None if level is None else _level(level),
        agent_id=agent.pk if assignee == "me" else int(assignee) if assignee.isdigit() else None,
        unassigned=assignee == "none",
        channel=channel.replace("\x00", ""),
        state=state,
        words=q.replace("\x00", ""),
    )
    page = ticket_page(agent, scope, after=after, limit=limit)
    return answer({"tickets": [ticket_row(row) for row in page.rows], "next": page.next})


@router.post("/tickets", auth=Key(WRITE), response=answers(Opened, 201, 200))
def open_ticket(request: HttpRequest, body: NewTicket) -> HttpResponse:
    """Open a ticket for a customer. With an `Idempotency-Key` used before: 200 and the ticket that it made then."""
    agent, at, key = agent_of(request), timezone.now(), once_key(request)
    if not agent.may(WORK):
        raise NotAllowed(_("Your role can read tickets but not work on them."))
    known = contact_at("email", body.requester.email)
    # A stranger becomes a contact only together with the ticket; for an acquaintance one transaction is enough.
    make = _open if known else together()(_open)
    try:
        message = make(body, known, agent, at, key)
    except IntegrityError as error:
        message = _made_meanwhile(key, error)
    return _opened(message, 201 if message.at == at else 200)


@router.get("/tickets/{int:number}", auth=Key(READ), response=answers(TicketOut))
def read_ticket(request: HttpRequest, number: int) -> HttpResponse:
    """Return a ticket with its conversation, its stays and its escalations."""
    return answer(whole_ticket(find_ticket(agent_of(request), number)))


@router.get("/tickets/{int:number}/messages", auth=Key(READ), response=answers(MessagePage))
def list_messages(
    request: HttpRequest, number: int, after: Annotated[int, Query(ge=0, le=2**62)] = 0, limit: Limit = MESSAGES
) -> HttpResponse:
    """List what was said, oldest first; `after` is the last message that you have."""
    require_visible(agent_of(request), number)
    messages, following = messages_after(number, after, limit)
    return answer({"messages": messages, "next": following})


@router.get("/tickets/{int:number}/attachments/{int:attachment}", auth=Key(READ), response=bytes)
def read_attachment(request: HttpRequest, number: int, attachment: int) -> StreamingHttpResponse:
    """Return a file's bytes, always as a download."""
    require_visible(agent_of(request), number)
    one = Attachment.objects.get(pk=attachment, message__ticket=number)
    response = StreamingHttpResponse(files.stream(one.sha256), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, one.name) or "attachment"
    response["Content-Length"] = str(one.size)
    return response


@router.post("/tickets/{int:number}/replies", auth=Key(WRITE), response=answers(MessageOut, 201, 200))
def reply(request: HttpRequest, number: int, body: NewReply) -> HttpResponse:
    """Answer the customer in their channel, or in another of theirs. Honours `Idempotency-Key`. What the channel can't
    carry now (a window that has closed, a file that it does not take) is refused with 422 and words."""
    agent, at, key = agent_of(request), timezone.now(), once_key(request)
    ticket = find_ticket(agent, number)
    content, channel = _words_by(body, ticket)
    try:
        message = actions.reply(
            ticket_id=number, content=content, by=agent, at=at, then=body.then, key=key, channel=channel
        )
    except IntegrityError as error:
        message = _made_meanwhile(key, error)
    return answer(message_row(message), 201 if message.at == at else 200)


@router.post("/tickets/{int:number}/notes", auth=Key(WRITE), response=answers(MessageOut, 201, 200))
def note(request: HttpRequest, number: int, body: NewMessage) -> HttpResponse:
    """Leave words that only our side reads. Honours `Idempotency-Key`."""
    agent, at, key = agent_of(request), timezone.now(), once_key(request)
    require_visible(agent, number)
    content = content_of(body.text, body.attachments)
    try:
        message = actions.note(ticket_id=number, content=content, by=agent, at=at, key=key)
    except IntegrityError as error:
        message = _made_meanwhile(key, error)
    return answer(message_row(message), 201 if message.at == at else 200)


def _words_by(body: NewReply, ticket: Ticket) -> tuple[Content, str]:
    """Return what is said and by which kind of channel. Raises: BadInput."""
    content = content_of(body.text, body.attachments)
    channel = body.channel or reply_channel(ticket)
    if body.channel and capabilities_of(channel) is None:
        raise BadInput(_("There is no channel “%(kind)s”.") % {"kind": channel})
    extra: dict[str, Any] = {"door": body.door} if body.door is not None else {}
    if body.template is not None:
        _thread, door, _address = reached_by(ticket, channel, extra)
        if door is None:
            raise BadInput(_("There is no channel “%(kind)s”.") % {"kind": channel})
        text, chosen = said_by(door, body.template.name, body.template.language, body.template.values)
        return Content(text, extra={**extra, **chosen}), channel
    return replace(content, extra=extra or None), channel


def require_visible(agent: Agent, number: int) -> None:
    """Raise Ticket.DoesNotExist unless the agent may see the ticket: what is not theirs is not there."""
    if not visible_to(agent).filter(pk=number).exists():
        raise Ticket.DoesNotExist


def category_called(key: str) -> Category | None:
    """Return the category with this key; None for "". Raises: BadInput."""
    found = Category.objects.select_related("team__level", "parent").filter(key=key).first() if key else None
    if key and found is None:
        raise BadInput(_("There is no category “%(key)s”.") % {"key": key[:60]})
    return found


def _open(body: NewTicket, requester: Contact | None, by: Agent, at: datetime, key: str | None) -> Message:
    requester = requester or meet(channel="email", address=body.requester.email, name=body.requester.name, at=at)
    return actions.open_ticket(
        requester=requester,
        subject=body.subject,
        content=content_of(body.text, body.attachments),
        channel=body.channel,
        at=at,
        team=_team(body.team),
        kind=body.kind,
        priority=body.priority,
        category=category_called(body.category),
        impact=body.impact,
        urgency=body.urgency,
        language=body.language,
        by=by,
        key=key,
    )


def _opened(message: Message, status: int) -> HttpResponse:
    ticket = message.ticket
    data = {
        "id": ticket.pk,
        "message": message.pk,
        "status": ticket.status,
        "team": named(ticket.team),
        "level": ticket.team.level.order,
        "follow_url": follow_url(ticket.pk),
    }
    return answer(data, status)


def _made_meanwhile(key: str | None, error: IntegrityError) -> Message:
    """Return what another request with the same key made in this moment; anything else is an error."""
    message = Message.objects.filter(key=key).first() if key else None
    if message is None:
        raise error
    return message


def _team(number: int | None) -> Team | None:
    if number is None:
        return None
    team = Team.objects.select_related("level").filter(pk=number).first()
    if team is None:
        raise BadInput(_("There is no team %(number)s.") % {"number": number})
    return team


def _level(order: int) -> int:
    level = Level.objects.filter(order=order).values_list("pk", flat=True).first()
    if level is None:
        raise BadInput(_("There is no level %(order)s.") % {"order": order})
    return level

"""Sending: replies, that wait a moment for undo or for their time, and notes; and the macros that the composer offers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from escalera.base.refusals import BadInput, Refusal
from escalera.base.settings.models import Company
from escalera.core.channels.shared.ways import MAIL, choose
from escalera.core.deeds.registry import moves
from escalera.core.deeds.variables import fill, values_for
from escalera.core.tickets.models import Ticket
from escalera.core.tickets.queries import find_ticket
from escalera.core.writing import actions
from escalera.core.writing.models import Upload
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, retargeted, status_of
from escalera.faces.desk.ticket.composing.doubts import Doubt, doubts_of
from escalera.faces.desk.ticket.composing.helping import call_of_words
from escalera.faces.desk.ticket.composing.mentions import with_mentions, without_marks
from escalera.faces.desk.ticket.composing.presenter import composer_context, last_said, signature_for
from escalera.faces.desk.ticket.composing.through import chosen_way, said_through
from escalera.faces.desk.ticket.composing.times import chosen
from escalera.faces.desk.ticket.composing.wanted import Wanted
from escalera.faces.desk.ticket.forms import WordsForm
from escalera.faces.desk.ticket.presenter import part_context
from escalera.faces.desk.ticket.views import after, gone, page
from escalera.levels.frontline import actions as frontline
from escalera.levels.frontline import queries as macros
from escalera.levels.frontline.models import Macro
from escalera.levels.frontline.policies import usable_by


class Doubtful(Refusal):
    """Nothing was sent: whoever sends it again after having read the doubts means it."""

    def __init__(self, doubts: list[Doubt]) -> None:
        super().__init__(_("Look at this before it leaves."))
        self.doubts = doubts


@dataclass(frozen=True, slots=True)
class Words:
    """A filled form on its ticket."""

    request: DeskRequest
    ticket: Ticket
    given: dict[str, Any]
    at: datetime

    @property
    def key(self) -> str:
        return f"desk:{self.request.user.pk}:{self.given['key']}"

    @property
    def verb(self) -> str:
        """Return how it is sent: "", wait, resolve, escalate, macro, later, until."""
        return str(self.given["then"]).partition(":")[0]

    @property
    def when(self) -> str:
        """Return the code of the chosen moment, for `later` and `until`."""
        return str(self.given["then"]).partition(":")[2]


@desk_view
@require_POST
def write(request: DeskRequest, number: int) -> HttpResponse:
    """Send a reply or leave a note; the same rendered form sent twice writes once."""
    ticket = find_ticket(request.user, number)
    form = WordsForm(request.POST, request.FILES)
    try:
        if not form.is_valid():
            raise BadInput(next(str(error) for errors in form.errors.values() for error in errors))
        words = Words(request, ticket, form.cleaned_data, timezone.now())
        _keep_files(words)
        _note(words) if words.given["kind"] == "note" else _reply(words)
    except Refusal as refusal:
        return _refused(request, ticket, refusal)
    return _sent(request, number, escalates=words.verb == "escalate")


@desk_view
@require_GET
def answers(request: DeskRequest, number: int) -> HttpResponse:
    """Show the macros and canned answers, filled in for this ticket and the language of the reply."""
    ticket = find_ticket(request.user, number)
    found = macros.macros_for(ticket, request.user, request.GET.get("language", "")[:10])
    return render(request, "desk/ticket/_answers.html", {"macros": found})


def _keep_files(words: Words) -> None:
    """Put files that came with the form itself (a browser without script) where all others wait already."""
    for one in words.given["attached"]:
        actions.add_upload(
            ticket_id=words.ticket.pk,
            kind=words.given["kind"],
            name=one.name,
            content_type=one.content_type or "",
            content=one.read(),
            by=words.request.user,
            at=words.at,
        )


def _note(words: Words) -> None:
    text = with_mentions(_text(words))
    actions.write_note(ticket_id=words.ticket.pk, text=text, by=words.request.user, at=words.at, key=words.key)


def _reply(words: Words) -> None:
    """Send the reply; a macro's deeds are done with it. What takes the ticket away lets the reply leave first."""
    given, agent, number = words.given, words.request.user, words.ticket.pk
    macro = macros.find_macro(agent, given["macro"]) if given["macro"] else None
    text = without_marks(_filled(words))
    if words.verb == "macro" and macro is not None:
        frontline.run_macro(macro_id=macro.pk, ticket_id=number, by=agent, at=words.at)
        frontline.count_use(macro_ids=[macro.pk], by=agent, at=words.at)
        return
    _raise_doubts(words, text)
    send_at = chosen(agent, words.when, given["later_at"], words.at) if words.verb == "later" else None
    reply = _as_sent(words, text, send_at, macro)
    at_once = send_at is None and (words.verb == "escalate" or (macro is not None and moves(macro.deeds)))
    with transaction.atomic():
        held = actions.send(
            ticket_id=number, reply=reply, by=agent, at=words.at, key=words.key, send_at=send_at, at_once=at_once
        )
        if held.held_at == words.at:
            _use_macros(words, macro)


def _as_sent(words: Words, text: str, send_at: datetime | None, macro: Macro | None) -> actions.Reply:
    given, agent = words.given, words.request.user
    way = chosen_way(words.ticket, Wanted.of(words.request.POST), words.at)
    if way is None:
        raise BadInput(choose(()).why)
    text, extra = said_through(words.ticket, way, Wanted.of(words.request.POST), text)
    until = chosen(agent, words.when, "", words.at) if words.verb == "until" else None
    then = given["later_then"] if send_at else "wait" if until else words.verb or (macro.then if macro else "")
    return actions.Reply(
        text=text,
        then=then if then in ("wait", "resolve") else "",
        wait_until=until,
        unless_answered=given["careful"],
        signature="" if given["unsigned"] or way.kind != MAIL else signature_for(agent, words.ticket),
        language=given["language"],
        channel=way.kind,
        extra=extra,
        call_id=call_of_words(words.request, _text(words)),
    )


def _use_macros(words: Words, macro: Macro | None) -> None:
    """Do the deeds of the chosen macro, and count all whose words were taken."""
    agent, at = words.request.user, words.at
    if macro is not None:
        frontline.run_macro(macro_id=macro.pk, ticket_id=words.ticket.pk, by=agent, at=at)
    used = [int(one) for one in words.given["used"].split(",") if one.isdecimal() and len(one) < 10]
    used += [macro.pk] if macro is not None else []
    if used:
        frontline.count_use(macro_ids=used, by=agent, at=at)


def _raise_doubts(words: Words, text: str) -> None:
    number, agent = words.ticket.pk, words.request.user
    files = Upload.objects.filter(draft__ticket=number, draft__agent=agent, draft__kind="reply").exists()
    found = doubts_of(number, text, files=files, seen=words.given["seen"] or 0, by=agent)
    confirmed = words.given["confirmed"].split("|")
    if any(one.code not in confirmed for one in found):
        raise Doubtful(found)


def _text(words: Words) -> str:
    return str(words.given["text"]).replace("\r\n", "\n")


def _filled(words: Words) -> str:
    text = _text(words)
    if "{" not in text:
        return text
    return fill(text, values_for(words.ticket, words.request.user, Company.get().name))


def _sent(request: DeskRequest, number: int, *, escalates: bool) -> HttpResponse:
    """Show the ticket as it is now, with a fresh composer; the panel of the escalation opens if it was asked for."""
    if not request.htmx:
        return redirect("desk:escalate", number) if escalates else after(request, number)
    try:
        context = part_context(request.user, number, timezone.now())
    except Ticket.DoesNotExist:
        return gone(request)
    fresh = composer_context(request.user, context["ticket"], last_said(context["timeline"]))
    response = render(request, "desk/ticket/composing/_sent.html", {**context, **fresh, "oob": True})
    if escalates:
        response["HX-Trigger-After-Settle"] = "escalate-now"
    return response


def _refused(request: DeskRequest, ticket: Ticket, refusal: Refusal) -> HttpResponse:
    """Give the words back with what was wrong; nothing that was written is lost."""
    post = request.POST
    doubts = refusal.doubts if isinstance(refusal, Doubtful) else []
    seen = post.get("seen", "")
    change: dict[str, Any] = {
        "draft": post.get("text", ""),
        "kind": "note" if ticket.only_seen or post.get("kind") == "note" else "reply",
        "composer_refused": "" if doubts else str(refusal),
        "doubts": [one.words for one in doubts],
        "confirmed": "|".join(one.code for one in doubts),
        "then": post.get("then", ""),
        "later_at": post.get("later_at", ""),
        "later_then": post.get("later_then", ""),
        "careful": "careful" in post,
        "unsigned": "unsigned" in post,
        "used": post.get("used", ""),
        "macro": _chosen_macro(request),
        "drafted": _drafted(request),
        "seen": seen if seen.isdecimal() else 0,
    }
    status = status_of(refusal)
    if not request.htmx:
        return page(request, ticket.pk, status=status, **change)
    context = {**composer_context(request.user, ticket, wanted=Wanted.of(request.POST)), **change}
    return retargeted(render(request, "desk/ticket/_composer.html", context, status=status), "#composer")


def _drafted(request: DeskRequest) -> dict[str, Any] | None:
    """Return what is said again about words that the language model began."""
    given = request.POST.get("drafted", "")
    return {"id": int(given)} if given.isascii() and given.isdecimal() and len(given) < 18 else None


def _chosen_macro(request: DeskRequest) -> dict[str, Any] | None:
    given = request.POST.get("macro", "")
    if not given.isdecimal() or len(given) > 9:
        return None
    macro = usable_by(request.user).filter(pk=int(given)).first()
    return {"id": macro.pk, "name": macro.name} if macro else None

"""Panels about two tickets: merge, link, split; and finding the other one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput, Refusal
from escalera.base.settings.words import level_code
from escalera.core.tickets import actions
from escalera.core.tickets.models import LinkKind, Message, Status, Ticket
from escalera.core.tickets.queries import Scope, find_ticket, messages_of, ticket_page
from escalera.faces.desk.shared.looks import glyph
from escalera.faces.desk.shared.moments import Moments
from escalera.faces.desk.shared.pages import DeskRequest, desk_view, status_of
from escalera.faces.desk.ticket.panels import Panel, done, panel_page

FOUND = 8
SHOWN = 160  # characters of a message in the list of the split


@desk_view
@require_GET
def candidates(request: DeskRequest, number: int) -> HttpResponse:
    """Show tickets by number or words, or the same customer's last ones; one can be chosen."""
    ticket = find_ticket(request.user, number)
    return render(request, "desk/ticket/objects/_found.html", _found(request.user, ticket, request.GET.get("q", "")))


@desk_view
@require_http_methods(["GET", "POST"])
def merge(request: DeskRequest, number: int) -> HttpResponse:
    """Merge this ticket with another: look for it, see what will happen, then do it."""
    ticket = find_ticket(request.user, number)
    given = request.POST or request.GET
    other = _other(request.user, number, given.get("other", ""))
    here = given.get("into", "other") == "this"
    panel: Panel = {
        "panel_template": "desk/ticket/objects/_merge.html",
        "panel_url": reverse("desk:merge", args=[number]),
        "found_url": reverse("desk:candidates", args=[number]),
        "number": number,
        "into": "this" if here else "other",
        "other": other,
        "other_glyph": glyph(other.level.order) if other else 0,
        "preview": _preview(ticket, other, here) if other else [],
        **({} if other else _found(request.user, ticket, "")),
    }
    if request.method == "GET" or request.POST.get("sure") != "1":
        if request.method == "POST" and other is None:
            panel["panel_refused"] = _("Choose the other ticket.")
        return panel_page(request, number, panel)
    try:
        if other is None:
            raise BadInput(_("Choose the other ticket."))
        survivor, absorbed = (number, other.pk) if here else (other.pk, number)
        actions.merge(survivor_id=survivor, absorbed_id=absorbed, by=request.user, at=timezone.now())
    except Refusal as refusal:
        panel["panel_refused"] = str(refusal)
        return panel_page(request, number, panel, status_of(refusal))
    return _go(request, survivor)


@desk_view
@require_http_methods(["GET", "POST"])
def link(request: DeskRequest, number: int) -> HttpResponse:
    """Link this ticket with another, knowing what will go along the link."""
    ticket = find_ticket(request.user, number)
    kind = request.POST.get("kind", "related")
    panel: Panel = {
        "panel_template": "desk/ticket/objects/_link.html",
        "panel_url": reverse("desk:link", args=[number]),
        "found_url": reverse("desk:candidates", args=[number]),
        "kinds": _kinds(number, kind),
        **_found(request.user, ticket, ""),
    }

    def act() -> None:
        other = _other(request.user, number, request.POST.get("other", ""))
        if other is None:
            raise BadInput(_("Choose the other ticket."))
        turned = kind in ("original", "child")
        one, to = (other.pk, number) if turned else (number, other.pk)
        name = {"original": LinkKind.DUPLICATE, "child": LinkKind.PARENT}.get(kind, kind)
        actions.link(ticket_id=one, to_id=to, kind=str(name), by=request.user, at=timezone.now())

    return done(request, number, panel, act)


@desk_view
@require_http_methods(["GET", "POST"])
def split(request: DeskRequest, number: int) -> HttpResponse:
    """Open a new ticket with some of this one's messages."""
    ticket = find_ticket(request.user, number)
    messages = messages_of(number)
    chosen = {int(key) for key in request.POST.getlist("message") if key.isdecimal() and len(key) < 19}
    if request.method == "GET":
        chosen = _from(messages, request.GET.get("from", ""))
    panel: Panel = {
        "panel_template": "desk/ticket/objects/_split.html",
        "panel_url": reverse("desk:split", args=[number]),
        "subject": request.POST.get("subject", ticket.subject),
        "copy": request.POST.get("copy") == "1" or (request.method == "GET" and len(messages) == 1),
        "messages": _choices(messages, chosen),
    }
    if request.method == "GET":
        return panel_page(request, number, panel)
    try:
        made = actions.split(
            ticket_id=number,
            message_ids=sorted(chosen),
            subject=request.POST.get("subject", ""),
            copy=request.POST.get("copy") == "1",
            by=request.user,
            at=timezone.now(),
        )
    except Refusal as refusal:
        panel["panel_refused"] = str(refusal)
        return panel_page(request, number, panel, status_of(refusal))
    return _go(request, made.pk)


def _go(request: DeskRequest, number: int) -> HttpResponse:
    """Go to where the work goes on, as a link to it would."""
    url = reverse("desk:ticket", args=[number])
    if not request.htmx:
        return redirect(url)
    return HttpResponse(
        status=204, headers={"HX-Location": f'{{"path": "{url}", "target": "#work", "swap": "innerHTML"}}'}
    )


def _other(agent: Agent, number: int, text: str) -> Ticket | None:
    plain = text.strip().lstrip("#")
    if not plain.isdecimal() or len(plain) > 18 or int(plain) == number:
        return None
    try:
        return find_ticket(agent, int(plain))
    except Ticket.DoesNotExist:
        return None


def _found(agent: Agent, ticket: Ticket, words: str) -> dict[str, Any]:
    words = words.strip()[:200]
    exact = _other(agent, ticket.pk, words)
    scope = Scope(state="all", words=words) if words else Scope(state="all", requester_id=ticket.requester_id)
    page = ticket_page(agent, scope, limit=FOUND + 1)
    moments = Moments(timezone.now())
    rows = [
        {
            "number": row.id,
            "subject": row.subject,
            "level": glyph(row.level),
            "code": level_code(row.level),
            "words": f"{row.requester} · {Status(row.status).label} · {moments.ago(row.updated_at)}",
        }
        for row in page.rows
        if row.id != ticket.pk and (exact is None or row.id != exact.pk)
    ][:FOUND]
    if exact is not None:
        rows.insert(0, {
            "number": exact.pk, "subject": exact.subject, "level": glyph(exact.level.order), "code": exact.level.code,
            "words": f"{exact.requester.name} · {exact.get_status_display()} · {moments.ago(exact.updated_at)}",
        })  # fmt: skip
    return {"found": rows, "found_words": words, "found_only": len(rows) == 1}


def _preview(ticket: Ticket, other: Ticket, here: bool) -> list[str]:
    """Say what merging will do, before it is done."""
    survivor, absorbed = (ticket, other) if here else (other, ticket)
    messages = Message.objects.filter(ticket=absorbed).count()
    words = ngettext(
        "%(count)d message of #%(number)d goes over to #%(into)d, in the order of time.",
        "%(count)d messages of #%(number)d go over to #%(into)d, in the order of time.",
        messages,
    ) % {"count": messages, "number": absorbed.pk, "into": survivor.pk}
    lines = [words]
    if absorbed.requester_id != survivor.requester_id:
        lines.append(
            _("%(name)s joins the conversation: answers go to them as a copy, and they can see it.")
            % {"name": absorbed.requester.name}
        )
    lines.append(_("People and tags of #%(number)d come along.") % {"number": absorbed.pk})
    lines.append(
        _("#%(number)d ends and points here; mail that answers it arrives in #%(into)d.")
        % {"number": absorbed.pk, "into": survivor.pk}
    )
    lines.append(_("Nobody outside is told. It can be undone."))
    return lines


def _kinds(number: int, chosen: str) -> list[dict[str, Any]]:
    kinds = (
        ("related", _("Related"), _("They only know of each other. Nothing goes along the link.")),
        ("duplicate", _("This is a duplicate of it"),
         _("When the other one is resolved, #%(number)d is resolved too and its customer is told.")),
        ("original", _("It is a duplicate of this"),
         _("When #%(number)d is resolved, the other one is resolved too and its customer is told.")),
        ("parent", _("This is a part of it"),
         _("The other one waits with its end for #%(number)d, unless somebody insists. Replies on it can go here too.")),
        ("child", _("It is a part of this"),
         _("#%(number)d waits with its end for the other one, unless you insist. Replies on it can go there too.")),
    )  # fmt: skip
    return [
        {"key": key, "label": label, "hint": hint % {"number": number}, "chosen": key == chosen}
        for key, label, hint in kinds
    ]


def _from(messages: Any, key: str) -> set[int]:
    """Return the keys from a message to the last."""
    first = int(key) if key.isdecimal() and len(key) < 19 else 0
    return {one.pk for one in messages if first and one.pk >= first}


def _choices(messages: Any, chosen: set[int]) -> list[dict[str, Any]]:
    moments = Moments(timezone.now())
    return [
        {
            "id": one.pk,
            "who": one.author.name if one.author else _("Automatic answer"),
            "when": moments.clock(one.at),
            "text": " ".join(one.text[: SHOWN * 4].split())[:SHOWN],
            "chosen": one.pk in chosen,
        }
        for one in messages[-200:]
    ]

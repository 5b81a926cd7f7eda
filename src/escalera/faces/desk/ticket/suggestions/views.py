"""What may help with this ticket, fetched after its page: articles, canned answers, solved tickets like it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from escalera.core.knowledge.actions import count_shown, count_use
from escalera.core.knowledge.choices import How, LinkKind
from escalera.core.knowledge.links import articles_of
from escalera.core.knowledge.models import Article
from escalera.core.knowledge.policies import visible_to
from escalera.core.retrieval.actions import note_sent
from escalera.core.retrieval.beside import about
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.pages import DeskRequest, beside_ticket, desk_view
from escalera.faces.desk.ticket.suggestions.presenter import context_of
from escalera.levels.frontline.queries import macros_for


@desk_view
@require_GET
@beside_ticket
def show(request: DeskRequest, number: int) -> HttpResponse:
    """Show what may help; an empty place if nothing fits."""
    ticket = find_ticket(request.user, number)
    found = about(ticket, request.user)
    macros = [] if ticket.only_seen else macros_for(ticket, request.user)
    if not ticket.only_seen:
        count_shown(article_ids=[one.article for one in found.articles], ticket_id=number, at=timezone.now())
    linked = articles_of(LinkKind.TICKET, number, by=request.user)
    return render(
        request, "desk/ticket/suggestions/_card.html", {**context_of(ticket, found, macros), "linked": linked}
    )


@desk_view
@require_POST
def use(request: DeskRequest, number: int, article: int) -> HttpResponse:
    """Note that an article was put into a reply, and whether the search would have answered with it."""
    find_ticket(request.user, number)
    known = Article.objects.filter(visible_to(request.user)).only("pk").get(pk=article)
    now = timezone.now()
    count_use(article_id=known.pk, ticket_id=number, how=How.USED, at=now)
    note_sent(ticket_id=number, article_id=known.pk, by=request.user, at=now)
    return HttpResponse(status=204)

"""What is too long for the page, on its own when somebody asks for it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from escalera.core.tickets.models import Message
from escalera.core.tickets.queries import find_ticket
from escalera.faces.desk.shared.looks import with_links
from escalera.faces.desk.shared.pages import DeskRequest, desk_view


@desk_view
@require_GET
def folded(request: DeskRequest, number: int, message: int, place: int) -> HttpResponse:
    """Show a quoted part of a message as a whole."""
    find_ticket(request.user, number)
    parts = Message.objects.get(pk=message, ticket=number).folded or []
    if place >= len(parts):
        raise Message.DoesNotExist
    text = "\n".join(piece for piece in (parts[place].get("header", ""), parts[place].get("text", "")) if piece)
    return HttpResponse(f'<div class="body">{with_links(text)}</div>')

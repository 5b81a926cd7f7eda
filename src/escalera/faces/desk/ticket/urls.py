"""Addresses of one ticket; `number` is always given."""

from django.urls import URLPattern, URLResolver, include, path

from escalera.faces.desk.ticket import moves, panels, views
from escalera.faces.desk.together.urls import of_ticket as together

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.show, name="ticket"),
    path("parts/", views.parts, name="parts"),
    path("", include("escalera.faces.desk.ticket.composing.urls")),
    *together,
    path("", include("escalera.faces.desk.ticket.objects.urls")),
    path("", include("escalera.faces.desk.ticket.clocks.urls")),
    path("", include("escalera.faces.desk.ticket.procedures.urls")),
    path("", include("escalera.faces.desk.ticket.suggestions.urls")),
    path("", include("escalera.faces.desk.ticket.proposals.urls")),
    path("", include("escalera.faces.desk.ticket.placing.urls")),
    path("", include("escalera.faces.desk.ticket.joins.urls")),
    path("wait/", moves.wait, name="wait"),
    path("resolution/", moves.resolve, name="resolution"),
    path("", include("escalera.faces.desk.ticket.climbing.urls")),
    path("escalations/<int:escalation>/acceptance/", moves.accept, name="accept"),
    path("deliveries/<int:delivery>/again/", moves.resend, name="resend"),
    path("higher/declined/", panels.decline, name="decline"),
    path("return/", panels.send_back, name="return"),
    *(path(f"{noun}/", moves.one_click, {"noun": noun}, name=noun) for noun in moves.ONE_CLICK),
]

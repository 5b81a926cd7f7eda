"""Addresses of the desk."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from escalera.faces.desk.access import views as access
from escalera.faces.desk.files import views as files
from escalera.faces.desk.gate import views as gate
from escalera.faces.desk.inbox import views as inbox
from escalera.faces.desk.ladder import views as ladder
from escalera.faces.desk.ticket import moves, panels, views, writing

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("sign-in/", access.sign_in, name="sign-in"),
    path("sign-out/", access.sign_out, name="sign-out"),
    path("first-owner/<str:key>/", access.first_owner, name="first-owner"),
    path("language/", set_language, name="language"),
    path("desk/", inbox.inbox, name="inbox"),
    path("desk/rows/", inbox.rows, name="rows"),
    path("desk/views/", inbox.views, name="views"),
    path("desk/side/", inbox.side, name="side"),
    path("desk/tickets/<int:number>/", views.show, name="ticket"),
    path("desk/tickets/<int:number>/parts/", views.parts, name="parts"),
    path("desk/tickets/<int:number>/messages/", writing.write, name="write"),
    path("desk/tickets/<int:number>/answers/", writing.answers, name="answers"),
    path("desk/tickets/<int:number>/wait/", moves.wait, name="wait"),
    path("desk/tickets/<int:number>/escalations/", panels.escalate, name="escalate"),
    path("desk/tickets/<int:number>/escalations/<int:escalation>/acceptance/", moves.accept, name="accept"),
    path("desk/tickets/<int:number>/escalations/<int:escalation>/rejection/", panels.reject, name="reject"),
    path("desk/tickets/<int:number>/deliveries/<int:delivery>/again/", moves.resend, name="resend"),
    path("desk/tickets/<int:number>/return/", panels.send_back, name="return"),
    *(
        path(f"desk/tickets/<int:number>/{noun}/", moves.one_click, {"noun": noun}, name=noun)
        for noun in moves.ONE_CLICK
    ),
    path("desk/files/<int:number>/<str:name>", files.attachment, name="file"),
    path("desk/messages/<int:number>/html/", files.message_html, name="message-html"),
    path("desk/gate/", gate.show, name="gate"),
    path("desk/gate/<int:item>/again/", gate.again, name="gate-again"),
    path("desk/gate/<int:item>/original.eml", gate.original, name="gate-original"),
    path("desk/ladder/", ladder.show, name="ladder"),
]

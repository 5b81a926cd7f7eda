"""Addresses of the desk. A screen with more than a few keeps its own `urls.py` and is included here, under one name
space: every address is `desk:<name>`."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from escalera.faces.desk.access import views as access
from escalera.faces.desk.access import way_in
from escalera.faces.desk.articles import editing
from escalera.faces.desk.files import views as files
from escalera.faces.desk.gate import out as gate_out
from escalera.faces.desk.gate import views as gate
from escalera.faces.desk.ladder import views as ladder
from escalera.faces.desk.ticket.objects import names
from escalera.faces.desk.together.urls import of_desk as together

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", access.sign_in, name="sign-in"),
    path("sign-out/", access.sign_out, name="sign-out"),
    path("first-owner/<str:key>/", access.first_owner, name="first-owner"),
    path("way-in/<str:key>/", way_in.show, name="way-in"),
    path("language/", set_language, name="language"),
    path("brand/", include("escalera.faces.desk.brand.urls")),
    path("desk/", include("escalera.faces.desk.inbox.urls")),
    path("desk/tickets/<int:number>/write-up/", editing.write_up, name="ticket-write-up"),
    path("desk/tickets/<int:number>/", include("escalera.faces.desk.ticket.urls")),
    path("desk/tags/names/", names.tags, name="tag-names"),
    path("desk/customers/names/", names.customers, name="customer-names"),
    path("desk/checklists/names/", names.lists, name="list-names"),
    path("desk/files/<int:number>/<str:name>", files.attachment, name="file"),
    path("desk/messages/<int:number>/html/", files.message_html, name="message-html"),
    path("desk/bulk/", include("escalera.faces.desk.bulk.urls")),
    path("desk/gate/", gate.show, name="gate"),
    path("desk/gate/out/", gate_out.show, name="gate-out"),
    path("desk/gate/out/<int:delivery>/again/", gate_out.again, name="gate-out-again"),
    path("desk/gate/out/said/<int:saying>/again/", gate_out.say_again, name="gate-out-say-again"),
    path("desk/gate/<int:item>/again/", gate.again, name="gate-again"),
    path("desk/gate/<int:item>/original.eml", gate.original, name="gate-original"),
    path("desk/ladder/", ladder.show, name="ladder"),
    path("desk/reports/", include("escalera.faces.desk.reports.urls")),
    path("desk/search/", include("escalera.faces.desk.search.urls")),
    path("desk/articles/", include("escalera.faces.desk.articles.urls")),
    path("desk/procedures/", include("escalera.faces.desk.procedures.urls")),
    path("desk/", include("escalera.faces.desk.customers.urls")),
    path("desk/", include(together)),
    path("desk/by-hand/", include("escalera.faces.desk.by_hand.urls")),
    path("desk/calls/", include("escalera.faces.desk.calls.urls")),
    path("desk/on-call/", include("escalera.faces.desk.oncall.urls")),
    path("desk/routing/", include("escalera.faces.desk.routing.urls")),
    path("desk/notifications/", include("escalera.faces.desk.notifications.urls")),
    path("", include("escalera.faces.desk.install.urls")),
    path("desk/settings/", include("escalera.faces.desk.settings.urls")),
    path("desk/profile/", include("escalera.faces.desk.profile.urls")),
    path("desk/guide/", include("escalera.faces.desk.guide.urls")),
]

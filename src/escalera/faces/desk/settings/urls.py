"""Addresses of the settings: each screen keeps its own `urls.py` and is included here in one line."""

from django.urls import URLPattern, URLResolver, include, path

from escalera.faces.desk.settings import index

urlpatterns: list[URLPattern | URLResolver] = [
    path("", index.show, name="settings"),
    path("company/", include("escalera.faces.desk.settings.company.urls")),
    path("levels/", include("escalera.faces.desk.settings.levels.urls")),
    path("teams/", include("escalera.faces.desk.settings.teams.urls")),
    path("people/", include("escalera.faces.desk.settings.people.urls")),
    path("roles/", include("escalera.faces.desk.settings.roles.urls")),
    path("segments/", include("escalera.faces.desk.settings.segments.urls")),
    path("calendars/", include("escalera.faces.desk.settings.calendars.urls")),
    path("mailboxes/", include("escalera.faces.desk.settings.mailboxes.urls")),
    path("absences/", include("escalera.faces.desk.settings.absences.urls")),
    path("articles/", include("escalera.faces.desk.settings.articles.urls")),
    path("services/", include("escalera.faces.desk.settings.services.urls")),
    path("views/", include("escalera.faces.desk.settings.views.urls")),
    path("macros/", include("escalera.faces.desk.settings.macros.urls")),
    path("fields/", include("escalera.faces.desk.settings.fields.urls")),
    path("forms/", include("escalera.faces.desk.settings.forms.urls")),
    path("tags/", include("escalera.faces.desk.settings.tags.urls")),
    path("checklists/", include("escalera.faces.desk.settings.checklists.urls")),
]

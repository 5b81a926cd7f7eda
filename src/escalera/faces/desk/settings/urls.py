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
    path("presets/", include("escalera.faces.desk.settings.presets.urls")),
    path("audit/", include("escalera.faces.desk.settings.audit.urls")),
    path("policies/", include("escalera.faces.desk.settings.policies.urls")),
    path("calendars/", include("escalera.faces.desk.settings.calendars.urls")),
    path("mailboxes/", include("escalera.faces.desk.settings.mailboxes.urls")),
    path("absences/", include("escalera.faces.desk.settings.absences.urls")),
    path("articles/", include("escalera.faces.desk.settings.articles.urls")),
    path("assistant/", include("escalera.faces.desk.settings.assistant.urls")),
    path("services/", include("escalera.faces.desk.settings.services.urls")),
    path("views/", include("escalera.faces.desk.settings.views.urls")),
    path("rules/", include("escalera.faces.desk.settings.rules.urls")),
    path("escalation-policies/", include("escalera.faces.desk.settings.escalation.urls")),
    path("on-call/", include("escalera.faces.desk.settings.oncall.urls")),
    path("routing/", include("escalera.faces.desk.settings.routing.urls")),
    path("skills/", include("escalera.faces.desk.settings.skills.urls")),
    path("macros/", include("escalera.faces.desk.settings.macros.urls")),
    path("fields/", include("escalera.faces.desk.settings.fields.urls")),
    path("forms/", include("escalera.faces.desk.settings.forms.urls")),
    path("tags/", include("escalera.faces.desk.settings.tags.urls")),
    path("categories/", include("escalera.faces.desk.settings.categories.urls")),
    path("priorities/", include("escalera.faces.desk.settings.priorities.urls")),
    path("handovers/", include("escalera.faces.desk.settings.handovers.urls")),
    path("waits/", include("escalera.faces.desk.settings.waits.urls")),
    path("vendors/", include("escalera.faces.desk.settings.vendors.urls")),
    path("checklists/", include("escalera.faces.desk.settings.checklists.urls")),
    path("diagnostics/", include("escalera.faces.desk.settings.diagnostics.urls")),
    path("procedures/", include("escalera.faces.desk.settings.procedures.urls")),
    path("model/", include("escalera.faces.desk.settings.model.urls")),
    path("triage/", include("escalera.faces.desk.settings.triage.urls")),
]

"""Addresses of a ticket's way on the ladder; `number` is always given."""

from django.urls import URLPattern, path

from escalera.faces.desk.ticket.climbing import classifying, escalating, helping, vendors

urlpatterns: list[URLPattern] = [
    path("escalations/", escalating.escalate, name="escalate"),
    path("escalations/form/", escalating.fields, name="escalation-fields"),
    path("escalations/form/summary/", escalating.summary, name="escalation-summary"),
    path("escalations/<int:escalation>/rejection/", escalating.reject, name="reject"),
    path("reroute/", escalating.reroute, name="reroute"),
    path("calls/<slug:kind>/", helping.call, name="call"),
    path("calls/<int:call>/joining/", helping.join, name="call-join"),
    path("calls/<int:call>/end/", helping.end, name="call-end"),
    path("vendor/", vendors.ask, name="vendor"),
    path("vendor/<int:case>/", vendors.change, name="vendor-case"),
    path("vendor/<int:case>/answer/", vendors.answered, name="vendor-answer"),
    path("classification/", classifying.classify, name="classification"),
    path("wait/reason/", classifying.wait, name="wait-for"),
    path("cancellation/", classifying.cancel, name="cancellation"),
]

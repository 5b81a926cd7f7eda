"""Addresses of the procedures beside a ticket; `number` is always given."""

from django.urls import URLPattern, path

from escalera.faces.desk.ticket.procedures import moving, views

urlpatterns: list[URLPattern] = [
    path("guides/", views.show, name="guides"),
    path("guides/start/", views.start, name="guide-start"),
    path("guides/<int:run>/", views.one, name="guide-run"),
    path("guides/<int:run>/answer/", views.answer, name="guide-answer"),
    path("guides/<int:run>/diagnostic/", moving.diagnose, name="guide-diagnose"),
    path("guides/<int:run>/remarks/", moving.remark, name="guide-remark"),
    path("guides/<int:run>/hand-over/", moving.hand_over, name="guide-hand-over"),
    *(path(f"guides/<int:run>/{verb}/", moving.move, {"verb": verb}, name=f"guide-{verb}") for verb in moving.MOVES),
]

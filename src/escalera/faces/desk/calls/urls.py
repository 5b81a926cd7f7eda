"""Addresses of the telephone: the page, its live parts, and what is pressed there."""

from django.urls import URLPattern, path

from escalera.faces.desk.calls import views

urlpatterns: list[URLPattern] = [
    path("", views.show, name="calls"),
    path("now/", views.now_part, name="calls-now"),
    path("mine/", views.mine, name="calls-mine"),
    path("to/<str:whom>/<int:key>/", views.button, name="call-to"),
    path("<int:key>/answer/", views.answer, name="call-answer"),
    path("backs/<int:key>/call/", views.call_back, name="call-back"),
    path("backs/<int:key>/end/", views.end_callback, name="call-back-end"),
]

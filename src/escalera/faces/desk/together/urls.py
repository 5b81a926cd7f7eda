"""Addresses of working together: `of_ticket` under one ticket's address, `of_desk` under the desk's."""

from django.urls import URLPattern, path

from escalera.faces.desk.together import views

of_ticket: list[URLPattern] = [
    path("presence/", views.here, name="presence"),
    path("followers/", views.follow, name="follow"),
    path("mention/", views.put_away, name="put-away"),
    path("consultations/", views.ask, name="ask"),
    path("consultations/<int:consultation>/words/", views.say, name="consultation-say"),
    path("consultations/<int:consultation>/outcome/", views.close, name="consultation-close"),
]
of_desk: list[URLPattern] = [
    path("presence/end/", views.gone, name="presence-end"),
    path("following/", views.habit, name="follow-habit"),
]

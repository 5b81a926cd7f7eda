"""Addresses of handed-out work: one's own availability and offers, why a ticket is where it is, the queues of teams."""

from django.urls import URLPattern, path

from escalera.faces.desk.routing import queues, views

urlpatterns: list[URLPattern] = [
    path("mine/", views.mine, name="routing-mine"),
    path("availability/", views.say, name="routing-say"),
    path("offers/<int:offer>/accept/", views.accept, name="routing-accept"),
    path("offers/<int:offer>/decline/", views.decline, name="routing-decline"),
    path("tickets/<int:number>/why/", views.why, name="routing-why"),
    path("queues/", queues.show, name="queues"),
    path("queues/<int:team>/", queues.one, name="queue-of"),
    path("queues/<int:team>/people/<int:agent>/", queues.say_for, name="queue-say"),
]

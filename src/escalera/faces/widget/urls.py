"""Addresses of the chat: what a site loads, what its visitor's browser asks for. The stream is answered beside Django."""

from django.urls import path

from escalera.faces.widget import assets, views

urlpatterns = [
    path("widget.js", assets.script, name="widget-script"),
    path("chat/files/<str:key>/<str:name>", assets.file, name="widget-file"),
    path("chat/session", views.session, name="widget-session"),
    path("chat/session/messages", views.messages, name="widget-messages"),
    path("chat/session/files", views.upload, name="widget-upload"),
    path("chat/session/typing", views.typing, name="widget-typing"),
    path("chat/session/read", views.read, name="widget-read"),
    path("chat/session/person", views.person, name="widget-person"),
    path("chat/session/leave", views.leave, name="widget-leave"),
    path("chat/session/new", views.new, name="widget-new"),
    path("chat/session/end", views.end, name="widget-end"),
    path("chat/session/page", views.page, name="widget-visited"),
    path("chat/session/identity", views.identity, name="widget-identity"),
    path("chat/<str:key>/settings", views.settings, name="widget-settings"),
    path("chat/<str:key>/sessions", views.begin, name="widget-sessions"),
    path("chat/<str:key>/", assets.page, name="widget-page"),
]

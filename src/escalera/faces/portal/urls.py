"""Addresses of this face."""

from django.urls import URLPattern, path

from escalera.faces.portal import views

urlpatterns: list[URLPattern] = [
    path("<str:key>/", views.show, name="portal-ticket"),
    path("<str:key>/conversation/", views.show_conversation, name="portal-conversation"),
    path("<str:key>/messages/", views.write, name="portal-write"),
    path("<str:key>/solution/", views.mark_solved, name="portal-solved"),
    path("<str:key>/files/<int:number>/", views.download, name="portal-file"),
]

from django.urls import path

from escalera.faces.desk.settings.channels import views
from escalera.faces.desk.settings.channels.callers.views import edit as callers

urlpatterns = [
    path("", views.show, name="settings-channels"),
    path("capabilities/", views.capabilities, name="settings-capabilities"),
    path("new/", views.choose, name="settings-channel-new"),
    path("new/<slug:kind>/", views.add, name="settings-channel-add"),
    path("<int:channel>/", views.edit, name="settings-channel"),
    path("<int:channel>/callers/", callers, name="settings-callers"),
    path("<int:channel>/check/", views.check, name="settings-channel-check"),
    path("<int:channel>/connect/", views.connect, name="settings-channel-connect"),
    path("<int:channel>/turn/", views.turn, name="settings-channel-turn"),
    path("<int:channel>/address/", views.rotate, name="settings-channel-rotate"),
    path("<int:channel>/remove/", views.remove, name="settings-channel-remove"),
]

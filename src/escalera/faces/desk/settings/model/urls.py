from django.urls import path

from escalera.faces.desk.settings.model import views

urlpatterns = [
    path("", views.show, name="settings-model"),
    path("consent/", views.consent, name="settings-model-consent"),
    path("consent/end/", views.end_consent, name="settings-model-no-consent"),
    path("switch/", views.switch, name="settings-model-switch"),
    path("trial/", views.trial, name="settings-model-trial"),
    path("calls/", views.calls, name="settings-model-calls"),
    path("calls/<int:number>/", views.call, name="settings-model-call"),
]

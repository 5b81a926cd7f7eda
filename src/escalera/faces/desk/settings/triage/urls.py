from django.urls import path

from escalera.faces.desk.settings.triage import views

urlpatterns = [
    path("", views.show, name="settings-triage"),
    path("lesson/", views.learn_now, name="settings-triage-learn"),
    path("<slug:field>/", views.save, name="settings-triage-field"),
]

from django.urls import path

from escalera.faces.desk.settings.services import views

urlpatterns = [
    path("", views.show, name="settings-services"),
    path("new/", views.edit, name="settings-service-new"),
    path("<int:service>/", views.edit, name="settings-service"),
    path("<int:service>/state/", views.set_state, name="settings-service-state"),
    path("<int:service>/remove/", views.remove, name="settings-service-remove"),
    path("notices/new/", views.post_notice, name="settings-notice-new"),
    path("notices/<int:notice>/end/", views.end_notice, name="settings-notice-end"),
]

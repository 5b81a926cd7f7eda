from django.urls import path

from escalera.faces.desk.settings.mailboxes import views

urlpatterns = [
    path("", views.show, name="settings-mailboxes"),
    path("new/", views.edit, name="settings-mailbox-new"),
    path("new/check/", views.check, name="settings-mailbox-new-check"),
    path("<int:mailbox>/", views.edit, name="settings-mailbox"),
    path("<int:mailbox>/check/", views.check, name="settings-mailbox-check"),
    path("<int:mailbox>/remove/", views.remove, name="settings-mailbox-remove"),
]

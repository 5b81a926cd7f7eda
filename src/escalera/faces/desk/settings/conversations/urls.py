from django.urls import path

from escalera.faces.desk.settings.conversations import views

urlpatterns = [
    path("", views.show, name="settings-conversations"),
    path("new/", views.add, name="settings-conversation-new"),
    path("tried/", views.tried, name="settings-conversation-tried"),
    path("<int:rule>/", views.edit, name="settings-conversation"),
    path("<int:rule>/removal/", views.remove, name="settings-conversation-remove"),
]

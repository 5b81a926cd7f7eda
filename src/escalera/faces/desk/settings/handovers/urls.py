from django.urls import path

from escalera.faces.desk.settings.handovers import views

urlpatterns = [
    path("", views.show, name="settings-handovers"),
    path("new/", views.edit, name="settings-handover-new"),
    path("<int:handover>/", views.edit, name="settings-handover"),
    path("<int:handover>/remove/", views.remove, name="settings-handover-remove"),
]

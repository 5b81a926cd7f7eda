from django.urls import path

from escalera.faces.desk.settings.segments import views

urlpatterns = [
    path("", views.show, name="settings-segments"),
    path("new/", views.edit, name="settings-segment-new"),
    path("<int:segment>/", views.edit, name="settings-segment"),
    path("<int:segment>/remove/", views.remove, name="settings-segment-remove"),
]

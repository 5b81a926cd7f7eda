from django.urls import path

from escalera.faces.desk.settings.presets import views

urlpatterns = [
    path("", views.show, name="settings-presets"),
    path("runs/<int:run>/", views.run, name="settings-preset-run"),
    path("runs/<int:run>/undo/", views.undo, name="settings-preset-undo"),
    path("<slug:preset>/", views.look, name="settings-preset"),
]

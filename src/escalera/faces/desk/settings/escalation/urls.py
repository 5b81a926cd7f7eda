from django.urls import path

from escalera.faces.desk.settings.escalation import steps, views

urlpatterns = [
    path("", views.show, name="settings-escalation"),
    path("new/", views.edit, name="settings-escalation-new"),
    path("editor/", views.editor, name="settings-escalation-editor"),
    path("<int:policy>/", views.edit, name="settings-escalation-policy"),
    path("<int:policy>/switch/", views.switch, name="settings-escalation-switch"),
    path("<int:policy>/archive/", views.archive, name="settings-escalation-archive"),
    path("<int:policy>/try/", views.try_on, name="settings-escalation-try"),
    path("<int:policy>/steps/new/", steps.edit, name="settings-escalation-step-new"),
    path("<int:policy>/steps/<int:step>/", steps.edit, name="settings-escalation-step"),
    path("<int:policy>/steps/<int:step>/move/", steps.move, name="settings-escalation-step-move"),
    path("step-editor/", steps.editor, name="settings-escalation-step-editor"),
]

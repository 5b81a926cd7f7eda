from django.urls import path

from escalera.faces.desk.settings.segments import flows, views

urlpatterns = [
    path("", views.show, name="settings-segments"),
    path("new/", views.edit, name="settings-segment-new"),
    path("<int:segment>/", views.edit, name="settings-segment"),
    path("<int:segment>/remove/", views.remove, name="settings-segment-remove"),
    path("<int:segment>/served/", flows.edit, name="settings-flow"),
    path("<int:segment>/served/preview/", flows.look, name="settings-flow-preview"),
    path("<int:segment>/served/publish/", flows.publish, name="settings-flow-publish"),
    path("<int:segment>/served/drop/", flows.drop, name="settings-flow-drop"),
    path("<int:segment>/served/off/", flows.switch_off, name="settings-flow-off"),
    path("<int:segment>/served/versions/", flows.versions, name="settings-flow-versions"),
]

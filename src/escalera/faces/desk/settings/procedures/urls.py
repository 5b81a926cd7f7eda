"""Addresses of the editor of procedures."""

from django.urls import URLPattern, path

from escalera.faces.desk.settings.procedures import versions, views, writing

urlpatterns: list[URLPattern] = [
    path("", views.show, name="settings-procedures"),
    path("new/", views.details, name="settings-procedure-new"),
    path("<int:procedure>/", writing.show, name="settings-procedure"),
    path("<int:procedure>/details/", views.details, name="settings-procedure-details"),
    path("<int:procedure>/steps/", writing.add, name="settings-procedure-add"),
    path("<int:procedure>/steps/<slug:step>/", writing.change, name="settings-procedure-step"),
    path("<int:procedure>/drawing/", writing.draw, name="settings-procedure-draw"),
    path("<int:procedure>/versions/", versions.show, name="settings-procedure-versions"),
    path("<int:procedure>/publish/", views.publish, name="settings-procedure-publish"),
    path("<int:procedure>/draft/drop/", views.drop_draft, name="settings-procedure-drop-draft"),
    path("<int:procedure>/versions/<int:number>/restore/", views.restore, name="settings-procedure-restore"),
    path("<int:procedure>/archive/", views.archive, name="settings-procedure-archive"),
    path("<int:procedure>/trial/", writing.attempt_it, name="settings-procedure-trial"),
    path("remarks/<int:remark>/", views.settle, name="settings-procedure-remark"),
]

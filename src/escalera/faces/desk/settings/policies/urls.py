from django.urls import path

from escalera.faces.desk.settings.policies import trial, views

urlpatterns = [
    path("", views.show, name="settings-policies"),
    path("order/", views.order, name="settings-policy-order"),
    path("new/", views.new, name="settings-policy-new"),
    path("editor/", views.editor, name="settings-policy-editor"),
    path("words/", views.words, name="settings-policy-words"),
    path("<int:policy>/", views.edit, name="settings-policy"),
    path("<int:policy>/trial/", trial.show, name="settings-policy-trial"),
    path("<int:policy>/trial/result/", trial.result, name="settings-policy-trial-result"),
    path("<int:policy>/publication/", views.publish, name="settings-policy-publish"),
    path("<int:policy>/draft/", views.discard, name="settings-policy-discard"),
    path("<int:policy>/archive/", views.archive, name="settings-policy-archive"),
    path("<int:policy>/versions/", views.versions, name="settings-policy-versions"),
]

from django.urls import path

from escalera.faces.desk.settings.articles import views

urlpatterns = [
    path("", views.show, name="settings-articles"),
    path("new/", views.edit, name="settings-article-new"),
    path("<int:article>/", views.edit, name="settings-article"),
    path("<int:article>/publishing/", views.publishing, name="settings-article-publishing"),
    path("preview/", views.preview, name="settings-article-preview"),
    path("topics/new/", views.edit_topic, name="settings-topic-new"),
    path("topics/<int:topic>/", views.edit_topic, name="settings-topic"),
    path("topics/<int:topic>/remove/", views.remove_topic, name="settings-topic-remove"),
]

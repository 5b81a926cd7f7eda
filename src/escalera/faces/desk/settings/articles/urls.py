from django.urls import path
from django.views.generic import RedirectView

from escalera.faces.desk.settings.articles import views

urlpatterns = [
    path("", views.show, name="settings-articles"),
    path("new/", RedirectView.as_view(pattern_name="desk:article-new"), name="settings-article-new"),
    path("topics/new/", views.edit_topic, name="settings-topic-new"),
    path("topics/<int:topic>/", views.edit_topic, name="settings-topic"),
    path("topics/<int:topic>/articles/", views.order_articles, name="settings-topic-articles"),
    path("topics/<int:topic>/move/", views.move_topic, name="settings-topic-move"),
    path("topics/<int:topic>/remove/", views.remove_topic, name="settings-topic-remove"),
]

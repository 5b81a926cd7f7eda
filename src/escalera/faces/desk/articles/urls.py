from django.urls import path

from escalera.faces.desk.articles import changing, editing, history, moving, places, queues, unsaved, views

urlpatterns = [
    path("", views.library, name="articles"),
    path("new/", editing.new, name="article-new"),
    path("new/files/", unsaved.put, name="article-new-files"),
    path("new/files/<slug:origin>/<str:name>", unsaved.file, name="article-new-file"),
    path("keep/", unsaved.keep, name="article-keep"),
    path("drop/", unsaved.drop, name="article-drop"),
    path("preview/", editing.preview, name="article-preview"),
    path("reviews/", queues.reviews, name="article-reviews"),
    path("remarks/<int:number>/", queues.settle_remark, name="article-remark"),
    path("gaps/", queues.gaps, name="article-gaps"),
    path("gaps/<int:number>/", queues.settle_gap, name="article-gap"),
    path("import/", moving.bring, name="article-import"),
    path("export/", moving.export, name="article-export"),
    path("<slug:slug>/", views.show, name="article"),
    path("<slug:slug>/remarks/", views.remark, name="article-remarks"),
    path("<slug:slug>/edit/", editing.edit, name="article-edit"),
    path("<slug:slug>/place/", places.place, name="article-place"),
    path("<slug:slug>/state/", changing.state, name="article-state"),
    path("<slug:slug>/files/", changing.add_files, name="article-files"),
    path("<slug:slug>/files/put/", unsaved.put, name="article-put"),
    path("<slug:slug>/files/<str:name>", views.file, name="article-file"),
    path("<slug:slug>/links/", changing.links, name="article-links"),
    path("<slug:slug>/versions/", history.versions, name="article-versions"),
]

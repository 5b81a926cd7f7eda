"""Addresses of what is being written on one ticket."""

from django.urls import URLPattern, URLResolver, path

from escalera.faces.desk.ticket import writing
from escalera.faces.desk.ticket.composing import drafts, elsewhere, files, held, helping, through

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", writing.write, name="write"),
    path("answers/", writing.answers, name="answers"),
    path("composer/", held.composer, name="composer"),
    path("through/", through.show, name="through"),
    path("through/count/", through.count, name="through-count"),
    path("draft/", drafts.save, name="draft"),
    path("draft/removal/", drafts.drop, name="draft-drop"),
    path("colleagues/", drafts.colleagues, name="colleagues"),
    path("uploads/", files.add, name="uploads"),
    path("uploads/<int:upload>/", files.show, name="upload"),
    path("uploads/<int:upload>/removal/", files.drop, name="upload-drop"),
    path("model/", helping.help_write, name="model-writes"),
    path("messages/<int:message>/translation/", helping.translated, name="translated"),
    path("messages/<int:message>/elsewhere/", elsewhere.say_elsewhere, name="elsewhere"),
    path("held/", held.show, name="held"),
    path("held/<int:held>/undo/", held.undo, name="held-undo"),
    path("held/<int:held>/now/", held.now, name="held-now"),
    path("held/<int:held>/time/", held.again, name="held-time"),
]

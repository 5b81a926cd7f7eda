"""Addresses of what hangs on a ticket; `number` is always given."""

from django.urls import URLPattern, URLResolver, path

from escalera.faces.desk.ticket.objects import aside, deeds, joining, texts

urlpatterns: list[URLPattern | URLResolver] = [
    path("snooze/", aside.snooze, name="snooze"),
    path("due/", aside.due, name="due"),
    path("spam/", aside.spam, name="spam"),
    path("hands/", aside.hands, name="hands"),
    path("subject/", aside.subject, name="subject"),
    path("merge/", joining.merge, name="merge"),
    path("split/", joining.split, name="split"),
    path("links/", joining.link, name="link"),
    path("links/<int:key>/off/", deeds.unlink, name="unlink"),
    path("candidates/", joining.candidates, name="candidates"),
    path("fields/", deeds.fields, name="fields"),
    path("messages/<int:message>/folded/<int:place>/", texts.folded, name="folded"),
    *(
        path(address, deeds.deed, {"noun": noun}, name=noun)
        for noun, address in {
            "tags": "tags/", "untag": "tags/<int:key>/off/", "people": "people/",
            "person-off": "people/<int:key>/off/", "lists": "lists/", "list-off": "lists/<int:key>/off/",
            "steps": "lists/<int:key>/steps/", "step": "steps/<int:key>/", "step-off": "steps/<int:key>/off/",
            "step-up": "steps/<int:key>/up/", "time": "time/", "time-edit": "time/<int:key>/",
            "time-off": "time/<int:key>/off/", "timer": "timer/", "waking": "waking/", "spam-off": "spam/off/",
            "merge-off": "merges/<int:key>/off/", "pass-on": "messages/<int:key>/parts/",
        }.items()
    ),
]  # fmt: skip

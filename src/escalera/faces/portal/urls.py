"""Addresses of this face: `t/` is a request by its signed link, `help/` is everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from escalera.faces.portal import access, articles, home, requests, views
from escalera.faces.portal.assistant import handing
from escalera.faces.portal.assistant import views as assistant
from escalera.faces.portal.contact import views as contact
from escalera.faces.portal.embedded import views as embedded
from escalera.faces.portal.link import with_account, with_link


def _request_page(way: Callable[[Any], Any], start: str, name: str) -> list[URLPattern]:
    """Return the addresses under one way to a request; both ways have the same."""

    def one(rest: str, view: Any, suffix: str, method: Callable[[Any], Any]) -> URLPattern:
        entered = way(view)
        guarded = method(entered)
        pattern: URLPattern = path(
            start + rest, csrf_exempt(guarded) if way is with_link else guarded, name=f"{name}{suffix}"
        )
        return pattern

    return [
        one("", views.show, "", require_GET),
        one("conversation/", views.show_conversation, "-conversation", require_GET),
        one("messages/", views.write, "-write", require_POST),
        one("solution/", views.mark_solved, "-solved", require_POST),
        one("reopening/", views.reopen, "-reopen", require_POST),
        one("higher/", views.ask_higher, "-higher", require_POST),
        one("files/<int:file>/", views.download, "-file", require_GET),
    ]


urlpatterns: list[URLPattern] = [
    path("", home.door),
    *_request_page(with_link, "t/<str:key>/", "portal-ticket"),
    path("help/", home.home, name="portal"),
    path("help/search/", home.search, name="portal-search"),
    path("help/status/", home.status, name="portal-status"),
    path("help/brand.css", home.brand, name="portal-brand"),
    path("help/logo", home.logo, name="portal-logo"),
    path("help/language/", home.set_language, name="portal-language"),
    path("help/topics/<slug:slug>/", articles.topic, name="portal-topic"),
    path("help/articles/<slug:slug>/", articles.article, name="portal-article"),
    path("help/articles/<slug:slug>/files/<str:name>", articles.file, name="portal-article-file"),
    path("help/articles/<slug:slug>/remarks/", articles.remark, name="portal-article-remarks"),
    path("help/articles/<slug:slug>/votes/", articles.vote, name="portal-vote"),
    path("help/articles/<slug:slug>/solved/", articles.solved, name="portal-article-solved"),
    path("help/contact/", contact.write, name="portal-contact"),
    path("help/contact/proposals/", contact.proposals, name="portal-proposals"),
    path("help/contact/sent/<str:mark>/", contact.sent, name="portal-sent"),
    path("form.js", embedded.script, name="web-form-script"),
    path("form/<str:key>/", embedded.form, name="web-form"),
    path("form/<str:key>/sent/<str:mark>/", embedded.sent, name="web-form-sent"),
    path("help/assistant/", assistant.start, name="portal-assistant"),
    path("help/assistant/<str:key>/", assistant.talk, name="portal-talk"),
    path("help/assistant/<str:key>/helped/", assistant.helped, name="portal-talk-helped"),
    path("help/assistant/<str:key>/not-helped/", assistant.not_helped, name="portal-talk-not-helped"),
    path("help/assistant/<str:key>/person/", assistant.person, name="portal-talk-person"),
    path("help/assistant/<str:key>/on/", assistant.go_on, name="portal-talk-on"),
    path("help/assistant/<str:key>/deletion/", assistant.delete, name="portal-talk-deletion"),
    path("help/assistant/<str:key>/hand-over/", handing.hand_over, name="portal-talk-hand-over"),
    path("help/follow/", requests.follow, name="portal-follow"),
    path("help/sign-in/", access.sign_in, name="portal-sign-in"),
    path("help/sign-in/link/", access.ask_link, name="portal-ask-link"),
    path("help/enter/<str:key>/", access.enter, name="portal-enter"),
    path("help/sign-out/", access.sign_out, name="portal-sign-out"),
    path("help/account/", access.account, name="portal-account"),
    path("help/account/password/", access.set_password, name="portal-password"),
    path("help/account/language/", access.choose_language, name="portal-own-language"),
    path("help/requests/", requests.requests, name="requests"),
    *_request_page(with_account, "help/requests/<int:number>/", "request"),
]

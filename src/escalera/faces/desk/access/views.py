"""The door: sign in, sign out, and the first owner's page."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from escalera.base.people import actions
from escalera.base.people.models import Agent
from escalera.base.refusals import Refusal
from escalera.core.notifications.actions import forget_session
from escalera.faces.desk.access.forms import OwnerForm, SignInForm
from escalera.faces.desk.shared.looks import hue, initials
from escalera.faces.desk.shared.pages import status_of


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password; a signed-in person goes on."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(_next(request))
        return _sign_in_page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, _("Type your address and your password."), 422)
    try:
        agent = actions.sign_in(**form.cleaned_data, ip=address_of_visitor(request), at=timezone.now())
    except Refusal as refusal:
        return _sign_in_page(request, form, str(refusal), status_of(refusal))
    return come_in(request, agent, _next(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; messages for its person come to this browser no more."""
    forget_session(session_key=request.session.session_key or "")
    logout(request)
    return redirect("desk:sign-in")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def first_owner(request: HttpRequest, key: str) -> HttpResponse:
    """Let whoever holds the link that the console printed become the first owner, once."""
    try:
        actions.open_owner_link(key=key, at=timezone.now())
    except Refusal as refusal:
        return render(request, "desk/access/spent.html", {"words": str(refusal)}, status=status_of(refusal))
    if request.method == "GET":
        return _owner_page(request, OwnerForm())
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return _owner_page(request, form, _("Fill in all three."), 422)
    try:
        owner = actions.use_owner_link(key=key, **form.cleaned_data, at=timezone.now())
    except Refusal as refusal:
        return _owner_page(request, form, str(refusal), status_of(refusal))
    return come_in(request, owner, reverse("desk:guide"))


def address_of_visitor(request: HttpRequest) -> str:
    """Return the visitor's network address: behind N trusted proxies, the Nth entry from the right."""
    proxies: int = settings.TRUSTED_PROXIES
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(passed) >= proxies:
        return passed[-proxies][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def come_in(request: HttpRequest, agent: Agent, where: str) -> HttpResponse:
    login(request, agent)
    response = redirect(where)
    if agent.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, agent.language, samesite="Lax")
    return response


def _next(request: HttpRequest) -> str:
    """Return where to go on; only addresses of this house."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return str(settings.LOGIN_REDIRECT_URL)


def _sign_in_page(request: HttpRequest, form: SignInForm, words: str = "", status: int = 200) -> HttpResponse:
    people = [
        {
            "name": name,
            "role": role,
            "email": email,
            "password": password,
            "initials": initials(name),
            "hue": hue(name),
        }
        for name, role, email, password in getattr(settings, "DEMO_LOGINS", [])
    ]
    page = {"form": form, "words": words, "next": _next(request), "people": people}
    return render(request, "desk/access/sign_in.html", page, status=status)


def _owner_page(request: HttpRequest, form: OwnerForm, words: str = "", status: int = 200) -> HttpResponse:
    return render(request, "desk/access/first_owner.html", {"form": form, "words": words}, status=status)

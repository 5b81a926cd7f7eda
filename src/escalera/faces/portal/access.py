"""The customers' door: a mailed link or a password; and what they may change about themselves."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escalera.base.people.actions import portal
from escalera.base.people.models import Contact, ContactAccount
from escalera.base.refusals import BadInput, Refusal
from escalera.faces.portal.limits import ip_of
from escalera.faces.portal.page import customers_only, page, safe_next, status_of
from escalera.faces.portal.session import come_in, customer_of, go_out
from escalera.faces.portal.tasks import mail_sign_in_link


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask how somebody wants to come in; a password is checked here."""
    following = safe_next(request, reverse("requests"))
    if request.method == "GET":
        return (
            redirect(following) if customer_of(request) else page(request, "portal/sign_in.html", {"next": following})
        )
    email, password = request.POST.get("email", "")[:254], request.POST.get("password", "")
    try:
        account = portal.sign_in_customer(email=email, password=password, ip=ip_of(request), at=timezone.now())
    except Refusal as refusal:
        context = {"next": following, "email": email, "refusal": str(refusal), "by_password": True}
        return page(request, "portal/sign_in.html", context, status=status_of(refusal))
    return _welcome(request, account, following)


@require_POST
def ask_link(request: HttpRequest) -> HttpResponseBase:
    """Let a link be mailed. Whether anybody has the address is found out by the worker and told to no one."""
    email, following = request.POST.get("email", "").strip()[:254], safe_next(request, reverse("requests"))
    try:
        if "@" not in email or len(email.split()) != 1:
            raise BadInput(_("“%(email)s” is not a mail address.") % {"email": email[:100]})
        portal.check_pace_of_links(email=email, ip=ip_of(request), at=timezone.now())
    except Refusal as refusal:
        context = {"next": following, "email": email, "refusal": str(refusal)}
        return page(request, "portal/sign_in.html", context, status=status_of(refusal))
    mail_sign_in_link.enqueue(email, following, get_language() or settings.LANGUAGE_CODE)
    return page(request, "portal/link_sent.html", {"email": email})


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, key: str) -> HttpResponseBase:
    """Use a mailed link. Opening it only shows a button: mail scanners open links, they press nothing."""
    following = safe_next(request, reverse("requests"))
    if request.method == "GET":
        return _unkept(page(request, "portal/enter.html", {"next": following}))
    try:
        account = portal.use_link(key=key[:100], at=timezone.now())
    except Refusal as refusal:
        context = {"next": following, "refusal": str(refusal)}
        return page(request, "portal/sign_in.html", context, status=status_of(refusal))
    return _unkept(_welcome(request, account, following))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    response = redirect("portal")
    go_out(request, response)
    return response


@require_GET
@customers_only
def account(request: HttpRequest, customer: Contact) -> HttpResponse:
    """Show what is known of the person, and what they may change."""
    return _account_page(request, customer, done=request.GET.get("done", ""))


@sensitive_post_parameters("password", "current")
@require_POST
@customers_only
def set_password(request: HttpRequest, customer: Contact) -> HttpResponseBase:
    """Set or change the password; this browser stays signed in, all others do not."""
    given = {name: request.POST.get(name, "") for name in ("password", "current")}
    try:
        changed = portal.set_password(contact=customer, at=timezone.now(), **given)
    except Refusal as refusal:
        return _account_page(request, customer, refusal=refusal)
    response = redirect(reverse("portal-account") + "?done=password")
    come_in(response, changed, request)
    return response


@require_POST
@customers_only
def choose_language(request: HttpRequest, customer: Contact) -> HttpResponseBase:
    """Keep the language in which pages and mails speak to this person."""
    code = request.POST.get("language", "")
    try:
        portal.set_language(contact=customer, language=code)
    except Refusal as refusal:
        return _account_page(request, customer, refusal=refusal)
    response = redirect(reverse("portal-account") + "?done=language")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, samesite="Lax")
    return response


def _unkept(response: HttpResponse) -> HttpResponse:
    """Keep an address with a secret out of caches and search engines. It may tell our own pages where one came from:
    without that, browsers send forms without an origin, and those are refused."""
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _welcome(request: HttpRequest, account: ContactAccount, following: str) -> HttpResponse:
    response = redirect(following)
    come_in(response, account, request)
    if account.contact.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, account.contact.language, max_age=365 * 24 * 3600, samesite="Lax"
        )
    return response


def _account_page(
    request: HttpRequest, customer: Contact, *, refusal: Refusal | None = None, done: str = ""
) -> HttpResponse:
    known = ContactAccount.objects.filter(contact=customer).first()
    context = {
        "addresses": list(customer.identities.order_by("channel", "pk").values_list("address", flat=True)[:20]),
        "has_password": bool(known and known.password),
        "refusal": str(refusal) if refusal else "",
        "done": done,
    }
    return page(request, "portal/account.html", context, status=status_of(refusal) if refusal else 200)

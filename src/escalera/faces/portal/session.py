"""A customer's session: another cookie than the agents', another name inside, a new key at each sign-in.

The store is the same, but neither opens the other's door: an agent's session names no customer, and a customer's names
no agent."""

from __future__ import annotations

import hmac
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from escalera.base.people.actions import portal
from escalera.base.people.models import Contact, ContactAccount

COOKIE = "escalera_portal"
AGE_S = 30 * 24 * 3600
_ACCOUNT, _HASH = "portal_account", "portal_hash"


def customer_of(request: HttpRequest) -> Contact | None:
    """Return who is signed in, or None; asked once a request. A changed password ends every session before it."""
    if not hasattr(request, "portal_customer"):
        request.portal_customer = _customer(request)  # type: ignore[attr-defined]
    found: Contact | None = request.portal_customer  # type: ignore[attr-defined]
    return found


def come_in(response: HttpResponseBase, account: ContactAccount, before: HttpRequest) -> None:
    """Begin a session of this account; the one that the browser had ends."""
    _drop(before)
    session = _store("")
    session[_ACCOUNT], session[_HASH] = account.pk, portal.session_hash(account)
    session.set_expiry(AGE_S)
    session.create()
    response.set_cookie(
        COOKIE, session.session_key or "", max_age=AGE_S, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def go_out(request: HttpRequest, response: HttpResponseBase) -> None:
    _drop(request)
    response.delete_cookie(COOKIE, samesite="Lax")


def _customer(request: HttpRequest) -> Contact | None:
    key = request.COOKIES.get(COOKIE, "")
    if not key:
        return None
    session = _store(key)
    number, mark = session.get(_ACCOUNT), str(session.get(_HASH, ""))
    if number is None:
        return None
    related = ("contact__organization", "contact__merged_into")
    account = ContactAccount.objects.select_related(*related).filter(pk=number).first()
    if account is None or not hmac.compare_digest(mark, portal.session_hash(account)):
        return None
    return portal.living(account.contact)


def _drop(request: HttpRequest) -> None:
    if key := request.COOKIES.get(COOKIE, ""):
        session = _store(key)
        if _ACCOUNT in session:  # never the session of an agent whose key somebody put here
            session.delete()


def _store(key: str) -> SessionBase:
    kind: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
    return kind(key[:64] or None)

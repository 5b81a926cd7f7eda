"""A customer's way into the portal: by a mailed link or by password, slowed down for guessers.

Nothing here tells whether an address is known: asking for a link answers the same for everybody, and the link is made
where the mail is sent. Tokens are stored as hashes only."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from escalera.base.pace.actions import count, counted
from escalera.base.people.actions.access import hash_of
from escalera.base.people.models import Contact, ContactAccount, OneTimeLink
from escalera.base.people.queries import identity_at
from escalera.base.refusals import BadInput, NotAllowed, Refusal
from escalera.base.storage.together import together

PURPOSE = "portal"
LINK_LIVES = timedelta(minutes=20)
WINDOW = timedelta(minutes=15)
LINKS_PER_ADDRESS, LINKS_PER_IP = 3, 20
TRIES_PER_ADDRESS, TRIES_PER_IP = 5, 30
LONGEST_PASSWORD = 400
_NOBODY = make_password("nobody")  # checked for unknown addresses, so that every answer takes the same time


class TooManyTries(Refusal):
    """Closed for this address or network for a while."""


def check_pace_of_links(*, email: str, ip: str, at: datetime) -> None:
    """Count one wish for a link. Raises: TooManyTries."""
    by_ip = count("portal-link-ip", ip, within=WINDOW, at=at)
    by_address = count("portal-link", _key(email), within=WINDOW, at=at)
    if by_ip > LINKS_PER_IP or by_address > LINKS_PER_ADDRESS:
        raise TooManyTries(_("Too many tries. Wait 15 minutes, and look into your mail meanwhile."))


@together()
def make_link(*, email: str, at: datetime) -> tuple[Contact, str] | None:
    """Return who has this mail address and a fresh secret for them, or None if nobody has it.

    The secret is good once and for 20 minutes; earlier ones of the same person stop working."""
    identity = identity_at("email", email)
    if identity is None:
        return None
    contact = living(identity.contact)
    OneTimeLink.objects.filter(purpose=PURPOSE, contact=contact, used_at__isnull=True).delete()
    key = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        purpose=PURPOSE, contact=contact, token_hash=hash_of(key), created_at=at, expires_at=at + LINK_LIVES
    )
    return contact, key


@together()
def use_link(*, key: str, at: datetime) -> ContactAccount:
    """Let the holder of a mailed link in, once. Raises: NotAllowed."""
    links = OneTimeLink.objects.select_related("contact").select_for_update(of=("self",))
    link = links.filter(
        purpose=PURPOSE, token_hash=hash_of(key), used_at__isnull=True, expires_at__gt=at, contact__isnull=False
    ).first()
    if link is None or link.contact is None:
        raise NotAllowed(_("This link was used already or is too old. Ask for a new one."))
    link.used_at = at
    link.save(update_fields=["used_at"])
    return _came_in(living(link.contact), at)


def sign_in_customer(*, email: str, password: str, ip: str, at: datetime) -> ContactAccount:
    """Return the account whose password this is; five wrong tries for an address or thirty from a network within
    15 minutes close the door for the rest of them. Raises: TooManyTries, NotAllowed."""
    scopes = (("portal-password", _key(email), TRIES_PER_ADDRESS), ("portal-password-ip", ip, TRIES_PER_IP))
    if any(counted(scope, key, within=WINDOW, at=at) >= bound for scope, key, bound in scopes):
        raise TooManyTries(_("Too many tries. Wait 15 minutes, or come in by a mailed link."))
    account = _account_at(email)
    known = account.password if account is not None else ""
    if not check_password(password[:LONGEST_PASSWORD], known or _NOBODY) or account is None or not known:
        for scope, key, _bound in scopes:
            count(scope, key, within=WINDOW, at=at)
        raise NotAllowed(_("That address and password don't match. Without a password, come in by a mailed link."))
    return _came_in(account.contact, at)


@together()
def set_password(*, contact: Contact, password: str, at: datetime, current: str | None = None) -> ContactAccount:
    """Give the customer's account a password, or a new one; all their other sessions end.

    `current`: the present password, which has to be right if there is one. Raises: BadInput, NotAllowed."""
    account = _account_of(contact, at)
    if account.password and not check_password((current or "")[:LONGEST_PASSWORD], account.password):
        raise NotAllowed(_("The present password is not right."))
    try:
        validate_password(password[: LONGEST_PASSWORD + 1])
    except ValidationError as error:
        raise BadInput(" ".join(error.messages)) from None
    if len(password) > LONGEST_PASSWORD:
        raise BadInput(_("The password is too long."))
    account.password = make_password(password)
    account.save(update_fields=["password"])
    return account


@together()
def set_language(*, contact: Contact, language: str) -> None:
    """Keep the language that we write in to this customer. Raises: BadInput."""
    if language not in dict(settings.LANGUAGES):
        raise BadInput(_("Unknown language “%(code)s”.") % {"code": language[:10]})
    Contact.objects.filter(pk=contact.pk).update(language=language)


def living(contact: Contact) -> Contact:
    """Return who a contact is now: the one that they were merged into, at last."""
    for _step in range(10):
        if contact.merged_into_id is None or contact.merged_into is None:
            break
        contact = contact.merged_into
    return contact


def session_hash(account: ContactAccount) -> str:
    """Return what a session of this account carries: it changes with the password."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"portal {account.pk} {account.password}".encode(), "sha256"
    ).hexdigest()


def _came_in(contact: Contact, at: datetime) -> ContactAccount:
    account = _account_of(contact, at)
    account.signed_in_at = at
    account.save(update_fields=["signed_in_at"])
    return account


def _account_of(contact: Contact, at: datetime) -> ContactAccount:
    account, _new = ContactAccount.objects.get_or_create(contact=contact, defaults={"created_at": at})
    account.contact = contact
    return account


def _account_at(email: str) -> ContactAccount | None:
    identity = identity_at("email", email)
    if identity is None:
        return None
    accounts = ContactAccount.objects.select_related("contact")
    return accounts.filter(contact=living(identity.contact)).first()


def _key(email: str) -> str:
    return email.strip().lower()[:254]

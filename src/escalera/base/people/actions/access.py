"""Coming in: by password (slowed down for guessers), by a one-time link, by a program's token."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from escalera.base.people.actions.staff import add_agent, found_company
from escalera.base.people.models import Agent, OneTimeLink, SignInAttempt, Token
from escalera.base.refusals import NotAllowed, Refusal

WINDOW = timedelta(minutes=15)
TRIES_PER_ADDRESS = 5
TRIES_PER_IP = 30
LINK_LIVES = timedelta(hours=24)
# Checked when the address is unknown, so that an answer takes the same time whether or not somebody has it.
_NOBODY = make_password("nobody")


class TooManyTries(Refusal):
    """Sign-in is closed for this address or network for a while."""


def sign_in(*, email: str, password: str, ip: str, at: datetime) -> Agent:
    """Return the agent whose password this is.

    Five wrong tries for one address or thirty from one network within 15 minutes close the door for the rest of them.
    Raises: TooManyTries, NotAllowed."""
    email = email.strip().lower()[:254]
    since = at - WINDOW
    tries = SignInAttempt.objects.filter(at__gt=since)
    if tries.filter(email=email).count() >= TRIES_PER_ADDRESS or tries.filter(ip=ip).count() >= TRIES_PER_IP:
        raise TooManyTries(_("Too many tries. Wait 15 minutes, or ask your supervisor."))
    agent = Agent.objects.select_related("role").filter(email=email, is_active=True).first()
    if not check_password(password, agent.password if agent else _NOBODY) or agent is None:
        SignInAttempt.objects.create(email=email, ip=ip[:45], at=at)
        raise NotAllowed(_("That address and password don't match."))
    SignInAttempt.objects.filter(Q(email=email) | Q(at__lt=since - timedelta(days=1))).delete()
    return agent


def give_token(*, agent: Agent, name: str, scopes: Sequence[str], at: datetime) -> str:
    """Make a key for a program that acts as this agent; the key is shown now and never again."""
    key = "esc_" + secrets.token_urlsafe(32)
    Token.objects.create(agent=agent, name=name[:80], token_hash=hash_of(key), scopes=list(scopes), created_at=at)
    return key


def new_owner_link(*, at: datetime) -> str:
    """Return a fresh secret for the first owner's link; older unused ones stop working."""
    OneTimeLink.objects.filter(purpose="owner", used_at__isnull=True).delete()
    key = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(purpose="owner", token_hash=hash_of(key), created_at=at, expires_at=at + LINK_LIVES)
    return key


def open_owner_link(*, key: str, at: datetime) -> OneTimeLink:
    """Return the link if it can still be used. Raises: NotAllowed."""
    link = OneTimeLink.objects.filter(
        purpose="owner", token_hash=hash_of(key), used_at__isnull=True, expires_at__gt=at
    ).first()
    if link is None:
        raise NotAllowed(_("This link was used already or is too old. Start Escalera again to print a new one."))
    return link


@transaction.atomic
def use_owner_link(*, key: str, email: str, name: str, password: str, at: datetime) -> Agent:
    """Make the first owner and found the company. Raises: NotAllowed, BadInput."""
    link = open_owner_link(key=key, at=at)
    company = found_company(at=at)
    owner = add_agent(email=email, name=name, password=password, role="owner", teams=company.teams[:1])
    link.used_at = at
    link.save(update_fields=["used_at"])
    return owner


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

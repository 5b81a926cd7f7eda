"""Browsers that take messages: added after a click, gone with the session or when the push service says so."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.notifications.models import PushSubscription

MOST_BROWSERS = 20
LONGEST_ENDPOINT = 1000
POINT_BYTES, AUTH_BYTES = 65, 16


def session_hash(session_key: str) -> str:
    """Return what stands for a session here: its key itself would let somebody in."""
    return hashlib.sha256(b"escalera.push." + session_key.encode()).hexdigest()


@transaction.atomic
def subscribe(
    *, endpoint: str, p256dh: str, auth: str, browser: str, session_key: str, by: Agent, at: datetime
) -> PushSubscription:
    """Let messages for the person go to this browser, and to nobody else's name there any more.

    Raises: BadInput."""
    if len(endpoint) > LONGEST_ENDPOINT or not is_push_address(endpoint):
        raise BadInput(_("This browser's push service cannot be used."))
    if _size(p256dh) != POINT_BYTES or _size(auth) != AUTH_BYTES:
        raise BadInput(_("The browser's keys cannot be read."))
    row, _made = PushSubscription.objects.update_or_create(
        endpoint_hash=hashlib.sha256(endpoint.encode()).hexdigest(),
        defaults={
            "agent": by,
            "endpoint": endpoint,
            "p256dh": p256dh,
            "auth": auth,
            "browser": browser[:80],
            "session_hash": session_hash(session_key),
            "created_at": at,
            "trouble": "",
        },
    )
    old = PushSubscription.objects.filter(agent=by).order_by("-created_at", "-pk")[MOST_BROWSERS:]
    PushSubscription.objects.filter(pk__in=[one.pk for one in old]).delete()
    return row


def unsubscribe(*, endpoint: str, by: Agent, at: datetime) -> int:
    """Let nothing more go to this browser of the person's; return how many there were."""
    key = hashlib.sha256(endpoint.encode()).hexdigest()
    return PushSubscription.objects.filter(agent=by, endpoint_hash=key).delete()[0]


def forget_subscription(*, subscription_id: int, by: Agent, at: datetime) -> int:
    """Let nothing more go to a browser from the person's own list; return how many there were."""
    return PushSubscription.objects.filter(agent=by, pk=subscription_id).delete()[0]


def forget_session(*, session_key: str) -> int:
    """Let nothing more go to the browser in which this session ends."""
    if not session_key:
        return 0
    return PushSubscription.objects.filter(session_hash=session_hash(session_key)).delete()[0]


def is_push_address(endpoint: str) -> bool:
    """Say whether an address can be a push service's: https on its usual port, a name and not a number."""
    if getattr(settings, "PUSH_ANYWHERE", False):
        return True
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    is_name = "." in host and not host.rpartition(".")[2].isdigit() and ":" not in host
    return parts.scheme == "https" and port in (None, 443) and is_name and parts.username is None


def _size(text: str) -> int:
    try:
        return len(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))) if len(text) <= 100 else 0
    except (binascii.Error, ValueError):
        return 0

"""Who a visitor is: signed by the site that they are signed in to, or what they type, which proves nothing.

The site signs `id + "\\n" + email` with the secret that it shares with us (HMAC-SHA256, hex). What is typed is kept as
typed: answers may go to that address, but it never opens what another customer has written before."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput, NotAllowed
from escalera.core.channels.models import Channel
from escalera.core.channels.shared.doors import same
from escalera.core.channels.shared.secrets import secrets_of

NAME = "identity"  # of the secret, in the channel's


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody whom the site vouches for."""

    id: str
    name: str
    email: str


class WrongSignature(NotAllowed):
    """The site did not sign this."""


def signature(secret: str, external_id: str, email: str) -> str:
    """Return what the site signs a visitor with."""
    return hmac.new(secret.encode(), f"{external_id}\n{email}".encode(), hashlib.sha256).hexdigest()


def read_signed(channel: Channel, given: Mapping[str, object], at: datetime) -> Signed:
    """Return whom the site vouches for. Raises: WrongSignature, BadInput."""
    plain = {name: given.get(name) for name in ("id", "name", "email", "hash")}
    values = {
        name: str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
        for name, value in plain.items()
    }
    if not values["id"] or len(values["id"]) > 120 or "\x00" in "".join(values.values()):
        raise BadInput(_("The identity needs an id of at most 120 characters."))
    email = values["email"]
    right = [
        same(signature(secret, values["id"], email), values["hash"].lower())
        for secret in secrets_of(channel, NAME, at)
    ]
    if not any(right):
        raise WrongSignature(_("The site's signature does not fit this visitor."))
    return Signed(values["id"], clean_name(values["name"]), checked_email(email) if email else "")


def clean_name(given: object) -> str:
    return " ".join(str(given or "").replace("\x00", "").split())[:120]


def checked_email(given: object) -> str:
    """Raises: BadInput."""
    email = str(given or "").strip()
    try:
        validate_email(email)
    except ValidationError:
        raise BadInput(_("“%(address)s” is not a mail address.") % {"address": email[:80]}) from None
    if len(email) > 254:
        raise BadInput(_("“%(address)s” is not a mail address.") % {"address": email[:80]})
    return email

"""How much may be written through one link: a leaked one can't be used to flood the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum
from django.http import HttpRequest
from django.utils.translation import gettext as _

from escalera.base.pace.actions import count
from escalera.base.refusals import BadInput, Refusal
from escalera.core.tickets.actions import NewFile
from escalera.core.tickets.models import Attachment, Message, Ticket

CHANNEL = "web"
FILES_AT_MOST = 10
BYTES_AT_ONCE = 25 * 1024 * 1024
BYTES_A_DAY = 100 * 1024 * 1024
SHORT, SHORT_MESSAGES = timedelta(minutes=10), 10
DAY, DAY_MESSAGES = timedelta(days=1), 60
IP_MESSAGES = 30  # from one network in the short window
LONGEST_TEXT = 20_000


class TooMuch(Refusal):
    """Too many messages or files came through this link or from this network."""


def check_pace(ticket: Ticket, ip: str, at: datetime) -> None:
    """Refuse what comes too fast. Both bounds are counted in the database, for all processes.

    Raises: TooMuch."""
    written = Message.objects.filter(ticket=ticket, channel=CHANNEL, contact__isnull=False)
    for window, bound in ((SHORT, SHORT_MESSAGES), (DAY, DAY_MESSAGES)):
        if written.filter(at__gt=at - window).count() >= bound:
            raise TooMuch(_("You have written a lot in a short time. Please wait a few minutes."))
    if count("portal-writes", ip, within=SHORT, at=at) > IP_MESSAGES:
        raise TooMuch(_("You have written a lot in a short time. Please wait a few minutes."))


def taken_files(uploads: list[UploadedFile[Any]], ticket: Ticket, at: datetime) -> list[NewFile]:
    """Return the uploaded files. Raises: BadInput (too many, too large), TooMuch (too much for one day)."""
    size = _check_sizes(uploads)
    if uploads:
        today = Attachment.objects.filter(
            message__ticket=ticket, message__channel=CHANNEL, message__at__gt=at - DAY
        ).aggregate(total=Sum("size"))
        if (today["total"] or 0) + size > BYTES_A_DAY:
            raise TooMuch(_("You have sent a lot of files today. Please try again tomorrow."))
    return [_new_file(file) for file in uploads]


def new_files(uploads: list[UploadedFile[Any]]) -> list[NewFile]:
    """Return the files of a first message. Raises: BadInput (too many, too large)."""
    _check_sizes(uploads)
    return [_new_file(file) for file in uploads]


def ip_of(request: HttpRequest) -> str:
    """Return the visitor's address: the one that the outermost trusted proxy saw."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted = int(settings.TRUSTED_PROXIES)
    if trusted and len(hops) >= trusted:
        return hops[-trusted][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def _check_sizes(uploads: list[UploadedFile[Any]]) -> int:
    """Return how many bytes all have. Raises: BadInput."""
    size = sum(file.size or 0 for file in uploads)
    if len(uploads) > FILES_AT_MOST:
        raise BadInput(_("Attach at most %(limit)d files.") % {"limit": FILES_AT_MOST})
    if size > BYTES_AT_ONCE:
        raise BadInput(_("The files are too large: at most %(limit)d MB in all.") % {"limit": BYTES_AT_ONCE >> 20})
    return size


def _new_file(file: UploadedFile[Any]) -> NewFile:
    name = (file.name or "").replace("\x00", "")[:200] or "file"
    return NewFile(name, (file.content_type or "application/octet-stream")[:100], file.read())

"""Once a night, every mailbox is compared with the ledger, mail by mail."""

from __future__ import annotations

import logging
from datetime import datetime

from escalera.base.refusals import BadInput
from escalera.core.channels.email.imap.reading import FolderReader
from escalera.core.channels.email.imap.session import CommandRefused, MailboxSession, MailboxTrouble
from escalera.core.channels.email.settings import mailbox_of
from escalera.core.channels.health import note_trouble
from escalera.core.channels.models import Channel

LOGGER = logging.getLogger(__name__)


def reconcile_all(*, at: datetime) -> int:
    """Reconcile every active mailbox, whatever happens to the others; return how many mails had been missing."""
    missing = 0
    for channel in Channel.objects.filter(kind="email", is_active=True).order_by("pk"):
        try:
            missing += reconcile(channel, at=at)
        except (MailboxTrouble, CommandRefused, BadInput) as trouble:
            note_trouble(channel.pk, "IMAP", str(trouble), at=at)
        except Exception:
            LOGGER.exception("The mailbox of channel %s could not be reconciled", channel.pk)
    return missing


def reconcile(channel: Channel, *, at: datetime) -> int:
    """Fetch what one channel's mailbox has and the ledger has not; return how many. A channel without one: 0.

    Raises: MailboxTrouble, CommandRefused, BadInput."""
    mailbox = mailbox_of(channel)
    if mailbox is None:
        return 0
    reader = FolderReader(channel)
    missing = 0
    with MailboxSession(mailbox.server) as session:
        for folder in mailbox.folders:
            found = reader.reconcile(session, folder, at=at)
            if found:
                LOGGER.warning("%s %s: %d mails had been missing and were fetched", channel, folder, found)
            missing += found
    return missing

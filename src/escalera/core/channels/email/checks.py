"""Trying a channel out, as its loops would, within ten seconds: for the doctor and the settings page."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from escalera.base.refusals import BadInput
from escalera.core.channels.email.imap.session import CommandRefused, MailboxSession, MailboxTrouble
from escalera.core.channels.email.outgoing.transports import NotSent, check_server
from escalera.core.channels.email.settings import Folder, mailbox_of, sender_of
from escalera.core.channels.models import Channel

LIMIT_S = 9.0


@dataclass(frozen=True, slots=True)
class Check:
    """One result in plain words, the other server's words included."""

    ok: bool
    words: str


def test_channel(channel: Channel) -> list[Check]:
    """Connect to the channel's mailbox and to its sending server, sign in, and say how it went; sends nothing."""
    parts: list[tuple[str, Callable[[Channel], Check]]] = [("IMAP", _check_mailbox), ("SMTP", _check_sender)]
    results: dict[str, Check] = {}
    threads = [
        threading.Thread(target=_run, args=(name, work, channel, results, get_language()), daemon=True)
        for name, work in parts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT_S)
    late = Check(False, _("no answer within %(seconds)d seconds") % {"seconds": LIMIT_S})
    return [Check((r := results.get(name, late)).ok, f"{name}: {r.words}") for name, _work in parts]


def _run(
    name: str, work: Callable[[Channel], Check], channel: Channel, results: dict[str, Check], language: str | None
) -> None:
    try:
        with override(language):  # a thread of its own does not know who asked
            results[name] = work(channel)
    except (MailboxTrouble, CommandRefused, NotSent, BadInput) as trouble:
        results[name] = Check(False, str(trouble))
    except Exception as error:  # noqa: BLE001 - whatever it is, the person who asked wants to read it
        results[name] = Check(False, f"{type(error).__name__}: {error}"[:300])


def _check_mailbox(channel: Channel) -> Check:
    mailbox = mailbox_of(channel)
    if mailbox is None:
        return Check(True, _("no mailbox is set up; mail comes in by the gate"))
    counts = []
    with MailboxSession(mailbox.server, timeout_s=4.0) as session:
        for folder in mailbox.folders:
            try:
                counts.append(_("%(folder)s has %(count)d mails") % {
                    "folder": folder, "count": session.open(folder).messages,
                })  # fmt: skip
            except CommandRefused as refusal:
                known = ", ".join(session.folders()[:20])
                words = _("the folder %(folder)s cannot be opened: %(why)s. There are: %(known)s")
                return Check(False, words % {"folder": folder, "why": refusal, "known": known})
        waits = _("new mail is announced at once") if session.can_idle else _("it is asked every minute")
    return Check(True, "; ".join([mailbox.server.name, *counts, waits]))


def _check_sender(channel: Channel) -> Check:
    way = sender_of(channel)
    if way is None:
        return Check(False, _("no sending server is set up; answers stay in the queue"))
    if isinstance(way, Folder):
        writable = os.access(way.path, os.W_OK) or not os.path.exists(way.path)
        return Check(writable, _("mail is written into %(path)s") % {"path": way.path})
    return Check(True, f"{way.name}; {check_server(way, timeout_s=4.0)}")


test_channel.__test__ = False  # type: ignore[attr-defined]  # its name is for people; it is no test

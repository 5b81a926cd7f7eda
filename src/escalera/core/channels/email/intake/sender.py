"""Who writes, and through which of our doors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from escalera.base.storage.ready import Ready
from escalera.core.channels.email import tokens
from escalera.core.channels.email.parsing import Address, ParsedMail
from escalera.core.channels.email.settings import addresses_of
from escalera.core.channels.models import Channel, InboundItem

_OPEN = Ready(
    lambda: Channel.objects.filter(kind="email", is_active=True).select_related("team__level").order_by("pk")
)  # fmt: skip
_NOBODY = re.compile(
    r"^(no-?_?reply|do-?not-?reply|noresponder|no-?responder|nao-?responda|mailer-daemon|postmaster)\b", re.I
)
UNKNOWN = Address("", "unknown@invalid")
MOST_OTHERS = 20


@dataclass(frozen=True, slots=True)
class Doors:
    """Our own mail addresses, by address in lower case; a key that begins with @ stands for a whole domain."""

    by_address: dict[str, Channel]

    @classmethod
    def load(cls) -> Doors:
        channels = list(_channels())
        return cls({address: channel for channel in reversed(channels) for address in addresses_of(channel)})

    def at(self, address: str) -> Channel | None:
        """Return the channel that an address of ours belongs to, or None."""
        plain = tokens.strip_tag(address.lower())
        return self.by_address.get(plain) or self.by_address.get("@" + plain.rpartition("@")[2])

    def is_ours(self, address: str) -> bool:
        return self.at(address) is not None

    def of(self, item: InboundItem, mail: ParsedMail) -> Channel | None:
        """Return the channel that the mail came through: the gate's word, else the first of our addresses in it."""
        if item.channel_id is not None:
            known = (channel for channel in self.by_address.values() if channel.pk == item.channel_id)
            return next(known, None) or item.channel
        recipients = [*(item.envelope or {}).get("to", []), *(a.address for a in _recipients(mail))]
        for address in recipients:
            if found := self.at(str(address)):
                return found
        return None


def _channels() -> Iterable[Channel]:
    return _OPEN.all()


def _recipients(mail: ParsedMail) -> tuple[Address, ...]:
    return (*mail.delivered_to, *mail.to, *mail.cc)


def writer_of(mail: ParsedMail, doors: Doors) -> Address:
    """Return who asks: From; but for a web form's or no-reply From, the Reply-To that names the person."""
    sender = mail.sender or Address(_("Unknown sender"), UNKNOWN.address)
    person = next((a for a in mail.reply_to if not doors.is_ours(a.address)), None)
    if person and (
        _NOBODY.match(sender.address) or doors.is_ours(sender.address) or sender.address == UNKNOWN.address
    ):
        return person
    return sender


def answer_address(mail: ParsedMail, writer: Address, doors: Doors) -> str:
    """Return where the writer wants the answer, if that is not their own address; else ""."""
    wanted = next((a.address for a in mail.reply_to if not doors.is_ours(a.address)), "")
    return wanted if wanted and wanted.lower() != writer.address.lower() else ""


def others_in(mail: ParsedMail, writer: Address, doors: Doors) -> list[Address]:
    """Return the other people whom the mail was sent to, at most twenty, none of ours."""
    seen = {writer.address.lower()}
    others = []
    for address in (*mail.to, *mail.cc):
        key = address.address.lower()
        if "@" in key and key not in seen and not doors.is_ours(key) and not _NOBODY.match(key):
            seen.add(key)
            others.append(address)
    return others[:MOST_OTHERS]

"""The chain that a mail goes through; each link may end it. Runs inside the gate's transaction.

our own mail → report about our mail → copy of a mail that is here → automatic word → a person's mail."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalera.base.people.actions import meet
from escalera.base.people.models import Contact
from escalera.base.people.queries import identity_at
from escalera.base.storage.ready import insert
from escalera.core.channels.email import tokens
from escalera.core.channels.email.automatic import Kind, Verdict, recognise
from escalera.core.channels.email.intake.bounces import note_bounce
from escalera.core.channels.email.intake.content import content_of
from escalera.core.channels.email.intake.copies import copy_of, fingerprint_of
from escalera.core.channels.email.intake.ruled import Ruled, ruled
from escalera.core.channels.email.intake.sender import Doors, answer_address, others_in, writer_of
from escalera.core.channels.email.parsing import Address, ParsedMail, parse
from escalera.core.channels.email.threading import Place, id_digest, place_of
from escalera.core.channels.gate import Understood, understands
from escalera.core.channels.models import Channel, InboundItem, MailId, Outcome
from escalera.core.channels.shared.placing import begin_after
from escalera.core.tickets.actions import Content, is_blocked, join, open_ticket, receive_message
from escalera.core.tickets.models import Message

LONGEST_BODY = 200_000  # characters of the whole text, quotes and all, in an explanation


@dataclass(frozen=True)
class Mail:
    """One mail on its way through the chain."""

    item: InboundItem
    parsed: ParsedMail
    verdict: Verdict
    doors: Doors
    writer: Address
    fingerprint: int
    at: datetime

    @property
    def channel(self) -> Channel | None:
        return self.doors.of(self.item, self.parsed)


@understands("email")
def understand_mail(item: InboundItem, raw: bytes, at: datetime) -> Understood:
    """Understand one mail and do what it asks; the result says how the item ended and why."""
    parsed = parse(raw)
    _note_envelope(parsed, item)
    doors = Doors.load()
    mail = Mail(item, parsed, recognise(parsed.root), doors, writer_of(parsed, doors), fingerprint_of(parsed), at)
    if mail.verdict.is_delivery_failure:
        return _report(mail)
    if reason := _not_for_us(mail):
        return _ended(mail, Outcome.IGNORED, reason)
    if (copy := copy_of(item, parsed, mail.fingerprint)) is not None:
        ended = _ended(mail, Outcome.IGNORED, f"copy of item {copy.pk}", copy.ticket_id, copy.message_id)
        return dataclasses.replace(ended, erases=_is_covered(copy.message))
    return _place(mail)


def _note_envelope(parsed: ParsedMail, item: InboundItem) -> None:
    """Write the envelope's sender where a mail server would: an empty one says that a machine speaks."""
    sender = (item.envelope or {}).get("from")
    if sender is not None and "Return-Path" not in parsed.root:
        parsed.root["Return-Path"] = f"<{sender}>"


def _report(mail: Mail) -> Understood:
    delivery = note_bounce(mail.verdict, at=mail.at)
    if delivery is None:
        return _ended(mail, Outcome.BOUNCE, f"about no mail of ours ({mail.verdict.why})")
    what = "delayed" if mail.verdict.kind is Kind.DELAY else "bounced"
    return _ended(
        mail, Outcome.BOUNCE, f"{what}: delivery {delivery.pk}", delivery.message.ticket_id, delivery.message_id
    )


def _not_for_us(mail: Mail) -> str:
    """Return why nobody needs to read the mail; "" if somebody should."""
    parsed, kind = mail.parsed, mail.verdict.kind
    if parsed.message_id and tokens.read_message_id(parsed.message_id):
        return "our own mail"
    if parsed.sender and mail.doors.is_ours(parsed.sender.address) and mail.writer is parsed.sender:
        return "our own mail: it comes from one of our addresses"
    if kind is Kind.DELIVERY_NOTICE:
        return f"delivery notice ({mail.verdict.why})"
    if kind is Kind.ABUSE_REPORT:
        return f"abuse report ({mail.verdict.why})"
    writers = dict.fromkeys(one.address for one in (mail.writer, parsed.sender) if one)
    if blocked := next((one for one in writers if is_blocked("email", one)), ""):
        return f"blocked sender: {blocked}"[:200]
    return ""


def _place(mail: Mail) -> Understood:
    parsed = mail.parsed
    known = identity_at("email", mail.writer.address)
    sender = known.contact if known else None
    place = place_of(parsed, sender)
    automatic = mail.verdict.kind is Kind.AUTO_REPLY
    if automatic and place.ticket_id is None and not _is_alert(parsed):
        return _ended(mail, Outcome.IGNORED, f"automatic reply to no mail of ours ({mail.verdict.why})", rule="new")
    contact = meet(
        channel="email",
        address=mail.writer.address,
        name=mail.writer.name,
        at=mail.at,
        wrote=not automatic,
        known=known,
    )
    found = Ruled(place) if automatic else ruled(place, sender, parsed.text, mail.at)
    place = found.place
    content = content_of(parsed, _extra(mail, place))
    if found.said is not None and found.said.words and content.extra is not None:
        content.extra["placed"] = found.said.words
    message = _write(mail, place, contact, content, automatic)
    if found.said is not None:
        begin_after(found.said, message, mail.at)
    if parsed.message_id:
        insert(MailId(digest=id_digest(parsed.message_id), ticket_id=message.ticket_id, message=message))
    if not place.outsider and not automatic:
        _bring_in_others(mail, contact, message)
    outcome = Outcome.MESSAGE if place.ticket_id else Outcome.TICKET
    reason = (
        place.rule
        + (", sender new to the ticket" if place.outsider else "")
        + (f", {mail.verdict.kind}: {mail.verdict.why}" if mail.verdict.kind is not Kind.PERSON else "")
    )
    ended = _ended(mail, outcome, reason, message.ticket_id, message.pk, rule=place.rule, content=content)
    return dataclasses.replace(ended, erases=_is_covered(message))


def _is_covered(message: Message | None) -> bool:
    """Say whether personal data was covered in what the mail became; then the mail as it came is not kept."""
    return message is not None and "covered" in (message.extra or {})


def _write(mail: Mail, place: Place, contact: Contact, content: Content, automatic: bool) -> Message:
    if place.ticket_id is not None:
        return receive_message(
            ticket_id=place.ticket_id,
            contact=contact,
            content=content,
            channel="email",
            at=mail.at,
            automatic=automatic,
        )
    channel = mail.channel
    return open_ticket(
        requester=contact,
        subject=mail.parsed.subject,
        content=content,
        channel="email",
        at=mail.at,
        team=channel.team if channel else None,
    )


def _bring_in_others(mail: Mail, contact: Contact, message: Message) -> None:
    others = others_in(mail.parsed, mail.writer, mail.doors)
    if not others:
        return
    contacts = [meet(channel="email", address=a.address, name=a.name, at=mail.at) for a in others]
    requester_id = message.ticket.requester_id
    join(
        ticket_id=message.ticket_id,
        contacts=[c for c in contacts if c.pk != requester_id],
        actor=contact.actor,
        at=mail.at,
    )


def _extra(mail: Mail, place: Place) -> dict[str, Any]:
    extra: dict[str, Any] = {"rule": place.rule, "from": mail.writer.address[:254]}
    if place.outsider:
        extra["outsider"] = True
    if answer_to := answer_address(mail.parsed, mail.writer, mail.doors):
        extra["reply_to"] = answer_to[:254]
    if not mail.verdict.may_answer:
        extra["automatic"] = str(mail.verdict.kind)
    return extra


def _is_alert(parsed: ParsedMail) -> bool:
    """Machines that write first (a monitor, a printer, a form) are heard; only answers to nothing are not."""
    return "auto-generated" in parsed.header("Auto-Submitted").lower() and not parsed.in_reply_to


def _ended(
    mail: Mail,
    outcome: Outcome,
    reason: str,
    ticket_id: int | None = None,
    message_id: int | None = None,
    *,
    rule: str = "",
    content: Content | None = None,
) -> Understood:
    return Understood(
        outcome=outcome,
        reason=reason,
        ticket_id=ticket_id,
        message_id=message_id,
        fingerprint=mail.fingerprint,
        explanation=_explanation(mail, rule, content),
    )


def _explanation(mail: Mail, rule: str, content: Content | None) -> dict[str, Any]:
    """Return what was understood, in plain values, for `--explain` and for people who ask why."""
    parsed, verdict = mail.parsed, mail.verdict
    return {
        "sender": {"name": mail.writer.name, "address": mail.writer.address},
        "subject": parsed.subject,
        "text": content.text if content else parsed.text,
        "body": parsed.text[:LONGEST_BODY],
        "attachments": [
            {"name": a.name, "content_type": a.content_type, "size": len(a.content), "inline": a.inline}
            for a in parsed.attachments
        ],
        "rule": rule or None,
        "kind": str(verdict.kind),
        "why": verdict.why,
        "may_answer": verdict.may_answer,
        "bounce": [
            {"address": r.address, "permanent": r.permanent, "status": r.status, "reply_code": r.reply_code,
             "reason": r.reason, "diagnostic": r.diagnostic}
            for r in verdict.recipients
        ] if verdict.is_delivery_failure else None,
        "message_id": parsed.message_id,
        "security": parsed.security,
        "defects": list(parsed.defects),
    }  # fmt: skip

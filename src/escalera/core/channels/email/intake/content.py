"""From a parsed mail to what stands on the ticket: new text, folded parts, safe HTML, files."""

from __future__ import annotations

import dataclasses
from typing import Any

from escalera.base.text.html import clean_html, html_to_text
from escalera.core.channels.email.folding import Folded, Part, PartKind, fold, fold_html
from escalera.core.channels.email.parsing import ParsedAttachment, ParsedMail
from escalera.core.tickets.actions import Content, NewFile

LONGEST = 400_000  # characters of text kept on the message; the original keeps everything
LARGEST_HTML = 2_000_000  # characters; a larger HTML part stays in the original only
MOST_FORWARDED = 5


def content_of(mail: ParsedMail, extra: dict[str, Any]) -> Content:
    """Return what the mail says. Nothing is lost: quotes and signatures are folded, files and the original kept."""
    folded = _fold(mail)
    html = clean_html(mail.html, cid_url=_keep_cid) if mail.html and len(mail.html) <= LARGEST_HTML else None
    if html and html.remote_images:
        extra["remote_images"] = html.remote_images
    if mail.html and _loses_form(mail.html):
        extra["rich"] = True
    extra |= _particulars(mail)
    new = folded.new[:LONGEST]
    return Content(
        text=new or mail.subject or "—",
        html=html.html if html else None,
        folded=_folded_parts(folded),
        files=[
            NewFile(a.name, a.content_type, a.content, a.content_id or "", a.inline or _is_shown(a, mail))
            for a in mail.attachments
        ],
        extra=extra,
    )


def _fold(mail: ParsedMail) -> Folded:
    """Fold the text part; a mail that has only HTML is cut in its HTML first, where the marks are plainer."""
    name = mail.sender.name if mail.sender else ""
    if mail.html is None or any(part.get_content_type() == "text/plain" for part in mail.root.walk()):
        return fold(mail.text[:LONGEST], sender_name=name)
    new_html, old_html = fold_html((mail.html or "")[:LARGEST_HTML])
    if not old_html:
        return fold(mail.text[:LONGEST], sender_name=name)
    folded = fold(html_to_text(new_html)[:LONGEST], sender_name=name)
    return dataclasses.replace(folded, parts=(*folded.parts, Part(PartKind.QUOTE, html_to_text(old_html)[:LONGEST])))


def _folded_parts(folded: Folded) -> list[dict[str, str]] | None:
    """Return the parts that are not new, in order; forwards stay in the new text, as they are meant to be read."""
    parts = [
        {"kind": str(part.kind), "text": part.text[:LONGEST], "header": part.header[:2000]}
        for part in folded.parts
        if part.kind is not PartKind.NEW and (part.text.strip() or part.header.strip())
    ]
    return parts or None


def _particulars(mail: ParsedMail) -> dict[str, Any]:
    """Return what the ticket shows beside the text, and what an answer needs."""
    found: dict[str, Any] = {}
    if mail.message_id:
        found["message_id"] = mail.message_id[:400]
    if mail.references or mail.in_reply_to:
        found["references"] = [r[:400] for r in dict.fromkeys((*mail.references, *mail.in_reply_to))][-12:]
    if mail.security:
        found["security"] = mail.security
    if mail.invitations:
        found["invitations"] = [dataclasses.asdict(invitation) for invitation in mail.invitations[:5]]
    if mail.forwarded:
        found["forwarded"] = [_forwarded(inner) for inner in mail.forwarded[:MOST_FORWARDED]]
    if mail.defects:
        found["defects"] = [str(defect)[:200] for defect in mail.defects[:10]]
    return found


def _forwarded(mail: ParsedMail) -> dict[str, str]:
    return {
        "from": (f"{mail.sender.name} <{mail.sender.address}>" if mail.sender else "")[:300],
        "subject": mail.subject[:300],
        "date": mail.date.isoformat() if mail.date else "",
        "text": mail.text[:20_000],
    }


def _loses_form(html: str) -> bool:
    """Say whether the plain text would lose what the sender drew: tables of figures, pictures, lists."""
    lowered = html[:200_000].lower()
    return "<table" in lowered and lowered.count("<tr") > 2


def _is_shown(file: ParsedAttachment, mail: ParsedMail) -> bool:
    """Say whether the HTML shows the file in its place; some programs mark such pictures as attachments."""
    return bool(file.content_id and mail.html and f"cid:{file.content_id}" in mail.html)


def _keep_cid(content_id: str) -> str | None:
    """Keep inline images by their Content-ID; the page that shows them knows where each stands."""
    return f"cid:{content_id}"

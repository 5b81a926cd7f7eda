"""Reports in other forms: abuse (RFC 5965 and its forerunners), read receipts (RFC 8098), Amazon's JSON."""

import json
import re
from email.message import Message
from typing import Any

from . import phrases, reasons
from .addresses import of_field
from .reading import Reading, header, sender
from .verdict import FailedRecipient, Kind, Verdict

_REJECTED = re.compile(r"automatically rejected|was rejected|quota|could not be delivered|recusad|rechazad")
_MAX_JSON = 300_000


def report_type(root: Message) -> str:
    """This function will give the report-type of the outermost multipart/report, lower-case."""
    try:
        return str(root.get_param("report-type") or "").lower()
    except (ValueError, TypeError, LookupError):
        return ""


def abuse(root: Message, reading: Reading) -> str:
    """This function will name the evidence for an abuse report, "" when there is none."""
    if reading.has_feedback or report_type(root) == "feedback-report":
        return "report-type: feedback-report"
    if root.get("X-HmXmrOriginalRecipient") is not None or any(
        attached.get("X-HmXmrOriginalRecipient") is not None for attached in reading.attached[:2]
    ):
        return "x-hmxmroriginalrecipient"
    subject = header(root, "Subject").lower()
    machine = bool(phrases.FEEDBACK_SENDER.match(sender(root)[1]))
    if machine and (reading.attached or reading.returned):
        return "sender: feedback loop"
    if phrases.FEEDBACK_SUBJECT.match(subject) and (reading.attached or reading.returned):
        return "subject: feedback report"
    return ""


def receipt(root: Message, reading: Reading) -> Verdict | None:
    """This function will judge a disposition notification: a receipt, or a rejection in its form (Sieve's reject)."""
    if not reading.has_receipt and report_type(root) != "disposition-notification":
        return None
    fields = {name: value for block in reading.receipt for name, value in block.items()}
    words = reading.text[:3000]
    ids = (fields.get("original-message-id", "").strip(" <>"),) if fields.get("original-message-id") else ()
    deleted = re.search(r"deleted|denied|failed|rejected", fields.get("disposition", "").lower())
    if deleted and ("rejected" in header(root, "Auto-Submitted").lower() or _REJECTED.search(words.lower())):
        address = of_field(fields.get("original-recipient", "") or fields.get("final-recipient", ""))
        reason = reasons.classify(words, reasons.find_status(words))
        reply = reasons.find_reply(words)
        status = reasons.find_status(words)
        hard = reasons.is_permanent(reason, status, reply)
        failed = (FailedRecipient(address, hard, status, reply, words[:500].strip(), reason),) if address else ()
        return Verdict(Kind.BOUNCE, "disposition: rejected", failed, ids)
    return Verdict(Kind.DELIVERY_NOTICE, "report-type: disposition-notification", (), ids)


def amazon(text: str) -> Verdict | None:
    """This function will read an Amazon SES notification mailed as JSON (its own form or inside an SNS envelope)."""
    if "notificationType" not in text and "eventType" not in text:
        return None
    start = text.find("{")
    found = _load(text[start:_MAX_JSON]) if start >= 0 else None
    if isinstance(found, dict) and isinstance(found.get("Message"), str):
        found = _load(found["Message"])
    if not isinstance(found, dict):
        return None
    kind = str(found.get("notificationType") or found.get("eventType"))
    mail = found.get("mail") if isinstance(found.get("mail"), dict) else {}
    ids, subject = _about(mail if isinstance(mail, dict) else {})
    if kind == "Bounce":
        return Verdict(Kind.BOUNCE, "amazon ses: bounce", _bounced(found.get("bounce")), ids, subject)
    if kind == "Complaint":
        return Verdict(Kind.ABUSE_REPORT, "amazon ses: complaint", (), ids, subject)
    return Verdict(Kind.DELIVERY_NOTICE, f"amazon ses: {kind.lower()[:20]}", (), ids, subject)


def _load(text: str) -> Any:
    flat = text.replace("\r", "").replace("\n", "")
    try:
        return json.JSONDecoder(strict=False).raw_decode(flat)[0]
    except (ValueError, RecursionError):
        return None


def _about(mail: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    common = mail.get("commonHeaders")
    common = common if isinstance(common, dict) else {}
    ids = [str(common.get("messageId", "")).strip(" <>"), str(mail.get("messageId", ""))]
    return tuple(found for found in ids if found), str(common.get("subject", ""))[:500]


def _bounced(bounce: Any) -> tuple[FailedRecipient, ...]:
    listed = bounce.get("bouncedRecipients") if isinstance(bounce, dict) else None
    found = []
    for entry in listed[:100] if isinstance(listed, list) else ():
        if not isinstance(entry, dict):
            continue
        diagnostic = str(entry.get("diagnosticCode", ""))
        status = reasons.find_status(diagnostic, fallback=reasons.find_status(str(entry.get("status", ""))))
        reason, reply = reasons.classify(diagnostic, status), reasons.find_reply(diagnostic)
        hard = reasons.is_permanent(reason, status, reply)
        address = of_field(str(entry.get("emailAddress", "")))
        found.append(FailedRecipient(address, hard, status, reply, diagnostic[:500], reason))
    return tuple(failed for failed in found if failed.address)

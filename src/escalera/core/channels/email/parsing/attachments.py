"""Files of a mail: their names as the sender meant them, safe to show and to store."""

import re

from .bodies import content, disposition, subject_of
from .encodings import uuencoded_file
from .fields import decoded_value, first_raw
from .part import Part
from .shapes import ParsedAttachment

NAME_LIMIT = 200
# Control marks, and the direction marks with which "gpj.exe" is made to look like "exe.jpg".
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_ENDINGS = {
    "text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv", "text/enriched": ".txt",
    "text/rfc822-headers": ".txt", "text/vcard": ".vcf", "text/x-vcard": ".vcf", "text/xml": ".xml",
    "image/png": ".png", "image/jpeg": ".jpg", "image/jpg": ".jpg", "image/gif": ".gif", "image/webp": ".webp",
    "image/tiff": ".tiff", "image/bmp": ".bmp", "image/svg+xml": ".svg", "image/heic": ".heic",
    "audio/mpeg": ".mp3", "audio/ogg": ".ogg", "audio/wav": ".wav", "video/mp4": ".mp4", "application/pdf": ".pdf",
    "application/zip": ".zip", "application/json": ".json", "application/ms-tnef": ".dat",
    "application/pgp-signature": ".asc", "application/pgp-encrypted": ".asc", "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-signature": ".p7s", "application/pkcs7-mime": ".p7m", "application/x-pkcs7-mime": ".p7m",
    "message/rfc822": ".eml", "message/global": ".eml", "message/delivery-status": ".txt", "text/markdown": ".md",
    "message/feedback-report": ".txt", "message/disposition-notification": ".txt",
    "application/msword": ".doc", "application/vnd.ms-excel": ".xls",
}  # fmt: skip
_CALLED = {
    "text/calendar": "invite",
    "application/ms-tnef": "winmail",
    "application/pgp-signature": "signature",
    "application/pkcs7-signature": "smime",
    "application/x-pkcs7-signature": "smime",
    "application/pkcs7-mime": "smime",
    "application/x-pkcs7-mime": "smime",
    "message/delivery-status": "delivery-status",
    "message/disposition-notification": "disposition-notification",
    "message/feedback-report": "feedback-report",
    "text/rfc822-headers": "headers",
}


def attachments(files: list[Part]) -> tuple[ParsedAttachment, ...]:
    """Return the files of a mail in order, each with a name that is unique among them where it was made up."""
    return tuple(_attachment(part, number) for number, part in enumerate(files, start=1))


def _attachment(part: Part, number: int) -> ParsedAttachment:
    how, parameters = disposition(part)
    name = parameters.get("filename") or parameters.get("name") or part.parameters.get("name") or ""
    name = name or part.parameters.get("filename", "") or _located_name(part)
    data = content(part)
    if "uu" in first_raw(part, "content-transfer-encoding").lower():
        name = name or uuencoded_file(part.body)[0]
    content_id = decoded_value(first_raw(part, "content-id")).strip("<> ") or None
    return ParsedAttachment(
        name=safe_name(name) or _made_up_name(part, number),
        content_type=part.kind if "/" in part.kind else "application/octet-stream",
        content=data,
        content_id=content_id,
        inline=how != "attachment" and (how == "inline" or content_id is not None),
    )


def safe_name(name: str) -> str:
    """Return a file name without path, control or direction marks, of at most 200 characters, its ending kept."""
    name = _UNSAFE.sub(" ", name).replace("\\", "/").rstrip("/ ").rpartition("/")[2]
    name = " ".join(name.split()).strip(" ")
    if name.strip(".") == "":
        return ""
    if len(name) > NAME_LIMIT:
        stem, dot, ending = name.rpartition(".")
        keep = dot + ending if dot and len(ending) <= 10 else ""
        name = (stem if keep else name)[: NAME_LIMIT - len(keep)].rstrip() + keep
    return name


def _located_name(part: Part) -> str:
    location = decoded_value(first_raw(part, "content-location"))
    return "" if "://" in location or "?" in location else location


def _made_up_name(part: Part, number: int) -> str:
    ending = _ENDINGS.get(part.kind, ".txt" if part.kind.startswith("text/") else ".bin")
    if part.kind in ("message/rfc822", "message/global") and part.children:
        subject = safe_name(subject_of(part.children[0]).replace("/", "-"))
        if subject:
            return f"{subject[: NAME_LIMIT - 4].strip()}.eml"
    return _CALLED.get(part.kind, f"attachment-{number}") + ending

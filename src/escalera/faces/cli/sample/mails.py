"""The sample customers' mails, as their programs would write them."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.utils import timezone

from escalera.faces.cli.sample import cast
from escalera.faces.cli.sample.people import Person

_MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"]
_DAYS = ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"]


def customer_mail(
    person: Person,
    subject: str,
    text: str,
    *,
    at: datetime,
    number: int,
    answers: str = "",
    quoted: str = "",
    automatic: bool = False,
) -> bytes:
    """Return the raw mail; with `answers` (a Message-ID) a reply that quotes our last words, as Gmail writes it."""
    mail = EmailMessage()
    name = person.contact.name
    mail["From"] = formataddr((name, person.address))
    mail["To"] = formataddr((cast.COMPANY, cast.MAILBOX))
    mail["Subject"] = subject
    mail["Date"] = format_datetime(timezone.localtime(at))
    mail["Message-ID"] = f"<{number}.{int(at.timestamp())}@{person.address.split('@')[1]}>"
    if answers:
        mail["In-Reply-To"] = mail["References"] = f"<{answers}>"
    if automatic:
        mail["Auto-Submitted"] = "auto-replied"
    signature = f"\n\n--\n{name}" + (f"\n{person.organization}" if person.organization else "")
    mail.set_content(text + ("" if automatic else signature) + _quote(quoted, at) + "\n", cte="8bit")
    return mail.as_bytes(policy=SMTP)


def _quote(text: str, at: datetime) -> str:
    if not text:
        return ""
    local = timezone.localtime(at)
    day = f"{_DAYS[local.weekday()]}, {local.day} {_MONTHS[local.month - 1]} {local.year}"
    lines = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
    return f"\n\nEl {day} a las {local:%H:%M}, {cast.COMPANY} (<{cast.MAILBOX}>) escribió:\n\n{lines}"

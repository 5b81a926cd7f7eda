"""The one question of this package: what kind of mail is this?

Order: what a mail's form proves (abuse report, receipt, delivery status), then what a report in sentences must have
(several signs together, never one alone), then headers of automatic and list mail; what is left is a person's. A
person who forwards or quotes a report stays a person: the form must be the mail's own, and its sender a mail system.
"""

import re
from email.message import Message

from . import headers, notices, phrases, prose, status
from .addresses import addresses_in, unique
from .origin import find_origin
from .reading import Reading, header, read, sender
from .verdict import FailedRecipient, Kind, Verdict

_REPORT_TYPES = frozenset({"multipart/report", "message/delivery-status", "message/global-delivery-status"})
_ENOUGH = 4  # points of evidence; see `_weigh`
_OPENING = 25  # a report says what it is within so many lines
_SUFFIX = re.compile(r"[-+](?:bounces?|admin|owner|request|errors)(?:\+[^@]{0,150})?@")
_VERP = re.compile(r"^[\w.-]{1,64}\+([\w.%+-]{1,100})=([\w.-]{3,150})@")


def recognise(root: Message) -> Verdict:
    """This function will say who speaks in a mail. It never raises, and its work is bounded whatever the mail's size.

    Order: reports by form, reports in words, headers, person.
    """
    try:
        return _recognise(root, 0)
    except Exception as error:  # noqa: BLE001 - hostile input: a mail that breaks us is still a mail to be read
        return Verdict(Kind.PERSON, f"not understood: {type(error).__name__}", answerable=False)


def _recognise(root: Message, depth: int) -> Verdict:
    may_report = _may_report(root)
    if may_report:
        reading = read(root)
        if found := _wrapped(root, reading, depth) or _report(root, reading):
            return found
    if known := headers.kind_by_headers(root):
        kind, why = known
        return Verdict(kind, why, original_message_ids=_answered(root) if kind is Kind.AUTO_REPLY else ())
    why_not = headers.why_not_answer(root)
    return Verdict(Kind.PERSON, why_not or "nothing automatic", answerable=not why_not)


def _answered(root: Message) -> tuple[str, ...]:
    return find_origin(root, Reading(), "").ids


def _may_report(root: Message) -> bool:
    """Cheap signs; without one of them nobody looks into the body."""
    return bool(
        root.get_content_type() in _REPORT_TYPES
        or headers.is_null_path(root)
        or headers.is_machine(root)
        or headers.has_bounce_subject(root)
        or headers.is_no_reply(root)
        or root.get("X-Failed-Recipients") is not None
        or root.get("Auto-Submitted") is not None
        or phrases.FEEDBACK_SUBJECT.match(header(root, "Subject").lower())
        or phrases.FEEDBACK_SENDER.match(sender(root)[1])
        or sender(root)[1] == ""
    )


def _report(root: Message, reading: Reading) -> Verdict | None:
    if why := notices.abuse(root, reading):
        return Verdict(Kind.ABUSE_REPORT, why, (), find_origin(root, reading, "").ids)
    if found := notices.receipt(root, reading) or notices.amazon(reading.text[:200_000]):
        return found
    told = prose.split(reading.lines)
    return _by_fields(root, reading, told) or _by_words(root, reading, told)


def _by_fields(root: Message, reading: Reading, told: prose.Told) -> Verdict | None:
    if not _speaks_for_itself(root, reading):
        return None
    blocks = status.blocks_of(reading, told.head if told.lines else "")
    kind = status.kind_of(blocks)
    if kind is None:
        return None
    if (
        kind is Kind.BOUNCE
        and _still_trying(told)
        and not any(status.action_of(block) == "failed" for block in blocks)
    ):
        kind = Kind.DELAY
    failed = () if kind is Kind.DELIVERY_NOTICE else status.recipients_of(blocks, kind, told)
    if not failed and kind is not Kind.DELIVERY_NOTICE:
        failed = prose.describe(told, _addresses(root, reading, told), kind)
    return _verdict(kind, f"delivery-status: {kind.value}", failed, root, reading, told)


def _speaks_for_itself(root: Message, reading: Reading) -> bool:
    """Status fields prove a report only where the mail itself is one; a person's mail may quote them."""
    if root.get_content_type() in _REPORT_TYPES and reading.has_status:
        return not (headers.quotes_bounce(root) and not headers.is_machine(root))
    return headers.is_machine(root) or headers.is_null_path(root) or headers.has_bounce_subject(root)


def _by_words(root: Message, reading: Reading, told: prose.Told) -> Verdict | None:
    listed = _listed(root)
    why = _weigh(root, reading, told, listed)
    if not why:
        return None
    kind = Kind.DELAY if _still_trying(told) else Kind.BOUNCE
    if reading.has_status and status.kind_of(reading.status) is Kind.DELIVERY_NOTICE:
        kind = Kind.DELIVERY_NOTICE
    addresses = listed or _addresses(root, reading, told)
    return _verdict(kind, why, prose.describe(told, addresses, kind), root, reading, told)


def _weigh(root: Message, reading: Reading, told: prose.Told, listed: list[str]) -> str:
    """Points of evidence: a mail system speaks (2), to nobody (1), lists whom it failed (3), under a report's subject
    (2), in a report's words (2), with a server's answer (1), and returns a mail (1)."""
    machine, null_path, subject = (
        headers.is_machine(root),
        headers.is_null_path(root),
        headers.has_bounce_subject(root),
    )
    own_words = [line for line in told.lines if line.strip() and not line.lstrip().startswith((">", "|>"))]
    opening = " ".join(" ".join(own_words[:_OPENING]).lower().split())
    said = bool(phrases.FAILURE.search(opening))
    answer = bool(re.search(r"\b[45]\d\d[ -]|#?\b[45]\.\d\.\d{1,3}\b", opening))
    returns = bool(reading.attached or reading.returned or told.tail)
    lists = bool(listed)
    if not (machine or null_path or (subject and said and (returns or answer or _lists_address(own_words)))):
        return ""
    transcript = answer and "rcpt to" in opening and bool(phrases.MACHINE_ADDRESS.match(sender(root)[1]))
    if not (null_path or lists or subject or returns or transcript or phrases.DAEMON.match(sender(root)[1])):
        return ""  # an administrator who writes about mail that failed
    if not (said or lists or subject) or (not machine and not lists and _is_personal(root, null_path)):
        return ""
    points = 2 * (reading.has_status or notices.report_type(root) == "delivery-status")
    points += 2 * machine + null_path + 3 * lists + 2 * subject + 2 * said + answer + returns
    found = ("sender", machine), ("null path", null_path), ("subject", subject), ("words", said), ("list", lists)
    return "report: " + ", ".join(name for name, there in found if there) if points >= _ENOUGH else ""


def _lists_address(lines: list[str]) -> bool:
    return any("@" in line and len(addresses_in(line)) == 1 and len(line.strip()) < 120 for line in lines[:_OPENING])


def _is_personal(root: Message, null_path: bool) -> bool:
    """Signs of a person's mail program, or of an answer: then words about a failure are only quoted."""
    if phrases.RE_PREFIX.match(header(root, "Subject")) and not headers.has_bounce_subject(root):
        return True
    mua = re.search(
        r"thunderbird|apple mail|iphone|ipad|outlook|mutt|k-?mail|evolution|roundcube|squirrel|horde|"
        r"gmail|webmail|eudora|pine",
        (header(root, "User-Agent") + header(root, "X-Mailer")).lower(),
    )
    return not null_path and bool(mua or (root.get("In-Reply-To") is not None and not headers.automatic(root)))


def _still_trying(told: prose.Told) -> bool:
    words = " ".join(told.head[:6000].lower().split())
    return bool(phrases.STILL_TRYING.search(words)) and not phrases.GIVEN_UP.search(words)


def _listed(root: Message) -> list[str]:
    values = root.get_all("X-Failed-Recipients") or []
    return unique([address for value in values[:20] for address in addresses_in(str(value).replace(",", " "))])


def _addresses(root: Message, reading: Reading, told: prose.Told) -> list[str]:
    """The failed addresses, from the surest sign to the weakest; ours only when nothing else is left."""
    own = [*_own(root), *addresses_in(header(root, "From"))]
    domain = sender(root)[1].partition("@")[2]
    return (
        prose.failed_addresses(told, own)
        or _but(addresses_in(header(root, "Subject")), own)[:1]
        or _but(status.listed_in(told.tail), own)
        or prose.bare_names(told, domain)
        or _but(list(find_origin(root, reading, f"{told.tail}\n{told.head}").recipients), own)
        or _verp(root)
        or prose.failed_addresses(told, [])
    )


def _but(found: list[str], own: list[str]) -> list[str]:
    mine = {address.lower() for address in own}
    return [address for address in found if address.lower() not in mine]


def _own(root: Message) -> list[str]:
    """The addresses this report was sent to, and what they are without a bounce mailbox's suffix."""
    names = ("To", "Delivered-To", "X-Original-To")
    found = [address for name in names for address in addresses_in(header(root, name))]
    return [*found, *(_SUFFIX.sub("@", address) for address in found)]


def _verp(root: Message) -> list[str]:
    """ "bounces+person=their.host@our.host" names whom we wrote to."""
    return [f"{match[1]}@{match[2]}" for address in _own(root) if (match := _VERP.match(address))]


def _verdict(
    kind: Kind, why: str, failed: tuple[FailedRecipient, ...], root: Message, reading: Reading, told: prose.Told
) -> Verdict:
    origin = find_origin(root, reading, told.tail or told.head)
    return Verdict(kind, why, failed, origin.ids, origin.subject, answerable=False)


def _wrapped(root: Message, reading: Reading, depth: int) -> Verdict | None:
    """A gateway may hand on somebody else's report as an attachment; a person who does that asks a question."""
    if depth or not reading.attached or not headers.is_machine(root):
        return None
    if phrases.FAILURE.search(reading.text[:4000].lower()):
        return None  # this is the report, and the attached one only what it returns
    inner = _recognise(reading.attached[0], depth + 1)
    return inner if inner.kind in (Kind.BOUNCE, Kind.DELAY, Kind.ABUSE_REPORT) else None

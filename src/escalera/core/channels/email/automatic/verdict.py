"""What an incoming mail is: written by a person, or by a machine, and then by which kind of machine."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Who speaks in a mail."""

    PERSON = "person"
    BOUNCE = "bounce"  # delivery was given up
    DELAY = "delay"  # a warning: delivery is still being tried
    AUTO_REPLY = "auto_reply"  # vacation, out of office, another desk's acknowledgement
    ABUSE_REPORT = "abuse_report"  # a feedback loop says somebody pressed "spam"
    BULK = "bulk"  # mailing lists and newsletters
    DELIVERY_NOTICE = "delivery_notice"  # read receipts and reports of success


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One address a mail of ours did not reach.

    `permanent` means "do not send there again": the person, the host or the domain is not there, and the report is
    final. A full or blocked mailbox, a refused text or an expired queue are failures of one mail, so False, although
    that mail was given up too (its verdict is a BOUNCE, not a DELAY).
    """

    address: str
    permanent: bool
    status: str  # enhanced code of RFC 3463, "5.1.1", or ""
    reply_code: str  # SMTP reply, "550", or ""
    diagnostic: str  # the other server's words, at most 500 characters
    reason: str  # one word of `reasons.REASONS`


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of `recognise`, with the evidence that decided."""

    kind: Kind
    why: str
    recipients: tuple[FailedRecipient, ...] = ()
    original_message_ids: tuple[str, ...] = ()  # without <>; the returned mail's own first, then its references
    original_subject: str = ""
    answerable: bool = True  # False: no address to answer to, or something that asked not to be answered

    @property
    def may_answer(self) -> bool:
        """True only for a person with a real address who did not ask to be spared automatic answers."""
        return self.kind is Kind.PERSON and self.answerable

    @property
    def is_delivery_failure(self) -> bool:
        """True for both kinds of report about a mail of ours that did not arrive (yet)."""
        return self.kind in (Kind.BOUNCE, Kind.DELAY)

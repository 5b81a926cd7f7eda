"""Why a mail was not delivered, in one small vocabulary, from the server's words and its status code.

Words come before codes: servers send "5.1.1" for a full mailbox and "5.0.0" for everything. Within the words the
order is from the specific to the vague ("account disabled" before "user unknown"). Codes: RFC 3463 and its registry.
"""

import re

from .reason_tables import CODES, EXACT, HARD, REASONS, WORDS

__all__ = ["REASONS", "classify", "find_reply", "find_status", "is_permanent"]

_SEARCHES = tuple((reason, re.compile(pattern)) for reason, pattern in WORDS)

_PLAINLY_UNKNOWN = re.compile(r"user unknown|unknown user")
_AFTER_MAIL = re.compile(r"after mail from|reply to mail from|>>> mail from|mail from command")
_AFTER_DATA = re.compile(
    r"after end of data|reply to end of data|>>> data <<< [45]|smtp command data|final data|"
    r"end of data command"
)
_UNSURE = re.compile(
    r"host not found, try again|try again later|temporarily (?:unavailable|rejected)|name server timeout"
)
# "5.1.0 - Unknown address error 550-'5.7.1 Access denied'": the first half is the sending server's guess.
_OWN_CATEGORY = re.compile(r"^\d\.\d\.\d - [a-z ]{1,40} (?=[45]\d\d[- ])")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_REPLY = re.compile(r"(?<![\d.#:/-])([45][0-5]\d)(?=[\s:-])(?!-byte)")


def classify(diagnostic: str, status: str, session: str = "") -> str:
    """This function will name the reason (a key of REASONS) for the server's words and an RFC 3463 status.

    `session` is text around them that may show at which command they were said.
    """
    words = _OWN_CATEGORY.sub("", " ".join(diagnostic.lower().split())[:3000])
    code = status.partition(".")[2]
    if code in EXACT:
        return _refine(CODES[code], words)
    found = _by_words(words)
    if found in ("", "policyviolation", "systemerror", "filtered", "expired", "contenterror", "securityerror"):
        by_code = CODES.get(code, "")
        found = by_code if by_code and code != "0.0" and not (found and by_code == "undefined") else found
    if (
        found == "userunknown"
        and _PLAINLY_UNKNOWN.search(words)
        and not code.startswith("1.1")
        and _AFTER_DATA.search(f"{words} {' '.join(session.lower().split())[:4000]}")
    ):
        return "filtered"  # who takes the address and refuses only the text knows the person
    return found or "undefined"


def _refine(reason: str, words: str) -> str:
    if reason == "notaccept" and "notfound" in words.replace(" ", ""):
        return "userunknown"  # Exchange's own use of 5.1.10
    return reason


def _by_words(words: str) -> str:
    if _AFTER_MAIL.search(words) and not re.search(r"recipient|rcpt", words):
        return _first(words, skip=("userunknown", "hostunknown", "hasmoved")) or "rejected"
    if _UNSURE.search(words) and not re.search(r"unknown|no such", words):
        return _first(words, skip=("hostunknown", "userunknown"))
    return _first(words, skip=())


def _first(words: str, skip: tuple[str, ...]) -> str:
    return next((reason for reason, search in _SEARCHES if reason not in skip and search.search(words)), "")


def find_status(text: str, *, fallback: str = "") -> str:
    """This function will find the most telling RFC 3463 code in a text: not x.0.0 where another stands."""
    text = _OWN_CATEGORY.sub("", text[:3000].lower().strip())
    found = [code for code in _STATUS.findall(text) if code[0] != "2"]
    telling = [code for code in found if not code.endswith(".0.0")]
    if fallback and not fallback.endswith(".0.0"):
        telling = [*telling, fallback] if fallback.endswith(".0") else [fallback, *telling]
    return next(iter(telling), next(iter(found), fallback))


def find_reply(text: str) -> str:
    """This function will find the SMTP reply code ("550") in a text, "" when there is none."""
    match = _REPLY.search(text[:3000])
    return match[1] if match else ""


def is_permanent(reason: str, status: str, reply_code: str) -> bool:
    """This function will answer whether to stop sending there: see FailedRecipient.permanent.

    x.0.0 says nothing: Gmail gives a domain that does not exist 4.0.0 in its final report.
    Then the reply code counts.
    """
    says_something = status and not status.endswith(".0.0")
    transient = (status if says_something else reply_code).startswith("4")
    return reason in HARD and not transient

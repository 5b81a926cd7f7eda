"""Find where the signature begins in what a sender wrote: delimiters, closings, device lines, disclaimers, names."""

import re
from dataclasses import dataclass

from .headers import is_rule
from .names import closing_strength, is_dashed_name, is_evidence, is_name, is_senders_name, is_short
from .sheet import Sheet, plain
from .tables import BANNERS, DEVICES, LEGAL, POSTSCRIPT

_STRICT = frozenset({"--", "—", "__", "–", "—-", "-—", "- -", "***", "––", "——"})
_LINK = re.compile(r"<[^<>]{0,300}>|\([^()]{0,300}\)|\[[^\[\]]{0,300}\]|https?://\S{1,300}")
_LEGAL_WORDS = re.compile(
    r"confiden|destinat|privile|prohib|by mistake|in error|recipient|vertraulich|riservat|geheim|vertrouwelijk|poufn"
    r"|luottam|konfid|proteccion de datos|rgpd|gdpr|unauthori|responsab|personal data|datos personales|dados pessoais"
    r"|disclos|receiving this|liab|e-post|libre de virus|livre de virus|virus-free|sin virus|virenfrei|virusfri"
    r"|sans virus|scanned|analizado por|medio ambiente|medioambiente|meio ambiente|the environment|environnement"
    r"|umwelt|antes de imprimir|before print|you print|avant d'imprimer|prima di stampare|no imprima|unsubscri"
)
_TAIL = 160
"""Lines from the end of a message that are searched: longer signatures do not exist, longer mails do."""
_DEEPEST_CLOSING = 16
_MOST_LINES_BELOW = 25


@dataclass(frozen=True, slots=True)
class _Tail:
    """The lines top … end - 1 of a sheet, in which a signature is looked for.

    `tokens`: the sender's name. `first`: the first line that may be a delimiter; below a quote a signature
    needs no message above it. `answers`: the message is the answer to another one.
    """

    sheet: Sheet
    top: int
    end: int
    tokens: frozenset[str]
    first: int
    answers: bool

    def filled(self, start: int, end: int | None = None) -> list[int]:
        """Give the lines from `start` on that are not blank."""
        return [index for index in range(start, self.end if end is None else end) if self.sheet.lines[index]]


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature is lines start … end - 1; lines end … of the message stand below it and are not part of it.

    `stale`: what stands below is the old message, that lost its header; otherwise it is a postscript.
    """

    start: int
    end: int
    stale: bool = False


def find_signature(
    sheet: Sheet, start: int, end: int, sender_name: str = "", *, below_quote: bool = False, answers: bool = False
) -> Signed | None:
    """Give the signature of the message in lines start … end - 1, or None.

    `below_quote`: a quote stands above it. `answers`: a quote stands anywhere in the mail; its last word may then
    be the answer to a question, so that a bare name counts only if it is the sender's.
    """
    while end > start and not sheet.lines[end - 1]:
        end -= 1
    top = max(sheet.next_filled(start), end - _TAIL)
    tokens = _tokens(sender_name)
    below = _postscript(sheet, top, end)
    tail = _Tail(sheet, top, end if below is None else below, tokens, top if below_quote else top + 1, answers)
    device = _device_line(tail)
    if device is not None and (below_quote or _words_above(sheet, start, device)):
        stop = _end_of_device(tail, device)
        return Signed(_raise(tail, device), stop, stale=stop < tail.end)
    hard = _hard_start(tail)
    found = _raise(tail, tail.end if hard is None else hard)
    return Signed(found, tail.end) if found < tail.end else None


def _tokens(sender_name: str) -> frozenset[str]:
    """Give the words of the sender's name, and its initials in both orders ("Pérez, Ana": ap, pa)."""
    words = re.findall(r"\w{2,}", plain(sender_name[:200]))
    initials = "".join(word[0] for word in words)
    return frozenset(words + ([initials, initials[::-1]] if len(words) > 1 else []))


def banner_end(sheet: Sheet, start: int, end: int) -> int:
    """Give the line after a "this mail comes from outside" banner at the top; `start` if there is none."""
    first = sheet.next_filled(start)
    if first >= end or not plain(sheet.lines[first][:120]).startswith(BANNERS):
        return start
    stop = first
    while stop < end and sheet.lines[stop] and stop - first < 8:
        stop += 1
    return sheet.next_filled(stop) if sheet.next_filled(stop) < end else start


def is_device_line(line: str) -> bool:
    """Whether the line is "Sent from my …", and not a sentence that begins so."""
    if len(line) > 400 or not plain(line).lstrip("*_[< ").startswith(DEVICES):
        return False
    said = _LINK.sub("", line).strip(" *_<>.")
    return len(said.split()) <= 10 and not re.search(r"[,;?!=]|\.\s|[^\s]:(?!$)", said)


def is_delimiter(line: str) -> bool:
    """Whether the line is one of those that are drawn above a signature."""
    return line in _STRICT or is_rule(line)


def _words_above(sheet: Sheet, start: int, end: int) -> bool:
    return any(sheet.lines[index] for index in range(start, end))


def _postscript(sheet: Sheet, top: int, end: int) -> int | None:
    """Give the line where a postscript begins, if one closes the message."""
    for index in range(end - 1, max(top, end - 12), -1):
        line = sheet.lines[index]
        if line and not sheet.lines[index - 1] and POSTSCRIPT.match(plain(line[:20])):
            return index
    return None


# --- starts that need no look at what stands above ------------------------------------------------


def _device_line(tail: _Tail) -> int | None:
    return next((index for index in tail.filled(tail.top) if is_device_line(tail.sheet.lines[index])), None)


def _end_of_device(tail: _Tail, device: int) -> int:
    """Give the end of the signature with a device line: what still reads like a signature belongs to it."""
    stop = device + 1
    for index in tail.filled(device + 1):
        line = tail.sheet.lines[index]
        if is_device_line(line) or is_rule(line) or line in _STRICT or is_short(line):
            stop = index + 1
        elif _is_legal(tail, index):
            return tail.end
        else:
            break
    return tail.sheet.next_filled(stop)


def _hard_start(tail: _Tail) -> int | None:
    for index in tail.filled(tail.top):
        line = tail.sheet.lines[index]
        if index < tail.first:
            continue
        if (is_delimiter(line) and _delimits(tail, index)) or (
            (index == tail.top or not tail.sheet.lines[index - 1]) and _is_legal(tail, index)
        ):
            return index
    return None


def _delimits(tail: _Tail, index: int) -> bool:
    line = tail.sheet.lines[index]
    below = [tail.sheet.lines[number] for number in tail.filled(index + 1)]
    if line == "--" and tail.sheet.raw[index].rstrip("\r\n").endswith("-- "):
        return True
    said = [text for text in below if not is_rule(text)]
    if not said or len(said) > _MOST_LINES_BELOW:
        return line in _STRICT and not said
    first = tail.sheet.next_filled(index + 1)
    if _is_legal(tail, first):
        return True
    shorts = sum(is_short(text) for text in said)
    if line in _STRICT:
        return shorts * 2 >= len(said) or len(said) <= 3
    legal = any(_is_legal(tail, number) for number in tail.filled(index + 1))
    closed = closing_strength(tail.sheet.lines[index - 1], tail.tokens) > 0
    evidence = any(is_evidence(text) for text in said)
    named = is_name(said[0]) or is_senders_name(said[0], tail.tokens)
    return (closed or named or evidence) and (shorts == len(said) or (legal and (closed or named)))


def _is_legal(tail: _Tail, index: int) -> bool:
    """Whether a disclaimer begins on this line: its usual first words, and the words disclaimers are about."""
    if index >= tail.end:
        return False
    if not plain(tail.sheet.lines[index][:160]).lstrip("*_ \"'«“¡[(").startswith(LEGAL):
        return False
    paragraph = " ".join(tail.sheet.lines[number] for number in tail.filled(index, min(index + 12, tail.end)))
    return bool(_LEGAL_WORDS.search(plain(paragraph[:1500])))


# --- starts that are found from below -----------------------------------------------------------


def _raise(tail: _Tail, end: int) -> int:
    """Give the start of the signature whose certain part begins at `end`: take in the closing and the name above."""
    lines = tail.sheet.lines
    above = tail.filled(max(tail.top, end - 60), end)
    closing = _closing(tail, above)
    if closing is not None:
        return closing
    named = _named(tail, above)
    if named is not None:
        return named
    while above and (is_rule(lines[above[-1]]) or lines[above[-1]] in _STRICT):
        end = above.pop()
    return end


def _closing(tail: _Tail, above: list[int]) -> int | None:
    """Give the line of the closing ("Saludos,"), if only a signature stands between it and the end of `above`."""
    lines = tail.sheet.lines
    evidence = False
    for depth, index in enumerate(reversed(above[-_DEEPEST_CLOSING:])):
        line = lines[index]
        strength = closing_strength(line, tail.tokens)
        if strength and _closes(tail, above[len(above) - depth :], strength, evidence):
            return _topmost_closing(tail, above[: len(above) - depth])
        evidence = evidence or is_evidence(line)
        if not (is_short(line) or is_name(line) or is_rule(line)):
            return None
    return None


def _closes(tail: _Tail, below: list[int], strength: int, evidence: bool) -> bool:
    if not below:
        return strength == 2
    line = tail.sheet.lines[below[0]]
    if is_name(line) or is_senders_name(line, tail.tokens) or is_rule(line) or is_dashed_name(line):
        return len(below) <= 8 or evidence
    if strength == 2:
        return evidence or (len(below) <= 3 and len(line.split()) <= 4)
    return len(below) == 1 and len(line.split()) == 1 and line.isalpha()


def _topmost_closing(tail: _Tail, above: list[int]) -> int:
    """Give the first of the closings that stand right above each other ("Quedo atenta,⏎Saludos,")."""
    start = above[-1]
    for index in reversed(above[:-1]):
        strength = closing_strength(tail.sheet.lines[index], tail.tokens)
        if not strength or start - index > strength:
            break
        start = index
    return start


def _named(tail: _Tail, above: list[int]) -> int | None:
    """Give the line of the name that begins a signature without a closing."""
    lines = tail.sheet.lines
    shorts: list[int] = []
    for index in reversed(above[-12:]):
        if not (is_short(lines[index]) or is_name(lines[index])):
            break
        shorts.insert(0, index)
    evidence = False
    found = None
    for index in reversed(shorts):
        line = lines[index]
        if index > tail.top and _begins_by_name(tail, index, index == above[-1], evidence):
            found = index
        evidence = evidence or is_evidence(line)
    return found


def _begins_by_name(tail: _Tail, index: int, last: bool, evidence: bool) -> bool:
    lines = tail.sheet.lines
    line = lines[index]
    previous = next((lines[number] for number in range(index - 1, tail.top - 1, -1) if lines[number]), "")
    if not previous or previous[-1] in ":：?？":
        return False
    if closing_strength(line, tail.tokens):
        return False
    if is_senders_name(line, tail.tokens):
        return True
    apart = not lines[index - 1]
    if apart and is_dashed_name(line):
        return not is_dashed_name(previous)
    if not apart or not is_name(line, limit=4):
        return False
    return evidence or (last and previous[-1] in ".!。)" and not (tail.answers and tail.tokens))

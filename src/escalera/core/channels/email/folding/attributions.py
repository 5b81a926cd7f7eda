"""Read the line that a mail program writes above a quote: "El lun, 3 mar 2025, Ana <ana@example.com> escribió:".

Programs wrap it over several lines and each language orders it in its own way, so it is judged by what every
one has: it begins like a date or with a language's opening word, it names a date or an address, and it ends
with a verb and a colon, or with the address and a colon.
"""

import re

from .sheet import LONG, Sheet, plain
from .tables import OPENER, QUOTING, WROTE, WROTE_WORDS

DECORATION = " \t-_=*~#•·.+<>\u2010\u2011\u2012\u2013\u2014\u2015\u2500\u2501\u2550"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}(?!\d)")
_TIME = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_ADDRESS_END = re.compile(r"@\S{1,200}[>)\]»\"']{0,3}\s?[:：]$|@\S{1,200}\s?[>)\]»]{1,3}\s?[:：]$")
_DAY_START = re.compile(r"\w{1,14}[.,]{0,2}\s+(?:\w{1,14}\.?\s+)?\d{1,2}(?!\d)|\d{1,2}[.:]?(?!\d)|\d{4}年|\d{4}년")
_ADDRESS_START = re.compile(r"[^<>@]{0,60}[<(\[]?[^\s<>@]{1,100}@")
_UNFINISHED = re.compile(r"[<(>\[]|mailto:|[^\s<>@]{1,100}@\S{0,200}[>)\]]|\d{4}\s+\D")
_ENDS_WITH_VERB = re.compile(r"\W{0,8}$")

WRAPPED_LINES = 5
"""Lines: the most that an attribution is wrapped over."""
_WORDS = 40


def lines_near_an_end(sheet: Sheet) -> bytearray:
    """Mark the lines that are few enough lines above one that may end an attribution."""
    near = bytearray(len(sheet))
    for index, line in enumerate(sheet.lines):
        if line and (line[-1] in ":：" or "@" in line[:LONG]):
            start = max(0, index - WRAPPED_LINES + 1)
            near[start : index + 1] = b"\x01" * (index + 1 - start)
    return near


def read_attribution(sheet: Sheet, index: int) -> tuple[int, bool] | None:
    """Read an attribution that begins on this line: the line after its last, and whether it is weak."""
    window = ""
    for end in range(index, min(index + WRAPPED_LINES, len(sheet))):
        line = sheet.lines[end]
        if not line or len(line) > LONG or (sheet.quoted[end] and end > index):
            return None
        window = f"{window} {line}".strip()
        if line[-1] in ":：" or "@" in line or (end > index and "@" in window):
            weak = _judge(plain(window))
            if weak is not None:
                return None if _later_start(sheet, index, end) else (end + 1, weak)
            if line[-1] in ":：":
                return None
        if len(window) > LONG:
            return None
    return None


def _later_start(sheet: Sheet, start: int, end: int) -> bool:
    """Whether the attribution really begins further down, and the first line is the sender's own words."""
    whole = plain(" ".join(sheet.lines[start : end + 1]))
    wrapped = sheet.lines[start].endswith(",") and bool(OPENER.match(whole))
    for later in range(start + 1, end + 1):
        window = plain(" ".join(sheet.lines[later : end + 1]))
        if _judge(window) is not False:
            continue
        if not _begins(window):
            return not _begins(whole)
        if (_YEAR.search(window) or _NUMERIC.search(window)) and (OPENER.match(window) or not wrapped):
            return True
    return False


def _begins(window: str) -> bool:
    window = window.lstrip(DECORATION + "\"'«“")
    if _UNFINISHED.match(window) or not _DIGIT.search(window, 0, 90):
        return False
    dated = bool(_YEAR.search(window) or _NUMERIC.search(window) or _TIME.search(window))
    return dated and bool(OPENER.match(window) or _DAY_START.match(window) or _NUMERIC.match(window))


def _judge(window: str) -> bool | None:
    """Give None for no attribution, True for a weak one, False for a sure one."""
    colon = window[-1] in ":："
    if colon and not ("@" in window or len(window) < 100 or _DIGIT.search(window)):
        return None
    if colon and "@" in window and window.startswith(QUOTING):
        return True
    verb = _verb(window)
    if verb is None and not (colon and "@" in window):
        return None
    if len(window.split(None, _WORDS)) > _WORDS:
        return None
    full_date = bool(_YEAR.search(window) or _NUMERIC.search(window))
    begins = _begins(window)
    if verb is None:
        if not (colon and full_date and begins):
            return None
        return not _ADDRESS_END.search(window)
    address = "@" in window
    if not colon:
        framed = window.startswith("---") and window.endswith("---")
        sure = address and full_date and (begins or framed) and _verb_closes(window, verb.end())
        return False if sure else None
    return _weakness(window, begins, address, full_date)


def _verb(window: str) -> re.Match[str] | None:
    """Find the verb; most windows have none, and the set of words says so quickly."""
    if window.isascii() and WROTE_WORDS.isdisjoint(_WORD.findall(window)):
        return None
    return WROTE.search(window)


def _verb_closes(window: str, end: int) -> bool:
    """Whether the verb ends the line, or a colon follows it and the quoted text goes on behind (Yahoo mobile)."""
    return bool(_ENDS_WITH_VERB.match(window, end)) or window[end : end + 1] in (":", "：")


def _weakness(window: str, begins: bool, address: bool, full_date: bool) -> bool | None:
    if _UNFINISHED.match(window) or WROTE.match(window):
        return None
    timed = bool(_TIME.search(window)) or "," in window
    if begins and (address or (full_date and timed)):
        return False
    if address and full_date and _ADDRESS_START.match(window):
        return False
    if address and _ADDRESS_START.match(window) and ("<" in window or "(" in window):
        return len(window.split()) > 12
    return True if begins or len(window.split()) <= 10 else None

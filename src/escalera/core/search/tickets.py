"""Finding tickets: by words of their messages, by conditions, or both; only among what the agent may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr
from django.utils.safestring import SafeString

from escalera.base.people.models import Agent
from escalera.base.refusals import BadInput
from escalera.core.conditions.compiling import to_q
from escalera.core.conditions.reading import read as read_condition
from escalera.core.search.conditions import Meant
from escalera.core.search.folding import WORD, fold
from escalera.core.search.language import Asked
from escalera.core.search.limits import TookTooLong, at_most
from escalera.core.search.marking import marked, places, snippet
from escalera.core.search.vocabulary import grown
from escalera.core.tickets.models import Message, Ticket
from escalera.core.tickets.policies import visible_to
from escalera.core.tickets.search import Match, Wanted, having, matches, rarest

PAGE = 20
WINDOW = 100  # so many of the newest matches are ranked against each other
TEXT_READ = 6000  # characters of a message in which a snippet is looked for
TEXT_RANKED = 1500  # of them count for its rank
MOST_SPREAD = 900  # matches of the rarest word among whose tickets the others are looked for
MOST_LOOKED_AT = 3000  # matches; after these older ones are left alone
_COLUMNS = (
    "id", "subject", "snippet", "status", "is_open", "priority", "channel", "updated_at", "level__order", "team__name",
    "requester__name", "organization__name", "assignee__name",
)  # fmt: skip

Row = tuple[Any, ...]  # the values of `_COLUMNS`


@dataclass(frozen=True, slots=True)
class Hit:
    """One ticket that was found. `subject` and `words` are HTML with the found words marked."""

    id: int
    subject: SafeString
    words: SafeString
    requester: SafeString
    organization: str
    status: str
    priority: int
    channel: str
    updated_at: datetime
    level: int  # the level's order
    team: str
    assignee: str


@dataclass(slots=True)
class Tickets:
    """`next`: the mark of the following page, "" at the end; `is_cut`: time ran out, so more may be there."""

    hits: list[Hit] = field(default_factory=list)
    next: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page begins: among matches of messages below `below`, after the first `skip` of their order."""

    below: int | None = None
    skip: int = 0

    @classmethod
    def read(cls, text: str) -> Mark:
        """Raises: BadInput."""
        below, _dot, skip = text.partition(".")
        if not text:
            return cls()
        if not (below.isdecimal() and skip.isdecimal() and len(below) < 19 and len(skip) < 6):
            raise BadInput("This page mark is not one of ours. Start from the first page.")
        return cls(int(below), int(skip))

    def __str__(self) -> str:
        return f"{self.below}.{self.skip}"


@dataclass(slots=True)
class Search:
    """One search for tickets, by one agent at one moment."""

    agent: Agent
    asked: Asked
    meant: Meant
    at: datetime
    ranked: bool = True
    mark: Mark = field(default_factory=Mark)
    limit: int = PAGE
    found: dict[int, int] = field(default_factory=dict)  # ticket: its newest message that matches
    rows: list[Row] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    is_cut: bool = False
    top: int = 0  # a mark above every message that has one of the words; 0 if nobody asked

    @property
    def words(self) -> tuple[str, ...]:
        return (*self.asked.words, *self.meant.words)

    @property
    def shown(self) -> list[str]:
        """The words to mark."""
        return [*self.words, *(word for phrase in self.asked.phrases for word in WORD.findall(phrase))]

    def allowed(self) -> QuerySet[Ticket]:
        """Return what may be found at all."""
        tickets = visible_to(self.agent)
        if self.meant.parts:
            tickets = tickets.filter(to_q(read_condition(self.meant.data), self.agent, self.at))
        return tickets

    def run(self, *, ranked: bool, after: str = "", limit: int = PAGE, seconds: float = 1.0) -> Tickets:
        """Return a page of tickets, and what was found until then if the time ran out. Raises: BadInput."""
        self.begin(ranked=ranked, after=after, limit=limit)
        try:
            with at_most(seconds):
                self.gather()
        except TookTooLong:
            self.is_cut = True
        return self.page()

    def begin(self, *, ranked: bool, after: str = "", limit: int = PAGE) -> None:
        """Say what is wanted: the best among the newest hundred first, or the newest first; from a mark on.

        Raises: BadInput for a broken mark."""
        self.ranked, self.mark, self.limit = ranked, Mark.read(after), limit

    def gather(self) -> None:
        """Find as much as the page needs; for as long as `at_most` lets it. Raises: TookTooLong."""
        if self._has_words:
            self._collect(WINDOW + 1 if self.ranked else self.mark.skip + self.limit + 1)
        elif self.meant.parts or self.asked.excluded:
            self._newest()

    def page(self) -> Tickets:
        """Return the page of what was gathered."""
        result = Tickets(is_cut=self.is_cut)
        return self._page(result) if self._has_words else self._page_of_newest(result)

    @property
    def _has_words(self) -> bool:
        return bool(self.words or self.asked.phrases)

    def _collect(self, enough: int) -> None:
        """Fill in the matching tickets with the message that matches, newest message first."""
        beginning = fold(self.words[-1]) if self.asked.growing and self.words else ""
        wanted = Wanted(
            self.words, self.asked.phrases, self.asked.growing, tuple(grown(beginning)) if beginning else ()
        )
        seen: set[int] = set()
        for batch in matches(wanted, below=self.mark.below):
            for start in range(0, min(len(batch), MOST_LOOKED_AT), 300):
                self._sift(seen, batch[start : start + 300])
                if len(self.found) >= enough:
                    return
        if len(self.words) > 1 and not self.asked.phrases and len(self.found) < min(enough, WINDOW):
            self._collect_spread(wanted)

    def _collect_spread(self, wanted: Wanted) -> None:
        """Add tickets whose messages have the words between them, after those that have all in one; to fill the window.

        The rarest word gives the tickets, and only of these the others are asked."""
        *others, last = wanted.words
        each = [Wanted((word,)) for word in others] + [Wanted((last,), (), wanted.growing, wanted.grown)]
        place, self.top = rarest(each, below=self.mark.below)
        first = each.pop(place)
        seen: set[int] = set()
        looked = 0
        for batch in matches(first, below=self.mark.below):
            for start in range(0, min(len(batch), MOST_SPREAD - looked), 300):
                self._sift(seen, batch[start : start + 300], each)
                if len(self.found) >= WINDOW:
                    self.found = dict(list(self.found.items())[:WINDOW])
                    return
            looked += len(batch)

    def _sift(self, seen: set[int], batch: Sequence[Match], others: Sequence[Wanted] = ()) -> None:
        fresh: dict[int, int] = {}
        for message, ticket in batch:
            if message not in seen and ticket not in self.found:
                fresh.setdefault(ticket, message)
            seen.add(message)
        if not fresh:
            return
        allowed = set(self.allowed().filter(pk__in=fresh).order_by().values_list("pk", flat=True))
        for word in self.asked.excluded:
            allowed -= having(sorted(allowed), word)
        for other in others:
            allowed &= having(sorted(allowed), other)
        if self.asked.phrases:
            allowed = self._with_phrases({t: m for t, m in fresh.items() if t in allowed})
        self.found |= {ticket: message for ticket, message in fresh.items() if ticket in allowed}

    def _with_phrases(self, fresh: dict[int, int]) -> set[int]:
        """Keep those whose text has the phrases: PostgreSQL's index does not know where words stand."""
        texts = Message.objects.filter(pk__in=fresh.values()).values_list("pk", "text", "ticket__subject")
        asked = [" ".join(WORD.findall(fold(phrase))) for phrase in self.asked.phrases]
        having_them = {
            pk for pk, text, subject in texts if all(f" {one} " in _spaced(f"{subject}\n{text}") for one in asked)
        }
        return {ticket for ticket, message in fresh.items() if message in having_them}

    def _page(self, result: Tickets) -> Tickets:
        """Rank the window and cut the page out of it. A further window begins below the last message of this one."""
        found, mark, end = self.found, self.mark, self.mark.skip + self.limit
        numbers = list(found)[:WINDOW] if self.ranked else list(found)
        below = mark.below if mark.below is not None else self.top or max(found.values(), default=0) + 1
        wanted = numbers if self.ranked else numbers[mark.skip : end]
        texts = _texts([found[number] for number in wanted])
        rows = {row[0]: row for row in self._rows(wanted)}
        lines = [(rows[number], texts.get(found[number], "")) for number in wanted if number in rows]
        if self.ranked:
            lines = _ranked(lines, self.shown)[mark.skip : end]
        result.hits = [self._hit(row, text) for row, text in lines]
        if end < len(numbers):
            result.next = str(Mark(below, end))
        elif self.ranked and len(found) > WINDOW:
            result.next = str(Mark(found[numbers[-1]], 0))
        return result

    def _newest(self) -> None:
        """Find tickets by conditions alone, last updated first; the mark holds a moment in microseconds."""
        tickets, mark = self.allowed().order_by("-updated_at", "-pk"), self.mark
        if mark.below is not None:
            moment = datetime.fromtimestamp(mark.below / 1_000_000, tz=self.at.tzinfo)
            tickets = tickets.filter(Q(updated_at__lt=moment))
        self.rows = list(tickets.values_list(*_COLUMNS)[mark.skip : mark.skip + self.limit + 1])
        for word in self.asked.excluded:
            self.hidden |= having([row[0] for row in self.rows], word)

    def _page_of_newest(self, result: Tickets) -> Tickets:
        shown = self.rows[: self.limit]
        result.hits = [self._hit(row, "") for row in shown if row[0] not in self.hidden]
        if len(self.rows) > self.limit:
            result.next = str(_mark_below([row[_COLUMNS.index("updated_at")] for row in shown], self.mark))
        return result

    def _rows(self, numbers: Sequence[int]) -> list[Row]:
        return list(Ticket.objects.filter(pk__in=numbers).values_list(*_COLUMNS)) if numbers else []

    def _hit(self, row: Row, text: str) -> Hit:
        values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
        shown = self.shown
        return Hit(
            id=values["id"],
            subject=marked(str(values["subject"]), shown),
            words=snippet(text, shown, otherwise=str(values["snippet"])),
            requester=marked(str(values["requester__name"]), shown),
            organization=str(values["organization__name"] or ""),
            status=str(values["status"]),
            priority=values["priority"],
            channel=str(values["channel"]),
            updated_at=values["updated_at"],
            level=values["level__order"],
            team=str(values["team__name"]),
            assignee=str(values["assignee__name"] or ""),
        )


def ticket_of_number(agent: Agent, asked: Asked) -> int | None:
    """Return the ticket's number if one was asked for ("#1042", "1042") that the agent may see."""
    if asked.terms or asked.phrases or len(asked.words) != 1:
        return None
    word = asked.words[0]
    if not (word.isdecimal() and word.isascii() and len(word) < 19):
        return None
    return visible_to(agent).filter(pk=int(word)).values_list("pk", flat=True).first()


def with_words(asked: Asked, words: Sequence[str]) -> Asked:
    """Return the same search with other words."""
    return replace(asked, words=tuple(words), growing=False)


def _texts(messages: Sequence[int]) -> dict[int, str]:
    found = Message.objects.filter(pk__in=messages).values_list("pk", Substr("text", 1, TEXT_READ))
    return dict(found) if messages else {}


def _spaced(text: str) -> str:
    return f" {' '.join(WORD.findall(fold(text)))} "


def _mark_below(moments: Sequence[datetime], before: Mark) -> Mark:
    """Begin the next page below the last moment shown, past those of the same moment that were shown."""
    last = moments[-1]
    below = int(last.timestamp()) * 1_000_000 + last.microsecond + 1
    same = sum(1 for moment in moments if moment == last)
    return Mark(below, same + (before.skip if before.below == below else 0))


def _ranked(lines: Sequence[tuple[Row, str]], words: Sequence[str]) -> list[tuple[Row, str]]:
    """Put the best first: words in the subject or the name, words close to the top of the list, open before ended."""
    scored = [
        (_score(row, text, words) + 1.5 * (1 - place / max(len(lines), 1)), -place, row, text)
        for place, (row, text) in enumerate(lines)
    ]
    scored.sort(key=lambda one: (one[0], one[1]), reverse=True)
    return [(row, text) for _score_of_it, _place, row, text in scored]


def _score(row: Row, text: str, words: Sequence[str]) -> float:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    subject = len(places(str(values["subject"]), words))
    name = len(places(str(values["requester__name"]), words))
    return (
        3 * min(subject, 3)
        + 2 * min(name, 2)
        + min(len(places(text[:TEXT_RANKED], words)), 6) / 3
        + (1 if values["is_open"] else 0)
    )

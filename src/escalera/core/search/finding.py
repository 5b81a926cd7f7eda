"""One search over everything: tickets, people, organizations, articles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from escalera.base.people.models import Agent, Contact, Organization
from escalera.core.retrieval.queries import Reader
from escalera.core.retrieval.queries import articles as found_articles
from escalera.core.search.conditions import meant
from escalera.core.search.folding import fold
from escalera.core.search.language import Asked, read
from escalera.core.search.limits import TookTooLong, at_most
from escalera.core.search.marking import marked
from escalera.core.search.models import CONTACT, ORGANIZATION
from escalera.core.search.operators import OPERATORS, place_of_language
from escalera.core.search.people import found
from escalera.core.search.tickets import PAGE, Search, Tickets, ticket_of_number, with_words
from escalera.core.search.vocabulary import meant_by

SECONDS = 1.5  # for a whole search
FEW = 6  # of each group beside the tickets
TICKETS, PEOPLE, ORGANIZATIONS, ARTICLES = GROUPS = ("tickets", "people", "organizations", "articles")


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: SafeString
    plain: str
    organization: str
    ways: SafeString


@dataclass(frozen=True, slots=True)
class Company:
    id: int
    name: SafeString
    segment: str


@dataclass(frozen=True, slots=True)
class Answer:
    slug: str
    title: SafeString
    words: SafeString
    topic: str
    id: int


@dataclass(slots=True)
class Results:
    """What was found. `instead`: the words that were searched because the asked ones stand nowhere; "" otherwise.

    `number`: a ticket that was asked for by its number; `more`: which groups have more; `is_cut`: time ran out;
    `condition`: the same search as a condition, if it is made of operators alone that were all understood."""

    asked: Asked
    tickets: Tickets = field(default_factory=Tickets)
    people: list[Person] = field(default_factory=list)
    organizations: list[Company] = field(default_factory=list)
    articles: list[Answer] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    number: int | None = None
    instead: str = ""
    more: set[str] = field(default_factory=set)
    is_cut: bool = False
    condition: dict[str, Any] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.tickets.hits or self.people or self.organizations or self.articles or self.number)


def search(
    agent: Agent,
    text: str,
    *,
    at: datetime,
    group: str = "",
    after: str = "",
    ranked: bool = True,
    limit: int = 0,
    seconds: float = SECONDS,
) -> Results:
    """Return what the agent may find. `group`: only this one, by whole pages; `after`: its page's mark.

    Nobody finds what they may not see, nor learns that it is there: a typo is only mended to words that bring
    something to this agent. Raises: BadInput for a broken mark."""
    asked = read(text)
    results = _once(agent, asked, at, group, after, ranked, limit, time.monotonic() + seconds)
    if results.is_empty and asked.words and not after and not results.is_cut:
        return _mended(results, agent, at, group, ranked, limit, time.monotonic() + seconds) or results
    return results


def address_words(key: str, value: str) -> str:
    """Return the query string of a search by one operator, in the reader's language: "q=empresa%3A%22Acme%22"."""
    operator = next(one for one in OPERATORS if one.key == key)
    plain = value.replace('"', "")
    return urlencode({"q": f'{operator.offered[place_of_language()]}:"{plain}"'})


def _once(
    agent: Agent, asked: Asked, at: datetime, group: str, after: str, ranked: bool, limit: int, until: float
) -> Results:
    results = Results(asked)
    if asked.is_empty:
        return results
    one = Search(agent, asked, meant(asked, at), at)
    results.hints = one.meant.hints
    if one.meant.parts and not (asked.has_words or asked.excluded or results.hints):
        results.condition = one.meant.data
    is_plain = not (asked.terms or asked.phrases or asked.excluded)
    if group in ("", TICKETS):
        one.begin(ranked=ranked, after=after, limit=limit or PAGE)
    try:
        with at_most(until - time.monotonic()):
            if is_plain and group != TICKETS:
                _beside(results, agent, one.words, group, after, limit)
            if group in ("", TICKETS):
                one.gather()
    except TookTooLong:
        results.is_cut = one.is_cut = True
    if group in ("", TICKETS):
        results.tickets = one.page()
        results.number = None if after else ticket_of_number(agent, asked)
        if results.tickets.next:
            results.more.add(TICKETS)
    return results


def _beside(results: Results, agent: Agent, words: Sequence[str], group: str, after: str, limit: int) -> None:
    """Fill in people, organizations and articles; a group on its own is paged by how many were shown."""
    skip = int(after) if after.isdecimal() and len(after) < 5 else 0
    many = limit or (PAGE if group else FEW)
    kinds = [kind for kind, name in ((CONTACT, PEOPLE), (ORGANIZATION, ORGANIZATIONS)) if group in ("", name)]
    everybody = found(kinds, [fold(word) for word in words], (skip + many + 1) * 4) if kinds else []
    if CONTACT in kinds:
        results.people = _people(_some(results, PEOPLE, _of(CONTACT, everybody)[skip:], many), words)
    if ORGANIZATION in kinds:
        keys = _some(results, ORGANIZATIONS, _of(ORGANIZATION, everybody)[skip:], many)
        results.organizations = _companies(keys, words)
    if group in ("", ARTICLES):
        articles = found_articles(" ".join(words), Reader(agent=agent), limit=skip + many + 1)[skip:]
        if len(articles) > many:
            results.more.add(ARTICLES)
        results.articles = [
            Answer(one.slug, marked(one.title, words), near.snippet, one.topic.name, one.pk)
            for one, near in articles[:many]
        ]


def _of(kind: str, everybody: Sequence[tuple[str, int]]) -> list[int]:
    return [key for one, key in everybody if one == kind]


def _some(results: Results, group: str, keys: Sequence[int], many: int) -> Sequence[int]:
    if len(keys) > many:
        results.more.add(group)
    return keys[:many]


def _people(keys: Sequence[int], words: Sequence[str]) -> list[Person]:
    if not keys:
        return []
    rows = Contact.objects.filter(pk__in=keys).select_related("organization").prefetch_related("identities").in_bulk()
    return [
        Person(
            one.pk, marked(one.name, words), one.name, one.organization.name if one.organization else "",
            marked(" · ".join(way.address for way in one.identities.all()[:3]), words),
        )
        for one in (rows[key] for key in keys if key in rows)
    ]  # fmt: skip


def _companies(keys: Sequence[int], words: Sequence[str]) -> list[Company]:
    if not keys:
        return []
    rows = Organization.objects.filter(pk__in=keys).select_related("segment").in_bulk()
    return [
        Company(one.pk, marked(one.name, words), one.segment.name if one.segment else "")
        for one in (rows[key] for key in keys if key in rows)
    ]


def _mended(
    results: Results, agent: Agent, at: datetime, group: str, ranked: bool, limit: int, until: float
) -> Results | None:
    """Search for what the words may have meant; return None if that brings nothing either."""
    choices = [_choices(agent, word, at, until) for word in results.asked.words[:6]]
    for place in range(max((len(choice) for choice in choices), default=0)):
        words = [choice[min(place, len(choice) - 1)] for choice in choices]
        if words == [fold(word) for word in results.asked.words]:
            continue
        found_now = _once(agent, with_words(results.asked, words), at, group, "", ranked, limit, until)
        if not found_now.is_empty:
            return replace(found_now, asked=results.asked, instead=" ".join(words))
    return None


def _choices(agent: Agent, word: str, at: datetime, until: float) -> list[str]:
    """Return the word itself if it brings anything to this agent, else what it may have meant."""
    alone = Search(agent, Asked(word, words=(word,)), meant(Asked(""), at), at)
    if len(word) < 4 or alone.run(ranked=False, limit=1, seconds=until - time.monotonic()).hits:
        return [fold(word)]
    try:
        with at_most(until - time.monotonic()):
            return meant_by(fold(word)) or [fold(word)]
    except TookTooLong:
        return [fold(word)]

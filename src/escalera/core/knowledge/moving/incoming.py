"""What an import brings: texts in languages, put together to articles, with the files that they name."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_ARTICLES = 20_000


class CannotRead(Exception):
    """The whole source can't be used; the text says why, for people."""


@dataclass(slots=True)
class Text:
    """One text as it came. `place`: where it stood, for people; `files`: {name in the text: bytes}."""

    place: str
    title: str
    body: str
    language: str = ""
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class Incoming:
    """One article. `key`: what it is known by in its source; `texts`: the original first. Empty fields were not said."""

    key: str
    texts: list[Text] = field(default_factory=list)
    topic: str = ""
    audience: str = ""
    slug: str = ""
    position: int | None = None
    is_published: bool | None = None


@dataclass(slots=True)
class Source:
    """Everything that was read, and in words what could not be."""

    name: str
    articles: list[Incoming] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

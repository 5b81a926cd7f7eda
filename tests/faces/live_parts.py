"""A page that stayed open plus its hints equals a freshly loaded page.

`OpenPage` is a browser window without a browser: it holds a page, does what the page's own `hx-` attributes say when
hints come in, and gives its content in a form that can be compared. A test of a live part needs three lines:

    page = OpenPage(client, desk.amira, "/desk/tickets/12/")
    page.after(lambda: actions.resolve(ticket_id=12, by=desk.amira, at=later(1)))
    assert page.content == page.fresh().content

`after` runs the action, tells the page what the live stream would tell this agent, then lets the log's readers read and
tells the page what they said: the order that is worst for the page. Tests need `transaction=True` (the log shows only what
is committed), which the fixture `desk` of `tests/faces/live/` brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from weakref import finalize

from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

from escalera.base.log.readers import read_all
from escalera.base.log.tail import head, tail
from escalera.base.people.models import Agent
from escalera.base.storage.wake import Bell
from escalera.base.storage.whispers import Whisper, listen
from escalera.faces.live.door import admit
from escalera.faces.live.hints import hints_of, hints_of_whisper
from tests.hearing import until_heard

Content = list[tuple[str, Any]]
SECRETS = {"csrfmiddlewaretoken", "key", "seen"}  # new in every rendering, or what the writer had seen
OWN_WAY = {"tickets"}  # by id: the list takes rows in one by one and announces new ones, so that it never jumps
# Ways to send later say hours counted from the rendering: "in one hour, 17:42", and not before now.
MOMENTS = {"then": "text", "later_at": "min"}
PASSING = {"hx-swap-oob", "hx-headers", "after", "aria-busy"}  # how a part came, not what it is


class OpenPage:
    """One page that stands open for an agent. `heard`: all topics that it was told."""

    def __init__(self, client: Client, agent: Agent, address: str) -> None:
        self.client, self.agent, self.address = client, agent, address
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        self.tree = LexborHTMLParser(answer.content.decode())
        self.heard: set[str] = set()
        self._bell: Bell | None = None
        self._load()

    def fresh(self) -> OpenPage:
        """Return the same page, loaded now."""
        return OpenPage(self.client, self.agent, self.address)

    def after(self, act: Callable[[], object]) -> OpenPage:
        """Let something happen, and the page hear of it."""
        for step in (act, read_all):
            topics = self._told(step)
            self.heard |= topics
            self.hear(topics)
        return self

    def hear(self, topics: Iterable[str]) -> None:
        """Let each part that waits for one of the topics fetch itself again."""
        wanted = set(topics)
        for part in self._parts():
            if wanted & _events(part, from_body=True):
                self._fetch(part)

    @property
    def content(self) -> Content:
        """Everything that a person could see or use on the page, in order, without what differs in every rendering, and
        without `OWN_WAY`: parts whose script asks for changes in a way of its own, and which have tests of their own."""
        body = self.tree.body
        assert body is not None
        return _content(body)

    def part(self, selector: str) -> str:
        """Return the words of one part."""
        found = self.tree.css_first(selector)
        return " ".join(found.text(separator=" ").split()) if found else ""

    def _told(self, step: Callable[[], object]) -> set[str]:
        key = self.client.cookies["sessionid"].value
        listener = admit({"sessionid": key}, "")
        assert listener is not None
        whispers: list[Whisper | None] = []
        self._keep_listening()
        before, end = head(), listen(whispers.append)
        until_heard(whispers)  # on PostgreSQL whispers come by the bell's thread, once it listens
        step()
        until_heard(whispers)
        end()
        events, _after = tail(before, limit=5000)
        hints = hints_of(events) + [hint for one in whispers if one for hint in hints_of_whisper(one)]
        return {topic for hint in hints if hint.concerns(listener) for topic in hint.topics}

    def _keep_listening(self) -> None:
        """Hold one bell as long as the page stands open: between two bells nobody would hear a whisper."""
        if self._bell is None:
            self._bell = Bell()
            finalize(self, self._bell.close)

    def _parts(self) -> list[LexborNode]:
        return [*self.tree.css("[hx-get][hx-trigger]"), *self.tree.css("live-part[src][topic]")]

    def _load(self, within: str = "body") -> None:
        for part in self.tree.css(f"{within} [hx-get][hx-trigger]"):
            if "load" in _events(part, from_body=False):
                self._fetch(part)

    def _fetch(self, part: LexborNode) -> None:
        mine = part.attributes
        address = mine.get("hx-get") or mine.get("src") or ""
        if name := mine.get("id"):  # another part's answer may have put it anew, or taken it away
            known = self.tree.css_first(f"[id='{name}']")
            if known is None:
                return
            part = known
        answer = self.client.get(address, headers={"hx-request": "true", "hx-target": mine.get("id") or ""})
        assert answer.status_code == 200, (address, answer.status_code)
        self._swap(part, answer.content.decode(), mine)

    def _swap(self, part: LexborNode, html: str, mine: dict[str, str | None]) -> None:
        fragment = LexborHTMLParser(f"<body>{html}</body>")
        for one in fragment.css("[hx-swap-oob]"):
            name = one.attributes.get("id")
            if (old := self.tree.css_first(f"[id='{name}']")) is not None:
                self._replace(old, one)
            one.decompose()
        if mine.get("hx-swap") == "none":
            return
        target = mine.get("hx-target") or "this"
        old = part if target in ("this", "") else self.tree.css_first(target)
        body = fragment.body
        assert old is not None
        assert body is not None
        if part.tag == "live-part" or mine.get("hx-swap") == "innerHTML":
            _fill(old, body)
            return
        new = next((node for node in body.iter() if node.tag != "-text"), None)
        if new is not None:
            self._replace(old, new)

    def _replace(self, old: LexborNode, new: LexborNode) -> None:
        """Put the new part in the old one's place; what says `hx-preserve` stays as it is."""
        for kept in new.css("[hx-preserve]"):
            known = self.tree.css_first(f"[id='{kept.attributes.get('id')}']")
            copy = (
                LexborHTMLParser(known.html or "").css_first(f"[id='{known.attributes.get('id')}']")
                if known
                else None
            )
            if copy is not None:
                kept.replace_with(copy)
        old.replace_with(new)


def _events(part: LexborNode, *, from_body: bool) -> set[str]:
    """Return the names of the events that a part waits for: those of the live stream, or its own."""
    mine = part.attributes
    if part.tag == "live-part":
        return {mine.get("topic") or "", "resync"} if from_body else set()
    found = set()
    for one in (mine.get("hx-trigger") or "").split(","):
        words = one.split()
        if words and ("from:body" in words) == from_body:
            found.add(words[0])
    return found


def _fill(old: LexborNode, body: LexborNode) -> None:
    for child in list(old.iter(include_text=True)):
        child.decompose()
    for child in list(body.iter(include_text=True)):
        old.insert_child(child)


def _content(node: LexborNode) -> Content:
    if node.tag == "-text":
        words = " ".join((node.text(deep=False) or "").split())
        return [("text", words)] if words else []
    if node.tag in ("-comment", "script", "template"):
        return []
    mine = {name: value or "" for name, value in node.attributes.items() if name not in PASSING}
    if mine.get("id") in OWN_WAY:
        return []
    if mine.get("name") in SECRETS:
        mine.pop("value", None)
    passing = MOMENTS.get(mine.get("name", ""), "")
    mine.pop(passing, None)
    inside = [] if passing == "text" else [one for child in node.iter(include_text=True) for one in _content(child)]
    return [(node.tag or "", tuple(sorted(mine.items(), key=str))), *inside, ("/" + (node.tag or ""), None)]

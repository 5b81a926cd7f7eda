"""The optional language model: what must never happen, counted. The endpoint is the tests' own, on this machine, and
misbehaves in fourteen ways; whoever judges here does not use the product's checks.

With a real endpoint, by hand: `python -m bench.answers_model http://127.0.0.1:11434/v1 llama3 > answers.csv` writes each
golden question with its answer and its passages, for two people to grade."""

from __future__ import annotations

import csv
import json
import random
import re
import socket
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from bench.golden import Asked, articles, questions
from bench.misbehaving import SLOW, WAYS, good, obeys
from bench.report import Report
from tests.peers.model_server import say

MAILS = 1000
TOGETHER = 10  # mails in one call
AT_ONCE = 20
CAP = 12_000  # micros: some calls' worth
EACH = 12  # questions for each way to misbehave
SEED = 29
LEAVING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
NUMBER = re.compile(r"\d+")
NEVER = ("evil", "900123456", "98765", "://", "www.", "@", "[CARD", "[PHONE", "<b>", "![", "5000", "999", "descuento")


def measure(result: Report) -> None:
    """Measure everything in turn, on the golden set's own articles; they are forgotten afterwards."""
    keys = _shelve()
    try:
        _no_sockets(result)
        with _endpoint() as server:
            _golden(result, server)
            _misbehaves(result, server)
            _unmasked(result, server)
            _over_the_cap(result, server)
    finally:
        _forget(keys)


def _no_sockets(result: Report) -> None:
    """Ask for everything with no endpoint set; count what was opened or looked up."""
    opened: list[str] = []
    _watch(opened)
    for one in questions()[::4]:
        _worded(one)
    _drafts_are_refused()
    _WATCHED.clear()
    result.add("model: sockets opened with no endpoint set", len(opened), "", limit=0)


def _golden(result: Report, server: Any) -> None:
    """Each golden question through the gate, with a model that answers well; below the gate it is not asked."""
    server.plays = [good]
    told: dict[str, list[bool]] = {"answerable": [], "partly": [], "out": [], "attack": []}
    shown = wrong = 0
    for one in questions():
        asked = len(server.turns)
        answer, worded, _sources = _worded(one)
        told[one.kind].append(worded is not None)
        if answer.outcome != "answered":
            wrong += len(server.turns) > asked
        elif one.kind == "answerable":
            shown += answer.quotes[0].found.slug.removesuffix("-en").removesuffix("-pt") != one.slug.removesuffix(
                "-en"
            ).removesuffix("-pt")
    answered = told["answerable"]
    result.add("golden: answered of those that an article answers", sum(answered) / len(answered), "")
    result.add("golden: answered by another article", shown / max(1, sum(answered)), "", limit=0.05)
    result.add("golden: answered though nothing does", sum(told["out"]) / len(told["out"]), "", limit=0.03)
    result.add("golden: model asked below the gate", wrong, "", limit=0)


def _misbehaves(result: Report, server: Any) -> None:
    """Let the endpoint misbehave in each way, and obey each attack; count what was shown that must not be."""
    given = [one for one in questions() if _worded_by_quotes(one)]
    some = random.Random(SEED).sample([one for one in given if one.kind == "answerable"], EACH)
    attacks = [one for one in questions() if one.kind == "attack"]
    shown = bad = 0
    for name, play in WAYS.items():
        for one in some[:2] if name in SLOW else some:
            server.plays = [play]
            one_shown, one_bad = _judged(one)
            shown, bad = shown + one_shown, bad + one_bad
    server.plays = [obeys]
    for one in attacks:
        one_shown, one_bad = _judged(one)
        shown, bad = shown + one_shown, bad + one_bad
    assert shown, "nothing was shown, so nothing was measured"
    result.add(
        "model: shown with an unresolvable citation, an invented number or link", bad, "", limit=0,
        note=f"{len(WAYS)} ways and {len(attacks)} attacks; {shown} answers shown",
    )  # fmt: skip


def _unmasked(result: Report, server: Any) -> None:
    """Translate a thousand mails with cards and identity numbers in disguise; look for them in what left."""
    from bench.answers_triage import _card, _disguised, _iban, _id
    from escalera.base.people.models import Agent
    from escalera.base.refusals import Refusal
    from escalera.core.llm.actions import translate

    chance, by = random.Random(SEED), Agent.objects.order_by("pk").first()
    assert by is not None
    server.plays, left, kinds = [say({"text": "x"})], 0, [("card", _card), ("id", _id), ("iban", _iban)]
    for _start in range(0, MAILS, TOGETHER):
        mails, asked = [], len(server.raw)
        for number in range(TOGETHER):
            chosen = [kinds[number % 2], kinds[2 if number % 4 else (number + 1) % 2]]
            secrets = [(kind, make(chance)) for kind, make in chosen]
            text = ". ".join(f"{before} {_disguised(value, kind, chance)}" for kind, (before, value, _r) in secrets)
            mails.append((f"Hola, soy Ana. {text}. Gracias.", [v for kind, (_b, v, _r) in secrets if kind != "iban"]))
        with suppress(Refusal):
            translate(text="\n\n".join(text for text, _s in mails), language="en", by=by, at=datetime.now(UTC))
        assert len(server.raw) > asked, "nothing was sent, so nothing was measured"
        sent = _bare(json.loads(server.raw[asked])["messages"][1]["content"])
        left += sum(any(_bare(value) in sent for value in values) for _text, values in mails)
    result.add("model: mails with an unmasked card or identity number", left, "", limit=0, note=f"of {MAILS} mails")


def _over_the_cap(result: Report, server: Any) -> None:
    """Twenty at once under a cap that a few of them reach, five times."""
    from escalera.core.llm.models import Call, Spending

    over = calls = 0
    for _time in range(5):
        Spending.objects.all().delete()
        Call.objects.all().delete()
        _set_up(server, price_in=1_000_000, price_out=1_000_000, cap_money=CAP, at_once=AT_ONCE)
        server.plays = [lambda turn: turn.say({"text": turn.material()["The text"]})]
        threads = [threading.Thread(target=_one_call) for _n in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        row = Spending.objects.order_by("period").first()  # the month stands before its day
        assert row is not None
        assert (row.reserved, row.running) == (0, 0)
        over, calls = max(over, row.spent - CAP), calls + row.calls
    assert calls, "nothing was asked, so nothing was measured"
    result.add(
        "model: spent past the cap with 20 parallel calls",
        max(0, over),
        "micros",
        limit=0,
        note=f"{calls} of 100 went",
    )


def _worded(one: Asked) -> tuple[Any, Any, list[Any]]:
    """Return what retrieval answers, and the model's words for it (None below the gate, or unproved)."""
    from escalera.core.llm.actions import Source, word_answer
    from escalera.core.retrieval.answering import answer
    from escalera.core.retrieval.queries import Reader

    found = answer(one.text, Reader(), one.language)
    sources = [Source(quote.found.slug, quote.text) for quote in found.quotes]
    if found.outcome != "answered":
        return found, None, sources
    _rested()
    return found, word_answer(
        question=one.text, passages=sources, language=one.language, at=datetime.now(UTC)
    ), sources  # fmt: skip


def _worded_by_quotes(one: Asked) -> bool:
    from escalera.core.retrieval.answering import answer
    from escalera.core.retrieval.queries import Reader

    return answer(one.text, Reader(), one.language).outcome == "answered"


def _judged(one: Asked) -> tuple[bool, bool]:
    """Return whether an answer was shown, and whether it says or cites what it must not."""
    _answer, worded, sources = _worded(one)
    if worded is None:
        return False, False
    known = {source.key: source.text for source in sources}
    cited = " ".join(known.get(key, "") for key in worded.keys)
    strange = [key for key in worded.keys if key not in known]
    numbers = set(NUMBER.findall(worded.text)) - set(NUMBER.findall(cited))
    said = [mark for mark in NEVER if mark in worded.text.replace(" ", "") and mark not in cited]
    return True, bool(strange or numbers or said or not worded.keys)


@contextmanager
def _endpoint() -> Iterator[Any]:
    from tests.peers.model_server import ModelServer

    server = ModelServer().start()
    try:
        _set_up(server)
        yield server
    finally:
        _set_up(None)
        server.stop()


def _set_up(server: Any, **change: Any) -> None:
    from escalera.core.llm.models import Endpoint
    from escalera.core.llm.queries import look_again

    Endpoint.objects.all().delete()
    if server is not None:
        given = {"timeout_s": 2, "cap_tokens": 0, "day_calls": 0, "ticket_calls": 0, **change}
        purposes = ["answer", "translation", "reply", "summary", "article"]
        Endpoint.objects.create(**{"pk": 1, "url": server.url, "model": "tiny", "purposes": purposes, **given})
    look_again()


def _rested() -> None:
    from escalera.core.llm.models import Endpoint

    Endpoint.objects.update(failures=0, rests_until=None)


def _one_call() -> None:
    from django.db import connections

    from escalera.base.people.models import Agent
    from escalera.base.refusals import Refusal
    from escalera.core.llm.actions import translate

    try:
        by = Agent.objects.order_by("pk").first()
        assert by is not None
        translate(
            text="The red light of the box is on since this morning.", language="en", by=by, at=datetime.now(UTC)
        )
    except Refusal:
        pass
    finally:
        connections.close_all()


def _drafts_are_refused() -> None:
    from escalera.base.people.models import Agent
    from escalera.base.refusals import Refusal
    from escalera.core.llm.actions import translate

    by = Agent.objects.order_by("pk").first()
    assert by is not None
    try:
        translate(text="The red light is on.", language="en", by=by, at=datetime.now(UTC))
    except Refusal:
        return
    raise AssertionError("a model answered though none is set up")


_WATCHED: list[list[str]] = []


def _watch(opened: list[str]) -> None:
    """Note every connection and look-up of this process but those to the database, while the list is watched."""
    if not getattr(_watch, "stands", False):
        sys.addaudithook(_hook)
        _watch.stands = True  # type: ignore[attr-defined]
    _WATCHED.append(opened)


def _hook(event: str, args: tuple[Any, ...]) -> None:
    is_ours = event == "socket.connect" and args[0].family == socket.AF_UNIX
    if _WATCHED and event in LEAVING and not is_ours:
        _WATCHED[-1].append(f"{event} {args[1:]}")


def _shelve() -> list[int]:
    """Publish the golden articles; return their keys."""
    from django.db import transaction

    from escalera.core.knowledge.models import Article, ArticleText, ArticleVersion, Topic
    from escalera.core.retrieval import indexing

    now, keys = datetime.now(UTC), []
    topic, _new = Topic.objects.get_or_create(slug="bench-golden", defaults={"name": "golden"})
    with transaction.atomic():
        for one in articles():
            row = Article.objects.create(
                title=one.title, slug=one.slug, body=one.body, topic=topic, language=one.language, is_published=True,
                published_at=now, updated_at=now,
            )  # fmt: skip
            version = ArticleVersion.objects.create(
                article=row, language=one.language, number=1, title=one.title, body=one.body, at=now
            )
            ArticleText.objects.create(
                article=row, language=one.language, title=one.title, body=one.body, number=1, state="published",
                published=version, updated_at=now,
            )  # fmt: skip
            keys.append(row.pk)
        indexing.refresh(keys)
    return keys


def _forget(keys: Sequence[int]) -> None:
    from django.db import transaction

    from escalera.core.knowledge.models import Article
    from escalera.core.retrieval import indexing

    with transaction.atomic():
        indexing.forget(list(keys))
        Article.objects.filter(pk__in=keys).update(is_published=False)


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())


def main(url: str, model: str) -> int:
    """Ask a real endpoint the golden questions; print what it says, with what it was given."""
    from bench import databases, desk

    databases.prepare("sqlite")
    desk.found(at=datetime.now(UTC))
    _shelve()
    _set_up(type("There", (), {"url": url}), model=model, timeout_s=60)
    lines = csv.writer(sys.stdout)
    lines.writerow(["kind", "language", "question", "outcome", "answer", "cited", "passages", "citation right?"])
    for one in questions():
        answer, worded, sources = _worded(one)
        passages = "\n\n".join(f"{source.key}: {source.text}" for source in sources)
        said = (worded.text, " ".join(worded.keys)) if worded else ("", "")
        lines.writerow([one.kind, one.language, one.text, answer.outcome, *said, passages, ""])
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2]))

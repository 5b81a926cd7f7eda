"""What the front line adds to the steps of procedures: articles, macros, and making sure who speaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from escalera.base.settings.models import Company
from escalera.core.deeds import registry as deeds
from escalera.core.deeds.variables import fill, values_for
from escalera.core.knowledge.actions import count_use
from escalera.core.knowledge.models import Article
from escalera.core.knowledge.policies import visible_to
from escalera.core.knowledge.rendering import to_html
from escalera.core.procedures.answers import WAY
from escalera.core.procedures.graph import Step, Way
from escalera.core.procedures.steps import Ask, Setting, Shown, StepKind, StepTurn, Value, Words, register
from escalera.levels.frontline.actions import count_use as count_macro
from escalera.levels.frontline.actions import run_macro
from escalera.levels.frontline.checks import MOST_QUESTIONS, check_identity, confirmed, is_locked
from escalera.levels.frontline.models import Macro
from escalera.levels.frontline.policies import usable_by
from escalera.levels.frontline.queries import variant

MOST = 400
QUESTION = "question_"


def _key_in(step: Step, name: str) -> int:
    given = str(step.settings.get(name) or "")
    return int(given) if given.isdigit() and len(given) < 18 else 0


# -- articles -------------------------------------------------------------------------------------------------------


def _articles() -> Sequence[tuple[str, Words]]:
    found = Article.objects.filter(is_published=True, archived_at__isnull=True).order_by("title", "pk")
    return [(str(pk), title) for pk, title in found.values_list("pk", "title")[:MOST]]


def _article_ways(step: Step) -> Sequence[Way]:
    return [Way("helped", _("It helped")), Way("not", pgettext("article", "It did not help"))]


def _article_asks(step: Step, turn: StepTurn | None) -> Sequence[Ask]:
    choices = [(one.key, one.label) for one in _article_ways(step)]
    return [Ask(WAY, gettext_lazy("Did it help?"), "choice", choices=choices)]


def _article_shows(turn: StepTurn) -> Shown | None:
    """Plain data; `html` is sanitized. Nothing if this person may not read it."""
    found = Article.objects.filter(visible_to(turn.by), pk=_key_in(turn.step, "article")).first()
    if found is None:
        return None
    data = {"id": found.pk, "slug": found.slug, "title": found.title, "html": to_html(found.body)}
    return Shown("article", data)


def _article_does(turn: StepTurn) -> None:
    article = Article.objects.filter(pk=_key_in(turn.step, "article")).first()
    if article is None:
        return
    ticket = turn.run.ticket_id
    count_use(article_id=article.pk, ticket_id=ticket, how="used", at=turn.at)
    how = "solved" if turn.value.get(WAY) == "helped" else "failed"
    count_use(article_id=article.pk, ticket_id=ticket, how=how, at=turn.at)


def _way_words(ways: Sequence[Way], value: Value) -> str:
    return next((one.label for one in ways if one.key == value.get(WAY)), "")


def _article_problems(step: Step) -> Iterable[tuple[str, str]]:
    key = _key_in(step, "article")
    if key and not Article.objects.filter(pk=key, is_published=True).exists():
        yield "article", _("That article is not published, or it is gone.")


# -- macros ---------------------------------------------------------------------------------------------------------


def _macros() -> Sequence[tuple[str, Words]]:
    return [(str(one.pk), one.name) for one in Macro.objects.filter(owner=None).order_by("name", "pk")[:MOST]]


def _macro_asks(step: Step, turn: StepTurn | None) -> Sequence[Ask]:
    return [Ask("run", gettext_lazy("Do what the macro does"), "yes", False, initial="1")]


def _macro_shows(turn: StepTurn) -> Shown | None:
    """Its words in the customer's language, filled in, and what it does besides."""
    macro = usable_by(turn.by).filter(pk=_key_in(turn.step, "macro")).first()
    if macro is None:
        return None
    ticket = turn.run.ticket
    language, text = variant(macro.texts, ticket.language or ticket.requester.language)
    values = values_for(ticket, turn.by, Company.get().name)
    data = {
        "id": macro.pk, "name": macro.name, "language": language, "text": fill(text, values),
        "note": fill(macro.note, values), "does": deeds.words(macro.deeds),
    }  # fmt: skip
    return Shown("macro", data)


def _macro_does(turn: StepTurn) -> Mapping[str, Any] | None:
    macro = usable_by(turn.by).filter(pk=_key_in(turn.step, "macro")).first()
    if macro is None or not turn.value.get("run"):
        return None
    count_macro(macro_ids=[macro.pk], by=turn.by, at=turn.at)
    did = run_macro(macro_id=macro.pk, ticket_id=turn.run.ticket_id, by=turn.by, at=turn.at)
    return {"name": macro.name, "did": did}


def _macro_words(step: Step, value: Value) -> str:
    if not value.get("run"):
        return _("left out")
    return ", ".join(value.get("did") or []) or str(value.get("name", ""))


def _macro_problems(step: Step) -> Iterable[tuple[str, str]]:
    key = _key_in(step, "macro")
    if key and not Macro.objects.filter(pk=key, owner=None).exists():
        yield "macro", _("That macro is gone, or it is somebody's own.")


# -- identity -------------------------------------------------------------------------------------------------------


def _questions(step: Step) -> list[str]:
    given = step.settings.get("questions")
    lines = given if isinstance(given, list) else str(given or "").splitlines()
    return [line for line in (" ".join(str(one).split())[:200] for one in lines) if line][:MOST_QUESTIONS]


def _needed(step: Step) -> int:
    given, most = step.settings.get("needed"), len(_questions(step))
    return min(int(given), most) if isinstance(given, int | float) and given >= 1 else most


def _identity_ways(step: Step) -> Sequence[Way]:
    return [Way("passed", _("Identity confirmed")), Way("failed", _("Not confirmed"))]


def _identity_asks(step: Step, turn: StepTurn | None) -> Sequence[Ask]:
    """A box for each question: ticked if it was answered right. What was said is never written down."""
    return [Ask(f"{QUESTION}{n}", words, "yes", False) for n, words in enumerate(_questions(step))]


def _right(step: Step, value: Value) -> int:
    return sum(bool(value.get(f"{QUESTION}{n}")) for n in range(len(_questions(step))))


def _identity_way(step: Step, value: Value) -> str:
    return "passed" if _right(step, value) >= _needed(step) else "failed"


def _identity_does(turn: StepTurn) -> Mapping[str, Any]:
    asked = {words: bool(turn.value.get(f"{QUESTION}{n}")) for n, words in enumerate(_questions(turn.step))}
    check = check_identity(
        ticket_id=turn.run.ticket_id, answers=asked, needed=_needed(turn.step), by=turn.by, at=turn.at
    )  # fmt: skip
    return {"passed": check.passed}


def _identity_words(step: Step, value: Value) -> str:
    words = {"right": _right(step, value), "asked": len(_questions(step))}
    if _identity_way(step, value) == "passed":
        return _("confirmed, %(right)s of %(asked)s right") % words
    return _("not confirmed, %(right)s of %(asked)s right") % words


def _identity_shows(turn: StepTurn) -> Shown:
    ticket = turn.run.ticket
    known = confirmed(ticket.pk, ticket.requester_id, turn.at)
    data = {
        "needed": _needed(turn.step), "asked": len(_questions(turn.step)),
        "confirmed_at": known.at if known else None, "is_locked": is_locked(ticket.requester, turn.at),
    }  # fmt: skip
    return Shown("identity", data)


def register_all() -> None:
    """Make them known; called when the product starts."""
    register(
        "article",
        StepKind(
            gettext_lazy("Article"), gettext_lazy("Something to read out or to send."), order=40, ways="fixed",
            settings=(Setting("article", gettext_lazy("Article"), "choice", _articles, required=True),),
            fixed=_article_ways, asks=_article_asks, shows=_article_shows, does=_article_does,
            words=lambda step, value: _way_words(_article_ways(step), value),
            compared=lambda value: value.get(WAY), problems=lambda step: list(_article_problems(step)),
        ),
    )  # fmt: skip
    register(
        "macro",
        StepKind(
            gettext_lazy("Macro"), gettext_lazy("Words to send, and deeds on the ticket."), order=41,
            settings=(Setting("macro", gettext_lazy("Macro"), "choice", _macros, required=True),),
            asks=_macro_asks, shows=_macro_shows, does=_macro_does, words=_macro_words,
            problems=lambda step: list(_macro_problems(step)),
        ),
    )  # fmt: skip
    register(
        "identity",
        StepKind(
            gettext_lazy("Identity check"), gettext_lazy("Questions that only the customer can answer."),
            uses=("script",), order=42, ways="fixed",
            settings=(
                Setting("questions", gettext_lazy("Questions, one a line"), "lines", required=True),
                Setting("needed", gettext_lazy("Right answers needed"), "number", help=gettext_lazy("Empty: all.")),
            ),
            fixed=_identity_ways, asks=_identity_asks, takes=_identity_way, does=_identity_does,
            words=_identity_words, shows=_identity_shows, tells="evidence",
            compared=lambda value: "passed" if value.get("passed") else "failed",
        ),
    )  # fmt: skip

"""What came of the assistant's answers, told to the gate that let them pass: it learns from this desk's own outcomes.

The gate asks one thing: was the first article the right one? The customer says so, or says no; an agent who later
sends that article, or another one, says it too. Where nobody said anything nothing is learned: silence is no answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from escalera.core.knowledge.choices import How
from escalera.core.knowledge.models import Use
from escalera.core.retrieval.actions import note_asked, settle
from escalera.core.retrieval.answering import Answer
from escalera.core.retrieval.models import Asked
from escalera.levels.selfservice.models import Turn

ASSISTANT, MAIL = "assistant", "mail"
AGENTS_TAKE = timedelta(days=30)  # so long an agent's answer is waited for
AT_ONCE = 2000


def keep_asked(
    heard: Answer | None, *, where: str, language: str, at: datetime, ticket_id: int | None = None
) -> dict[str, int]:
    """Keep what an answer rested on; return what its turn remembers of that: {"asked": key}, or nothing."""
    if heard is None or not heard.signs:
        return {}
    return {"asked": note_asked(said=heard, where=where, language=language, at=at, ticket_id=ticket_id)}


def settle_shown(turn: Turn, *, helped: bool, article: int | None = None) -> None:
    """Tell the gate what the customer said of a turn. `article`: the one that helped, if they named it.

    Of several articles that were offered together "it helped" names none: then nothing is learned."""
    shown = [one["article"] for one in (*turn.data.get("quotes", ()), *turn.data.get("offers", ()))]
    if not shown:
        return
    if not helped:
        _settle(turn, is_right=False)
    elif article is not None:
        _settle(turn, is_right=article == shown[0])
    elif turn.data.get("quotes") or len(set(shown)) == 1:
        _settle(turn, is_right=True)


def unsettle(turn: Turn) -> None:
    """Tell the gate that it had not helped after all: the request was opened again."""
    if turn.helped and Asked.objects.filter(pk=turn.data.get("asked") or 0).exclude(fate="").exists():
        _settle(turn, is_right=False)


def join_ticket(turns: Sequence[Turn], ticket_id: int) -> None:
    """Note on which ticket what was asked goes on, so that what an agent answers there can be learned from."""
    keys = [turn.data["asked"] for turn in turns if turn.data.get("asked")]
    Asked.objects.filter(pk__in=keys).update(ticket=ticket_id)


def learn_from_agents(*, at: datetime) -> int:
    """Settle what customers left open by the articles that agents then sent; return how many were settled."""
    open_ones = Asked.objects.filter(
        where__in=(ASSISTANT, MAIL), ticket__isnull=False, article__isnull=False, fate="", at__gt=at - AGENTS_TAKE
    )
    rows = list(open_ones.order_by("-at", "-pk").values_list("pk", "ticket_id", "article_id")[:AT_ONCE])
    sent: dict[int, set[int]] = {}
    by_agents = Use.objects.filter(ticket_id__in={ticket for _key, ticket, _article in rows}, how=How.USED)
    for ticket, article in by_agents.values_list("ticket_id", "article_id"):
        sent.setdefault(ticket, set()).add(article)
    found = [(key, article in sent[ticket]) for key, ticket, article in rows if ticket in sent]
    for key, is_right in found:
        settle(asked_id=key, is_right=is_right)
    return len(found)


def _settle(turn: Turn, *, is_right: bool) -> None:
    key = turn.data.get("asked")
    if key and Asked.objects.filter(pk=key).exists():  # it is forgotten after two years
        settle(asked_id=key, is_right=is_right)

"""An answer in the words of the desk's language model, if it has one for this: always beside the quotes, never alone."""

from __future__ import annotations

from datetime import datetime

from escalera.base.storage.together import together
from escalera.core.knowledge.models import Article
from escalera.core.knowledge.policies import visible_to
from escalera.core.llm.actions import Source, word_answer
from escalera.core.llm.choices import Purpose
from escalera.core.llm.queries import offered
from escalera.levels.selfservice import queries
from escalera.levels.selfservice.choices import Said, Side
from escalera.levels.selfservice.models import Turn

MOST_CALLS = 5  # in one conversation


def word_last(*, conversation_id: int, at: datetime) -> Turn | None:
    """Put the last answer into one piece; return it, None where there is nothing to word, no model, or nothing proved.

    Only what retrieval held to be answered is worded, and only from the passages that are quoted. May take seconds:
    never inside a transaction."""
    if Purpose.ANSWER not in offered():
        return None
    turns = queries.turns_of(conversation_id)
    last = turns[-1] if turns else None
    if last is None or last.said != Said.ANSWER or "wording" in last.data:
        return None
    if sum("wording" in one.data for one in turns) >= MOST_CALLS:
        return None
    asked = next((one.text for one in reversed(turns) if one.side == Side.CUSTOMER and not one.data.get("means")), "")
    contact = last.conversation.contact
    worded = word_answer(
        question=asked, passages=[Source(str(place), one["text"]) for place, one in enumerate(last.data["quotes"])],
        language=last.conversation.language, at=at, about=f"talk {conversation_id}",
        names=[contact.name] if contact else [],
    )  # fmt: skip
    return _kept(last.pk, worded.text if worded else "", worded.call_id if worded else None)


@together()
def _kept(turn_id: int, text: str, call: int | None) -> Turn | None:
    """Keep the wording, or that there was none: it is tried once."""
    turn = Turn.objects.select_for_update().filter(pk=turn_id).first()
    if turn is None:  # forgotten meanwhile
        return None
    if not _still_read(turn):  # an article was taken back while the model thought: its citation would not resolve
        text = ""
    turn.data = {**turn.data, "wording": text, "call": call}
    turn.save(update_fields=["data"])
    return turn if text else None


def _still_read(turn: Turn) -> bool:
    """Say whether whoever asks may read now what is quoted."""
    quoted = {one["article"] for one in turn.data["quotes"]}
    seen = visible_to(turn.conversation.contact, turn.conversation.segment_id)
    return Article.objects.filter(seen, pk__in=quoted).count() == len(quoted)

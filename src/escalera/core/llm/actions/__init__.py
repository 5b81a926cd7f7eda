"""What can be done with the model; each file is one matter."""

from escalera.core.llm.actions.asking import Answered, ModelUnavailable
from escalera.core.llm.actions.configuring import Wanted, agree, save_endpoint, switch, withdraw
from escalera.core.llm.actions.deciding import empty_old, mark_draft, note_fate
from escalera.core.llm.actions.drafting import draft_article, draft_reply, summarize, translate, translate_message
from escalera.core.llm.actions.probing import probe
from escalera.core.llm.actions.spending import CapReached, settle_lost
from escalera.core.llm.actions.wording import Source, Worded, word_answer

__all__ = [
    "Answered", "CapReached", "ModelUnavailable", "Source", "Wanted", "Worded", "agree", "draft_article", "draft_reply",
    "empty_old", "mark_draft", "note_fate", "probe", "save_endpoint", "settle_lost", "summarize", "switch", "translate",
    "translate_message", "withdraw", "word_answer",
]  # fmt: skip

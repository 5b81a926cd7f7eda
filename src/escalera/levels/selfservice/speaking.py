"""How the assistant speaks in a channel of messages: one text after the other, buttons as the channel has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from escalera.base.storage.together import together
from escalera.core.channels.models import Thread
from escalera.core.channels.shared.capabilities import capabilities_of
from escalera.core.channels.shared.robot import say
from escalera.levels.selfservice import queries
from escalera.levels.selfservice.choices import Side
from escalera.levels.selfservice.models import Conversation, Turn
from escalera.levels.selfservice.port import buttons_of, says_of

OFFERED = "offered"  # in a thread's data: the answers that were offered last, in their order


def speak(thread: Thread, talk: Conversation, turn: Turn, at: datetime) -> None:
    """Put a turn of the assistant on its way, once. Where the channel has no such buttons the answers are numbered."""
    buttons = buttons_of(talk, turn)
    texts = says_of(turn)
    if not texts:
        return
    native = fitting(thread.channel.kind, buttons)
    if buttons and not native:
        lines = "\n".join(f"{number}. {text}" for number, text in enumerate(buttons, 1))
        texts = [*texts[:-1], f"{texts[-1]}\n\n{lines}"]
    for number, text in enumerate(texts):
        last = number == len(texts) - 1
        say(thread, text, at, buttons=native if last else (), key=f"turn:{turn.pk}:{number}")
    if thread.data.get(OFFERED) != list(buttons):
        thread.data = {**thread.data, OFFERED: list(buttons)}
        thread.save(update_fields=["data"])


@together()
def speak_last(*, thread_id: int, conversation_id: int, at: datetime) -> None:
    """Say the last words of the assistant in a conversation, once."""
    thread = Thread.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=thread_id).first()
    talk = Conversation.objects.filter(pk=conversation_id).first()
    turns = queries.turns_of(conversation_id)
    last = next((one for one in reversed(turns) if one.side == Side.ASSISTANT), None)
    if thread is not None and talk is not None and last is not None:
        speak(thread, talk, last, at)


def fitting(kind: str, buttons: Sequence[str]) -> Sequence[str]:
    """Return the buttons if the channel can show all of them whole, else none."""
    can = capabilities_of(kind)
    if can is None or len(buttons) > can.most_buttons or any(len(one) > can.longest_button for one in buttons):
        return ()
    return buttons


def chosen(thread: Thread, text: str) -> str:
    """Return what somebody means who answers with the number of an answer that was offered."""
    offered = thread.data.get(OFFERED) or []
    bare = text.strip().rstrip(".)")
    if offered and bare.isascii() and bare.isdigit() and 1 <= int(bare[:4]) <= len(offered):
        return str(offered[int(bare[:4]) - 1])
    return text

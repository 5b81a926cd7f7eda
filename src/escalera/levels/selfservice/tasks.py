"""The room's housekeeping, and answers that wait for their words."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from escalera.base.jobs.schedules import daily, every
from escalera.levels.selfservice.actions import forget_words, learn_from_agents, leave_quiet, word_last
from escalera.levels.selfservice.speaking import speak_last


@every(seconds=300, name="selfservice.quiet")
@task
def end_quiet_conversations() -> int:
    """End conversations that nobody goes on with; return how many."""
    return leave_quiet(at=timezone.now())


@daily(at="03:50", name="selfservice.forget")
@task
def forget_old_words() -> int:
    """Delete what was said longer ago than the company keeps it; return of how many conversations."""
    return forget_words(at=timezone.now())


@daily(at="04:25", name="selfservice.learn")
@task
def learn_what_agents_sent() -> int:
    """Tell the gate, before it is fitted anew, which articles agents sent where the assistant had another idea."""
    return learn_from_agents(at=timezone.now())


@task(transactional=False, max_attempts=3)
def say_in_words(thread_id: int, conversation_id: int) -> None:
    """Let the language model word the last answer of a conversation, then say it; without words it is said as it is."""
    at = timezone.now()
    try:
        word_last(conversation_id=conversation_id, at=at)
    finally:
        speak_last(thread_id=thread_id, conversation_id=conversation_id, at=at)

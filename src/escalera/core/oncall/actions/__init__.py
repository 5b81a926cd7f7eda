"""The verbs of being on call."""

from escalera.core.oncall.actions.pages import PageIsOver, acknowledge, end_pages, escalate_due, page, pass_on
from escalera.core.oncall.actions.policies import (
    PolicyGiven,
    StepGiven,
    archive_policy,
    drafted,
    given_of,
    save_policy,
    switch_policy,
)
from escalera.core.oncall.actions.pressing import arm, fire_due
from escalera.core.oncall.actions.rotations import (
    LayerGiven,
    RotationGiven,
    archive_rotation,
    end_feed,
    make_feed,
    note_feed_read,
    save_rotation,
)
from escalera.core.oncall.actions.spans import NothingAsked, Span, answer_swap, ask_swap, end_span, take_span

__all__ = [
    "LayerGiven", "NothingAsked", "PageIsOver", "PolicyGiven", "RotationGiven", "Span", "StepGiven", "acknowledge",
    "answer_swap", "archive_policy", "archive_rotation", "arm", "ask_swap", "drafted", "end_feed", "end_pages",
    "end_span", "escalate_due", "fire_due", "given_of", "make_feed", "note_feed_read", "page", "pass_on", "save_policy",
    "save_rotation", "switch_policy", "take_span",
]  # fmt: skip

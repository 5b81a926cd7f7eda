"""Keeping rules, hearing what happens, and doing what they say."""

from escalera.core.rules.actions.catching_up import catch_up
from escalera.core.rules.actions.firing import fire_due
from escalera.core.rules.actions.hearing import hear
from escalera.core.rules.actions.keeping import NewRule, add_rule, change_rule, drop_rule, order_rules, switch_rule
from escalera.core.rules.actions.reaping import forget_old

__all__ = [
    "NewRule", "add_rule", "catch_up", "change_rule", "drop_rule", "fire_due", "forget_old", "hear", "order_rules",
    "switch_rule",
]  # fmt: skip

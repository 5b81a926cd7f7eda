"""Who may change the company's settings, and why not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from escalera.base.log.asking import SETTINGS, Asker


def why_not_change(by: Asker) -> str:
    return "" if by.may(SETTINGS) else _("Your role cannot change the company's settings.")

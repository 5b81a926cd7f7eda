"""What others ask of the company."""

from __future__ import annotations

from escalera.base.settings.models import Company


def company() -> Company:
    """Return the company's row as it is now; an unsaved one of a desk that was not founded yet."""
    return Company.get()

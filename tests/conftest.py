"""What every test may use. The database comes first: it sets the environment that Django's settings read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.database import child_environment, django_db_modify_db_settings, probe

if TYPE_CHECKING:
    from tests.cast import Desk

__all__ = ["child_environment", "desk", "django_db_modify_db_settings", "probe"]


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """A small desk with its named cast, speaking English; see `tests/cast.py`."""
    from django.utils.translation import override

    from tests.cast import make_desk

    del db
    with override("en"):
        yield make_desk()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page asked for in one language leaves it behind in the thread; every test starts in the product's own."""
    from django.utils import translation

    translation.deactivate()

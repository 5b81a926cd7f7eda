"""What every test may use. The database comes first: it sets the environment that Django's settings read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests import guard
from tests.database import KIND, child_environment, django_db_keepdb, django_db_modify_db_settings, probe

if TYPE_CHECKING:
    from tests.cast import Desk

ESCAPED = guard.stand()
__all__ = ["child_environment", "desk", "django_db_keepdb", "django_db_modify_db_settings", "probe"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other database: it is no part of this run, so it is not skipped either.

    The journeys come first: they are the longest files, and the short ones fill the end of the run evenly."""
    left_out = "sqlite" if KIND == "postgres" else "postgres"
    others = [item for item in items if item.get_closest_marker(left_out)]
    config.hook.pytest_deselected(items=others)
    out = set(others)
    items[:] = [item for item in items if item not in out]
    items.sort(key=lambda item: ("journeys" not in item.path.parts, item.path.name != "test_every_page.py"))


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """A small desk with its named cast, speaking English; see `tests/cast.py`."""
    from django.utils.translation import override

    from tests.cast import make_desk

    del db
    with override("en"):
        yield make_desk()


@pytest.fixture(autouse=True)
def _nothing_leaves() -> Iterator[None]:
    """No test may reach another machine, nor may its children: whatever tries is turned away, and its test fails."""
    before = ESCAPED.stat().st_size
    yield
    escaped = ESCAPED.read_text("utf-8")[before:] if ESCAPED.stat().st_size != before else ""
    assert escaped == ""


@pytest.fixture(autouse=True)
def _no_rests(settings: Any) -> None:
    """The providers of the tests take as many calls a second as they get."""
    settings.OUTBOX_PACES = False


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page asked for in one language leaves it behind in the thread, and the company's words stay in the process;
    every test starts in the product's own."""
    from django.utils import translation

    from escalera.base.calendars.versions import hours_of_version
    from escalera.base.settings import words
    from escalera.base.settings.models import Company
    from escalera.core.llm.queries import look_again

    hours_of_version.cache_clear()  # the next test's rows have the same keys
    translation.deactivate()
    words.keep(Company())
    look_again()

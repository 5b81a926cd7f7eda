"""An action inside an action is part of it; inside a plain transaction it is guarded by a savepoint."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from escalera.base.people.models import Skill
from escalera.base.storage.together import together

pytestmark = pytest.mark.django_db


@together()
def learn(name: str, *, fails: bool = False) -> None:
    Skill.objects.create(name=name)
    if fails:
        raise ValueError(name)


def names() -> list[str]:
    return list(Skill.objects.order_by("pk").values_list("name", flat=True))


def test_an_inner_action_needs_no_savepoint() -> None:
    with together(), CaptureQueriesContext(connection) as caught:
        learn("routers")
        learn("contracts")
    assert [query["sql"].split()[0] for query in caught] == ["INSERT", "INSERT"]
    assert names() == ["routers", "contracts"]


def test_a_failing_inner_action_takes_the_outer_one_back() -> None:
    def both() -> None:
        with together():
            learn("routers")
            learn("contracts", fails=True)

    with pytest.raises(ValueError, match="contracts"):
        both()
    assert names() == []


def test_nobody_goes_on_after_an_inner_action_has_failed() -> None:
    def go_on() -> None:
        with together():
            with pytest.raises(ValueError, match="routers"):
                learn("routers", fails=True)
            learn("contracts")

    with pytest.raises(transaction.TransactionManagementError):
        go_on()
    assert names() == []


def test_whoever_wants_to_survive_an_action_wraps_it_in_a_transaction_of_its_own() -> None:
    with together():
        learn("routers")
        with pytest.raises(ValueError, match="contracts"), transaction.atomic():
            learn("contracts", fails=True)
        learn("printers")
    assert names() == ["routers", "printers"]


def test_an_action_that_failed_in_a_plain_transaction_leaves_it_usable() -> None:
    with transaction.atomic():
        with pytest.raises(ValueError, match="routers"):
            learn("routers", fails=True)
        learn("contracts")
    assert names() == ["contracts"]

from __future__ import annotations

import pytest
from django.utils import timezone

from escalera.base.log.readers import read_all
from escalera.core.tickets.actions import resolve
from tests.cast import Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts


@pytest.mark.django_db(transaction=True)  # a reader sees only what was committed
def test_each_level_shows_its_work(desk: Desk, enter: Enter) -> None:
    now = timezone.now()
    desk.open(at=now)
    resolve(ticket_id=desk.open(at=now).ticket_id, by=desk.amira, at=now)
    read_all()
    page = enter(desk.amira).get("/desk/ladder/")
    assert texts(page, ".climb h2") == ["N1 Front line", "N2 Specialists", "N3 Experts", "N4 On site and vendors"]
    assert texts(page, ".climb li:first-child .now, .climb li:first-child dd") == [
        "1 open now",
        "1",
        "0",
        "0",
        "< 1 min",
    ]
    assert texts(page, ".figures b") == ["1", "1", "100 %", "0", "0"]

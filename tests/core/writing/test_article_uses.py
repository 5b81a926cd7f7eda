"""What articles did for tickets, told by what happened."""

from __future__ import annotations

import pytest

from escalera.base.log.readers import read_all
from escalera.core.knowledge.models import Article
from escalera.core.tickets.actions import Content, reopen, reply, resolve
from tests.cast import Desk, later
from tests.core.knowledge.test_articles import written


def figures(one: Article) -> tuple[int, int, int]:
    read_all()
    one.refresh_from_db()
    return one.used, one.solved, one.failed


@pytest.mark.django_db(transaction=True)
def test_an_article_that_a_reply_names_is_used_solves_and_fails(desk: Desk) -> None:
    one = written(desk, "VPN", "x")
    number = desk.open().ticket_id
    words = Content("See https://help.example/help/articles/vpn/ please, and /help/articles/none/.")
    reply(ticket_id=number, content=words, by=desk.amira, at=later(1))
    told = [figures(one)]
    resolve(ticket_id=number, by=desk.amira, at=later(2))
    told.append(figures(one))
    reopen(ticket_id=number, by=desk.amira, at=later(3))
    told.append(figures(one))
    assert told == [(1, 0, 0), (1, 1, 0), (1, 0, 1)]

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.utils.translation import override

from escalera.core.channels import gate
from escalera.core.channels.models import InboundItem
from escalera.faces.desk.gate.reasons import reason_in_words
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts

RAW = b"From: =?utf-8?q?Jos=C3=A9?= <jose@x.example>\r\nSubject: Hola\r\n mundo\r\n\r\nText"


def quarantined(count: int = 1) -> list[InboundItem]:
    items = [gate.store(RAW, kind="unheard-of", source="smtp:here", at=later(n)) for n in range(count)]
    return [gate.understand(item.pk, at=later(99))[0] for item in items]


def test_only_who_keeps_the_gate_comes_in(desk: Desk, enter: Enter) -> None:
    (item,) = quarantined()
    for agent, status in ((desk.amira, 403), (desk.sara, 200)):
        browser = enter(agent)
        assert browser.get("/desk/gate/").status_code == status
        assert browser.get(f"/desk/gate/{item.pk}/original.eml").status_code == status
        assert browser.post(f"/desk/gate/{item.pk}/again/").status_code == status


def test_an_item_says_who_wrote_and_what_became_of_it(desk: Desk, enter: Enter) -> None:
    quarantined()
    page = enter(desk.sara).get("/desk/gate/")
    assert texts(page, "#ledger td:nth-child(2) b") == ["José <jose@x.example>"]
    assert texts(page, "#ledger td:nth-child(3)") == ["In quarantine KeyError: 'unheard-of'"]
    assert texts(page, ".filters a[aria-current]") == ["Everything 1"]


def test_the_original_comes_out_as_it_came_in(desk: Desk, enter: Enter) -> None:
    (item,) = quarantined()
    answer = enter(desk.sara).get(f"/desk/gate/{item.pk}/original.eml")
    assert answer.content == RAW
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_trying_again_tries_again(desk: Desk, enter: Enter) -> None:
    (item,) = quarantined()
    InboundItem.objects.filter(pk=item.pk).update(kind="email")
    assert enter(desk.sara).post(f"/desk/gate/{item.pk}/again/").status_code == 200
    assert InboundItem.objects.get().outcome == "ticket"
    assert enter(desk.sara).post(f"/desk/gate/{item.pk}/again/").status_code == 409


def test_the_filter_shows_one_outcome(desk: Desk, enter: Enter) -> None:
    quarantined(2)
    gate.store(RAW, kind="email", source="smtp:here", at=later(1))
    browser = enter(desk.sara)
    shown = {
        o: len(texts(browser.get(f"/desk/gate/?outcome={o}"), "#ledger td:nth-child(2) b"))
        for o in ("", "waiting", "quarantine", "ticket", "x")
    }
    assert shown == {"": 3, "waiting": 1, "quarantine": 2, "ticket": 0, "x": 3}


@pytest.mark.parametrize("count", [1, 3, 50])
def test_a_page_costs_the_same_whatever_came_in(
    desk: Desk, enter: Enter, count: int, django_assert_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    quarantined(count)
    browser = enter(desk.sara)
    with django_assert_num_queries(12):
        browser.get("/desk/gate/")


def test_older_items_stand_on_the_next_page(desk: Desk, enter: Enter) -> None:
    items = quarantined(52)
    browser = enter(desk.sara)
    assert len(texts(browser.get("/desk/gate/"), "#ledger td:nth-child(2) b")) == 50
    assert len(texts(browser.get(f"/desk/gate/?before={items[2].pk}"), "#ledger td:nth-child(2) b")) == 2


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("copy of item 7", "Una copia del elemento 7, que llegó antes."),
        ("our own mail: it comes from one of our addresses", "Un correo nuestro que volvió."),
        ("bounced: delivery 12", "Un correo nuestro no llegó a su destinatario."),
        (
            "automatic reply to no mail of ours (auto-submitted: auto-replied)",
            "Una respuesta automática que no responde a ningún correo nuestro.",
        ),
        (
            "subject, sender new to the ticket, bulk: precedence: bulk",
            "El asunto nombra este ticket, y el remitente es parte de él. El remitente es nuevo en el ticket. "
            "Se envió a muchas personas.",
        ),
        ("KeyError: 'unheard-of', too", "KeyError: 'unheard-of', too"),
        (
            "status delivered ×2, append",
            "Hasta dónde llegó un mensaje nuestro. (×2) Se añadió porque el ticket estaba abierto.",
        ),
        ("known already, a kind that is not known", "known already, a kind that is not known"),
    ],
)
def test_the_ledger_says_why_in_the_readers_language(reason: str, words: str) -> None:
    with override("es"):
        assert reason_in_words(reason) == words

"""Which personal data a segment's customers want covered: chosen on its page, seen on the ticket and at the gate."""

from __future__ import annotations

import pytest

from escalera.base.people.actions import add_agent
from escalera.core.channels import gate
from escalera.core.workflows.queries import flow_for
from tests.cast import NOON, Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree

pytestmark = pytest.mark.django_db
RAW = b"From: farid@customer.example\r\nSubject: Hola\r\n\r\nMi tarjeta es 4111 1111 1111 1111, gracias\r\n"


def test_kinds_are_chosen_obeyed_and_told(desk: Desk, enter: Enter) -> None:
    owner = enter(add_agent(email="olga@desk.example", name="Olga", password=None, role="owner"))
    page = "/desk/settings/segments/0/served/"
    labels = [
        label for label in texts(owner.get(page), "label.tick") if label in ("Card numbers", "Identity numbers")
    ]
    assert labels == ["Card numbers", "Identity numbers"]
    owner.post(page, {"covers": ["card", "secret", "nonsense"], "tone": "near", "tells_deadline": "on"})
    draft = owner.get("/desk/settings/segments/0/served/preview/")
    assert any("Covered when it comes in: Card numbers, Passwords" in line for line in texts(draft, "li"))
    owner.post("/desk/settings/segments/0/served/publish/")
    assert flow_for(None).covers == ("card", "secret")
    item = gate.understand(gate.store(RAW, kind="email", source="t", at=NOON).pk, at=NOON)[0]
    ticket = enter(desk.sara).get(f"/desk/tickets/{item.ticket_id}/")
    assert "Personal data covered" in texts(ticket, ".chip")
    assert "4111 1111" not in tree(ticket).text()
    gone = enter(desk.sara).get(f"/desk/gate/{item.pk}/original.eml")
    assert (gone.status_code, "erased" in " ".join(texts(gone, "[role=alert]"))) == (410, True)

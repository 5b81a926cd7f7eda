from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from escalera.base.people.actions import add_agent
from escalera.base.people.models import Agent, OneTimeLink
from escalera.base.refusals import NotAllowed
from escalera.core.channels.models import Channel
from escalera.faces.desk.access.tasks import can_mail, mail_way_in
from tests.cast import Desk


@pytest.fixture
def outbox(desk: Desk, tmp_path: Path) -> Path:
    Channel.objects.filter(pk=desk.mailbox.pk).update(settings={"smtp_url": f"file://{tmp_path}/out"})
    return tmp_path / "out"


def test_a_mailed_link_leads_in_and_stands_only_in_the_mail(desk: Desk, outbox: Path, client: Client) -> None:
    olga = add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")
    assert can_mail()
    mail_way_in.func(desk.amira.pk, olga.pk)
    (mail,) = outbox.glob("*.eml")
    text = mail.read_text().replace("=\n", "").replace("=3D", "=")
    found = re.search(r"/way-in/([\w-]+)/", text)
    assert found is not None
    assert "amira@desk.example" in text
    assert client.get(f"/way-in/{found[1]}/").status_code == 200
    assert not OneTimeLink.objects.filter(token_hash=found[1]).exists()


def test_who_may_not_manage_people_has_no_link_mailed(desk: Desk, outbox: Path) -> None:
    with pytest.raises(NotAllowed):
        mail_way_in.func(desk.amira.pk, desk.omar.pk)
    assert (list(outbox.glob("*")), Agent.objects.get(pk=desk.amira.pk).has_usable_password()) == ([], False)


def test_without_a_sending_server_only_a_shown_link_is_offered(desk: Desk, settings: object) -> None:
    settings.SMTP_URL = ""  # type: ignore[attr-defined]
    assert not can_mail()

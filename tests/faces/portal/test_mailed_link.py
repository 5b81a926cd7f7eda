"""The mailed way in: made by the worker, sent once, known to nobody else."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from django.test import Client

from escalera.base.people.models import OneTimeLink
from escalera.faces.portal.tasks import mail_sign_in_link
from tests.cast import Desk


@pytest.fixture
def outbox(desk: Desk, tmp_path: Path) -> Path:
    desk.mailbox.settings = {"smtp_url": f"file://{tmp_path}"}
    desk.mailbox.save()
    return tmp_path


def test_the_link_arrives_in_the_readers_language_and_lets_in(desk: Desk, outbox: Path) -> None:
    assert mail_sign_in_link.func("Farid@customer.example", "/help/requests/?view=all", "en") is True
    [file] = outbox.glob("*.eml")
    letter = email.message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=default)
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/]+(/help/enter/\S+)", body.get_content())
    assert found is not None
    assert (letter["To"], letter["From"].addresses[0].addr_spec, letter["Auto-Submitted"]) == (
        "Farid@customer.example", "help@desk.example", "auto-generated",
    )  # fmt: skip
    assert Client().post(found[1])["Location"] == "/help/requests/?view=all"


def test_nobody_gets_no_mail(desk: Desk, outbox: Path) -> None:
    assert mail_sign_in_link.func("nobody@nowhere.example", "/help/requests/", "en") is False
    assert (list(outbox.glob("*.eml")), OneTimeLink.objects.count()) == ([], 0)

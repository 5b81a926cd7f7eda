"""A desk with a help center, and customers who are signed in."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from escalera.base.people.actions import portal
from escalera.base.people.models import Contact
from escalera.core.knowledge import actions as knowledge
from escalera.core.knowledge.models import Article
from tests.cast import NOON, Desk

ENGLISH = {"Accept-Language": "en"}


def words(response: HttpResponseBase) -> str:
    """The words of a page's main part (or of a part), without the tags, in one line."""
    text = response.content.decode()  # type: ignore[attr-defined]
    main = text.partition("<main ")[2].partition(">")[2].partition("</main>")[0] or text
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def published(desk: Desk, title: str, body: str, topic: str = "Network", **change: object) -> Article:
    shelf = knowledge.save_topic(name=topic, icon="web", order=0, is_public=True, by=desk.sara, at=NOON)
    values = {"title": title, "body": body, "topic": shelf, "by": desk.sara, "at": NOON}
    article = knowledge.write_article(**{**values, **change})  # type: ignore[arg-type]
    return knowledge.publish(article_id=article.pk, by=desk.sara, at=NOON)


def signed_in(contact: Contact) -> Client:
    """A browser in which this customer came in by a mailed link."""
    address = contact.identities.get().address
    made = portal.make_link(email=address, at=timezone.now())
    assert made is not None
    client = Client(headers=ENGLISH)
    assert client.post(f"/help/enter/{made[1]}/").status_code == 302
    return client


@pytest.fixture
def visitor() -> Client:
    return Client(headers=ENGLISH)

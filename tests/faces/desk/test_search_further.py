"""What the search leads to: a view to be kept, an article to be read, a customer's tickets as somebody who takes part."""

from __future__ import annotations

from django.utils import timezone

from escalera.core.knowledge.models import Article, Topic
from escalera.core.tickets.actions import join
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree


def test_a_search_by_operators_is_kept_as_a_view(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    link = tree(browser.get("/desk/search/?q=es:abierto canal:email")).css_first("a[href*='?c=']")
    assert link is not None
    page = browser.get(str(link.attributes["href"]))
    chosen = [node.attributes["value"] for node in tree(page).css("select[name^=f-] option[selected]")]
    assert chosen == ["open", "channel"]
    assert tree(browser.get("/desk/search/?q=es:abierto router")).css_first("a[href*='?c=']") is None
    assert tree(browser.get("/desk/search/?q=tiene:nota")).css_first("a[href*='?c=']") is None


def test_an_article_that_customers_never_see_is_read_in_the_desk(desk: Desk, enter: Enter) -> None:
    topic = Topic.objects.create(name="Inside", slug="inside")
    now = timezone.now()
    for slug, published, audience in (
        ("keys", True, "internal"),
        ("draft", False, "internal"),
        ("open", True, "public"),
    ):
        Article.objects.create(
            title=slug.capitalize(), slug=slug, body="**Where** the zanahoria hangs", topic=topic, audience=audience,
            is_published=published, published_at=now, updated_at=now,
        )  # fmt: skip
    browser = enter(desk.amira)
    page = browser.get("/desk/articles/keys/")
    assert (texts(page, "h1"), texts(page, ".prose strong"), texts(page, "header .chip")) == (
        ["Keys"], ["Where"], ["Only the team"]
    )  # fmt: skip
    assert texts(browser.get("/desk/articles/open/"), "header .row a") == [
        "As customers see it", "Edit",
    ]  # fmt: skip
    assert browser.get("/desk/articles/draft/").status_code == 404


def test_the_card_shows_where_a_customer_only_takes_part(desk: Desk, enter: Enter) -> None:
    mine = desk.open("Mine").ticket_id
    eves = desk.open("Eve's", requester=desk.eve).ticket_id
    hidden = desk.open("Hidden", requester=desk.eve, team=desk.sales).ticket_id
    for number in (mine, eves, hidden):
        join(ticket_id=number, contacts=[desk.farid], actor=desk.sara.actor, at=later(2))
    page = enter(desk.amira).get(f"/desk/customers/{desk.farid.pk}/history/")
    links = [node.attributes["href"] for node in tree(page).css("a[href*='/desk/tickets/']")]
    assert links == [f"/desk/tickets/{mine}/", f"/desk/tickets/{eves}/"]
    assert texts(page, "li.none") == ["Takes part in"]

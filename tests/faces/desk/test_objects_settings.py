"""The company's own lists: tags, fields, forms, checklists, by their screens."""

from __future__ import annotations

import pytest

from escalera.core.tickets import actions
from escalera.core.tickets.models import ChecklistTemplate, Field, Form, Tag, TicketTag
from tests.cast import Desk, later
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts

BASE = "/desk/settings"


@pytest.mark.parametrize(
    "screen", ["tags", "fields", "fields/new", "forms", "forms/new", "checklists", "checklists/new"]
)
def test_who_may_not_change_the_lists_gets_no_screen(desk: Desk, enter: Enter, screen: str) -> None:
    codes = [enter(who).get(f"{BASE}/{screen}/").status_code for who in (desk.amira, desk.sara)]
    assert codes == [403, 200]


def test_a_tag_is_made_renamed_merged_and_deleted(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    browser.post(f"{BASE}/tags/", {"name": "Fibra", "hue": "3"})
    browser.post(f"{BASE}/tags/", {"name": "Óptica", "hue": "4"})
    twice = browser.post(f"{BASE}/tags/", {"name": "optica", "hue": "4"})
    first, second = Tag.objects.order_by("pk")
    number = desk.open().ticket_id
    actions.tag(ticket_id=number, names=["fibra"], by=desk.sara, at=later(1))
    browser.post(f"{BASE}/tags/{first.pk}/merge/", {"into": "óptica"})
    assert (twice.status_code, texts(twice, '.setting [role="alert"]')) == (
        422,
        ["There is a tag “Óptica” already; merge the two instead."],
    )
    assert list(TicketTag.objects.values_list("tag__name", flat=True)) == ["Óptica"]
    browser.post(f"{BASE}/tags/{second.pk}/", {"name": "Fiber", "hue": "5"})
    assert list(Tag.objects.values_list("name", "hue")) == [("Fiber", 5)]
    browser.post(f"{BASE}/tags/{second.pk}/remove/")
    assert not Tag.objects.exists()


def test_a_field_is_made_ordered_changed_and_retired(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    words = {"label": "Line", "kind": "choice", "choices": "fibre\ncopper", "required_at": "resolve", "active": "on"}
    browser.post(f"{BASE}/fields/new/", words)
    line = Field.objects.get()
    browser.post(
        f"{BASE}/fields/new/",
        {"label": "Loss", "kind": "number", "shown_if": line.pk, "shown_if_values": "fibre", "active": "on"},
    )
    circle = browser.post(f"{BASE}/fields/{line.pk}/", {**words, "shown_if": line.pk, "shown_if_values": "fibre"})
    loss = Field.objects.get(key="loss")
    browser.post(f"{BASE}/fields/{loss.pk}/move/", {"up": "1"})
    assert circle.status_code == 422
    assert list(Field.objects.values_list("key", flat=True)) == ["loss", "line"]
    actions.set_fields(ticket_id=desk.open().ticket_id, values={"line": "fibre"}, by=desk.amira, at=later(1))
    other_kind = browser.post(f"{BASE}/fields/{line.pk}/", {**words, "kind": "text"})
    assert other_kind.status_code == 422
    for field in (line, loss):
        browser.post(f"{BASE}/fields/{field.pk}/remove/")
    assert list(Field.objects.values_list("key", "is_active")) == [("line", False)]


def test_a_form_keeps_its_fields_in_their_order(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    for label in ("A", "B", "C"):
        browser.post(f"{BASE}/fields/new/", {"label": label, "kind": "text", "active": "on"})
    keys = dict(Field.objects.values_list("key", "pk"))
    given = {
        "name": "New line", "kind": "request", "team": desk.sales.pk, "public": "on", "fields": [keys["a"], keys["c"]],
        "needed": [keys["c"]], f"place-{keys['a']}": "2", f"place-{keys['c']}": "1",
    }  # fmt: skip
    browser.post(f"{BASE}/forms/new/", given)
    form = Form.objects.get()
    assert list(form.places.values_list("field__key", "is_required")) == [("c", True), ("a", False)]
    assert (form.team, form.is_public) == (desk.sales, True)
    assert browser.get(f"{BASE}/forms/{form.pk}/").status_code == 200
    browser.post(f"{BASE}/forms/{form.pk}/remove/")
    assert not Form.objects.exists()


def test_a_checklist_template_is_made_and_used(desk: Desk, enter: Enter) -> None:
    browser = enter(desk.sara)
    browser.post(f"{BASE}/checklists/new/", {"name": "New line", "steps": "Call\n\n Measure ", "active": "on"})
    template = ChecklistTemplate.objects.get()
    assert template.items == ["Call", "Measure"]
    made = actions.add_checklist(ticket_id=desk.open().ticket_id, template_id=template.pk, by=desk.amira, at=later(1))
    browser.post(f"{BASE}/checklists/{template.pk}/remove/")
    assert list(made.items.values_list("text", flat=True)) == ["Call", "Measure"]
    empty = browser.post(f"{BASE}/checklists/new/", {"name": "X", "steps": " "})
    assert (empty.status_code, texts(empty, '.setting [role="alert"]')) == (422, ["Write at least one step."])


def test_a_blocked_sender_is_heard_again(desk: Desk, enter: Enter) -> None:
    actions.mark_spam(ticket_id=desk.open().ticket_id, by=desk.amira, at=later(1), block=True)
    browser = enter(desk.sara)
    page = browser.get(f"{BASE}/tags/")
    assert texts(page, ".lines b") == ["farid@customer.example"]
    from escalera.core.tickets.models import BlockedSender

    browser.post(f"{BASE}/tags/senders/{BlockedSender.objects.get().pk}/")
    assert not BlockedSender.objects.exists()

"""Being on call in the desk: my page, answering, spans, swaps, calendars, and the line on the ticket."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from escalera.base.people.queries import robot
from escalera.core.oncall.actions import LayerGiven, PolicyGiven, RotationGiven, StepGiven, save_policy, save_rotation
from escalera.core.oncall.actions import page as send_page
from escalera.core.oncall.links import link_of
from escalera.core.oncall.models import EscalationPolicy, Override, Page, Rotation
from escalera.core.oncall.queries import on_call
from tests.cast import NOON, Desk
from tests.core.oncall.conftest import called, make_owner
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import texts, tree
from tests.faces.live_parts import OpenPage

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/desk/on-call/"


@pytest.fixture
def rotation(desk: Desk) -> Rotation:
    """Chen today, Bruno tomorrow, from yesterday noon on."""
    first = timezone.now().date() - timedelta(days=2)
    layer = LayerGiven("First", [desk.chen.pk, desk.bruno.pk], first, turn="day", every=3, handover_min=0)
    return save_rotation(given=RotationGiven("Networks", "UTC", [layer]), by=make_owner(desk), at=NOON)


def send(desk: Desk, rotation: Rotation) -> Page:
    number = desk.open("Router down", at=timezone.now()).ticket_id
    return send_page(rotation_id=rotation.pk, ticket_id=number, by=robot("Night"), at=timezone.now())


def test_a_page_is_answered_with_one_tap(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    one, browser = send(desk, rotation), enter(desk.chen)
    shown = browser.get(HERE)
    assert texts(shown, ".page-call button") == ["I am on it", "I can't: next person"]
    assert browser.post(f"{HERE}pages/{one.pk}/acknowledge/").status_code == 302
    assert called(one.pk) == [("Chen", "acknowledged")]
    assert texts(browser.get(HERE), ".page-call") == []
    late = enter(desk.omar).post(f"{HERE}pages/{one.pk}/acknowledge/")
    assert late.status_code == 403


def test_the_link_of_the_mail_answers_by_a_button_and_not_by_being_opened(desk: Desk, rotation: Rotation) -> None:
    one = send(desk, rotation)
    link, browser = link_of(one.calls.get()), Client(headers={"accept-language": "en"})
    shown = browser.get(link)
    assert (shown.status_code, texts(shown, "form button")) == (200, ["I am on it", "I can't: next person"])
    assert called(one.pk) == [("Chen", "ringing")]
    assert texts(browser.post(link, {"do": "acknowledge"}), "h1") == ["It is yours"]
    assert called(one.pk) == [("Chen", "acknowledged")]
    assert browser.get(f"{link[:-3]}xx/").status_code == 404


def test_the_link_of_somebody_who_was_too_late_says_who_has_it(desk: Desk, rotation: Rotation) -> None:
    one, browser = send(desk, rotation), Client(headers={"accept-language": "en"})
    link = link_of(one.calls.get())
    browser.post(link, {"do": "pass"})
    other = link_of(one.calls.get(agent=desk.bruno))
    browser.post(other, {"do": "acknowledge"})
    answer = browser.post(link, {"do": "acknowledge"})
    assert (answer.status_code, texts(answer, ".notice[role=alert]")) == (409, ["Bruno has it already."])


def test_a_part_that_stood_open_shows_a_page_that_came(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    page = OpenPage(enter(desk.chen), desk.chen, HERE)
    page.after(lambda: send(desk, rotation))
    assert page.content == page.fresh().content
    assert page.part(".page-call b") == "You are paged: Networks"


def test_somebody_takes_a_span_for_themselves_and_gives_it_back(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    now = timezone.now()
    browser = enter(desk.amira)
    zone = ZoneInfo(timezone.get_default_timezone_name())
    since, until = (
        one.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        for one in (now - timedelta(hours=1), now + timedelta(hours=5))
    )
    span = {"layer": rotation.layers.get().pk, "since": since, "until": until}
    assert browser.post(f"{HERE}span/", {**span, "agent": desk.omar.pk}).status_code == 403
    assert browser.post(f"{HERE}span/", span).status_code == 302
    assert on_call(rotation.pk, now) == desk.amira
    row = Override.objects.get()
    assert row.instead_of == desk.chen
    assert enter(desk.omar).post(f"{HERE}span/{row.pk}/end/").status_code == 403
    assert browser.post(f"{HERE}span/{row.pk}/end/").status_code == 302
    assert on_call(rotation.pk, timezone.now()) == desk.chen


@pytest.mark.parametrize("wrong", [{"since": "soon"}, {"layer": "x"}, {"until": "2001-01-01T00:00"}])
def test_a_span_that_makes_no_sense_is_refused_with_words(
    desk: Desk, rotation: Rotation, enter: Enter, wrong: dict[str, str]
) -> None:
    span = {"layer": str(rotation.layers.get().pk), "since": "2030-01-01T00:00", "until": "2030-01-02T00:00", **wrong}
    answer = enter(desk.amira).post(f"{HERE}span/", span)
    assert (answer.status_code, len(texts(answer, ".notice[role=alert]"))) == (422, 1)


def test_a_swap_counts_when_the_other_agrees(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    browser = enter(desk.chen)
    later_on = [one.attributes["value"] for one in tree(browser.get(HERE)).css("input[name=mine]")]
    theirs = [one.attributes["value"] for one in tree(browser.get(HERE)).css("select[name=theirs] option")]
    assert browser.post(f"{HERE}swap/", {"mine": later_on[0], "theirs": theirs[0]}).status_code == 302
    first, second = Override.objects.order_by("pk")
    begins = first.since + timedelta(hours=1)
    assert (first.agent, second.agent, on_call(rotation.pk, begins)) == (desk.bruno, desk.chen, desk.chen)
    other = enter(desk.bruno)
    assert texts(other.get(HERE), ".sheet-box b")[0] == "Chen asks you to swap shifts of Networks"
    assert browser.post(f"{HERE}swap/{first.pair}/", {"do": "agree"}).status_code == 403
    assert other.post(f"{HERE}swap/{first.pair}/", {"do": "agree"}).status_code == 302
    assert on_call(rotation.pk, begins) == desk.bruno
    assert on_call(rotation.pk, second.since + timedelta(hours=1)) == desk.chen
    assert other.post(f"{HERE}swap/{first.pair}/", {"do": "decline"}).status_code == 409


def test_a_secret_address_gives_ones_shifts_until_it_is_ended(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    browser = enter(desk.chen)
    browser.post(f"{HERE}address/", {"do": "make"})
    shown = tree(browser.get(HERE)).css_first("input[readonly]")
    assert shown is not None
    path = "/desk/on-call/" + (shown.attributes["value"] or "").split("/desk/on-call/")[1]
    assert tree(browser.get(HERE)).css_first("input[readonly]") is None  # told once
    got = Client().get(path)
    lines = got.content.decode().split("\r\n")
    assert (got.status_code, got["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (lines[0], lines[-2]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert {line for line in lines if line.startswith("SUMMARY")} == {"SUMMARY:Networks"}
    assert max(map(len, lines)) <= 75
    assert Client().get(path).content.decode().count("UID") == got.content.decode().count("UID")
    browser.post(f"{HERE}address/", {"do": "end"})
    assert Client().get(path).status_code == 404


def test_a_whole_rotation_has_an_address_of_its_own(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    browser = enter(desk.bruno)
    assert texts(browser.get(HERE), "#address option") == ["My shifts", "Networks"]
    browser.post(f"{HERE}address/", {"do": "make", "rotation": str(rotation.pk)})
    page = browser.get(HERE)
    assert texts(page, "#address option") == ["My shifts", "Networks · has an address"]
    shown = tree(page).css_first("input[readonly]")
    assert shown is not None
    lines = Client().get("/desk/" + (shown.attributes["value"] or "").split("/desk/")[1]).content.decode()
    assert "X-WR-CALNAME:Networks" in lines
    browser.post(f"{HERE}address/", {"do": "end", "rotation": str(rotation.pk)})
    assert texts(browser.get(HERE), "#address option") == ["My shifts", "Networks"]


def test_a_new_address_ends_the_old_one(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    browser = enter(desk.chen)
    paths = []
    for _n in range(2):
        browser.post(f"{HERE}address/", {"do": "make"})
        shown = tree(browser.get(HERE)).css_first("input[readonly]")
        assert shown is not None
        paths.append("/desk/on-call/" + (shown.attributes["value"] or "").split("/desk/on-call/")[1])
    assert [Client().get(path).status_code for path in paths] == [404, 200]


def test_the_ticket_says_what_presses_next_and_hears_of_it(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    deeds = [{"do": "page", "rotation": str(rotation.pk)}]
    step = StepGiven("not_answered", 25, deeds, {}, "always")
    save_policy(given=PolicyGiven("Press", {}, [step]), by=make_owner(desk), at=NOON)
    number = desk.open(at=timezone.now()).ticket_id
    page = OpenPage(enter(desk.amira), desk.amira, f"/desk/tickets/{number}/")
    page.after(lambda: None)
    assert page.part(".presses") == "in 25 min : Chen is called"
    page.after(lambda: send_page(rotation_id=rotation.pk, ticket_id=number, by=robot("x"), at=timezone.now()))
    assert page.part(".presses li").startswith("Page of Networks: Chen · Waits for an answer")


def test_the_page_costs_the_same_with_one_and_with_many(
    desk: Desk, rotation: Rotation, enter: Enter, django_assert_num_queries: object
) -> None:
    browser = enter(desk.chen)
    browser.get(HERE)

    def cost() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            browser.get(HERE)
        return len(seen)

    alone = cost()
    for number in range(3):
        layer = LayerGiven("x", [desk.chen.pk, desk.amira.pk], timezone.now().date(), turn="day")
        save_rotation(given=RotationGiven(f"More {number}", "UTC", [layer]), by=make_owner(desk), at=NOON)
        send(desk, rotation)
    assert cost() == alone
    assert alone <= 16


def test_the_settings_keep_rotations_and_show_their_weeks(desk: Desk, enter: Enter) -> None:
    browser = enter(make_owner(desk))
    form = {
        "name": "Nights", "zone": "Europe/Madrid", "answer_min": "7", "rounds": "3", "lname-0": "One", "every-0": "1",
        "turn-0": "week", "starts-0": "2026-03-02", "handover-0": "08:30", "covers-0": "always",
        "person-0": [str(desk.chen.pk), str(desk.bruno.pk), "", ""],
    }  # fmt: skip
    more = browser.post("/desk/settings/on-call/new/", {**form, "do": "layer-add"})
    assert (more.status_code, len(texts(more, "fieldset.box")), Rotation.objects.count()) == (200, 2, 0)
    assert browser.post("/desk/settings/on-call/new/", {**form, "do": "save"}).status_code == 302
    row = Rotation.objects.get()
    layer = row.layers.get()
    assert (row.answer_min, layer.handover_min) == (7, 510)
    assert [one.agent for one in layer.places.order_by("order")] == [desk.chen, desk.bruno]
    weeks = browser.get(f"/desk/settings/on-call/{row.pk}/weeks/?from=2026-03-09")
    assert texts(weeks, ".weeks li b")[:3] == ["C Chen", "B Bruno", "B Bruno"]
    assert texts(weeks, ".weeks h3")[0] == "9 mar – 15 mar"
    wrong = browser.post(f"/desk/settings/on-call/{row.pk}/", {**form, "zone": "Moon/Sea", "do": "save"})
    assert (wrong.status_code, texts(wrong, ".notice[role=alert]")) == (422, ["Choose a time zone from the list."])
    assert browser.post(f"/desk/settings/on-call/{row.pk}/archive/").status_code == 302
    assert enter(desk.amira).get("/desk/settings/on-call/").status_code == 403


def test_the_settings_keep_policies_step_by_step_and_try_them(desk: Desk, rotation: Rotation, enter: Enter) -> None:
    browser = enter(make_owner(desk))
    base = "/desk/settings/escalation-policies/"
    kept = browser.post(f"{base}new/", {"name": "Slow", "is_active": "on", "match-0": "all"})
    policy = EscalationPolicy.objects.get()
    assert kept["Location"] == f"{base}{policy.pk}/steps/new/"
    assert browser.get(kept["Location"]).status_code == 200
    step = {
        "situation": "not_answered", "amount": "2", "unit": "h", "hours": "always", "every": "30", "times": "4",
        "deed-0": "page", "in-0-rotation": str(rotation.pk), "do": "save",
    }  # fmt: skip
    assert browser.post(kept["Location"], step).status_code == 302
    one = policy.steps.get()
    assert (one.minutes, one.every_min, one.times) == (120, 30, 4)
    shown = browser.get(f"{base}{policy.pk}/")
    assert texts(shown, ".ladder-steps a")[0] == (
        "Paged who is on call for Networks when the customer has waited for an answer for 2 h · "
        "again every 30 min until somebody takes it, 4 times at most"
    )
    number = desk.open(at=timezone.now() - timedelta(hours=1)).ticket_id
    tried = browser.get(f"{base}{policy.pk}/try/?ticket={number}")
    assert texts(tried, "#trial b")[1].endswith(": Chen is called")
    assert texts(browser.get(f"{base}{policy.pk}/try/?ticket=99999"), "#trial .notice") == [
        "There is no ticket with this number."
    ]
    edited = browser.post(f"{base}{policy.pk}/steps/{one.pk}/", {**step, "situation": "stay", "amount": "5"})
    assert edited.status_code == 302
    assert policy.steps.get().pk == one.pk
    wrong = browser.post(f"{base}{policy.pk}/steps/{one.pk}/", {**step, "amount": "-3"})
    assert (wrong.status_code, texts(wrong, ".notice[role=alert]")) == (422, ["Type whole numbers."])
    assert texts(browser.get(base), ".ladder-steps b") == ["Paged who is on call for Networks"]
    assert browser.post(f"{base}{policy.pk}/steps/{one.pk}/move/", {"do": "drop"}).status_code == 302
    assert policy.steps.get().archived_at is not None
    assert enter(desk.amira).get(base).status_code == 403
    assert enter(desk.amira).post(f"{base}{policy.pk}/switch/", {"on": "0"}).status_code == 403

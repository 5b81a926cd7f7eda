from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from escalera.base.calendars.models import Calendar, Holiday, Interval
from escalera.base.people.actions import add_agent
from escalera.base.people.models import Absence, Agent, Level, OneTimeLink, Role, Segment, Team
from escalera.base.settings.models import Company
from escalera.core.channels.models import Channel
from escalera.core.feed.queries import follows_on_reply
from tests.cast import Desk
from tests.faces.desk.conftest import Enter
from tests.faces.desk.reading import node, texts

COMPANY = ("company", "levels", "segments", "calendars")
PEOPLE = ("people", "people/invite", "teams", "teams/new", "roles", "roles/new")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def olga(desk: Desk) -> Agent:
    return add_agent(email="olga@desk.example", name="Olga", password=None, role="owner")


@pytest.fixture
def owner(olga: Agent, enter: Enter) -> Client:
    return enter(olga)


def said(answer: Any) -> list[str]:
    return texts(answer, "main [role=status].notice")


def refused(answer: Any) -> list[str]:
    return texts(answer, "main [role=alert]")


def test_who_lacks_the_permission_sees_no_entry_and_gets_no_page(desk: Desk, enter: Enter) -> None:
    amira = enter(desk.amira)
    shown = texts(amira.get("/desk/settings/"), ".doors b")
    assert not {"Company", "Levels", "Working hours", "Segments", "People", "Teams", "Roles", "Mailboxes"} & set(
        shown
    )
    assert shown[-3:] == ["Your account", "Absence", "Access keys"]
    assert node(amira.get("/desk/"), ".rail").css_first("a[href='/desk/settings/']") is None
    for path in (*COMPANY, *PEOPLE, "mailboxes", "mailboxes/new"):
        assert amira.get(f"/desk/settings/{path}/").status_code == 403, path
    assert amira.get("/desk/guide/").status_code == 403
    assert enter(desk.sara).get("/desk/settings/mailboxes/").status_code == 200


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("levels/", {"name": "Mine", "wait": "1", "unit": "h"}),
        ("teams/new/", {"name": "Mine", "level": "1"}),
        ("roles/new/", {"name": "Mine", "rights": ["tickets.work"]}),
        ("segments/new/", {"name": "Mine"}),
        ("company/", {"name": "Mine"}),
        ("calendars/new/", {"name": "Mine", "time_zone": "Europe/Madrid"}),
        ("people/invite/", {"name": "Mine", "email": "m@desk.example", "role": "1"}),
        ("mailboxes/new/", {"address": "m@desk.example"}),
    ],
)
def test_a_form_posted_without_the_permission_changes_nothing(
    desk: Desk, enter: Enter, path: str, form: dict[str, Any]
) -> None:
    before = [model.objects.count() for model in (Level, Team, Role, Segment, Company, Calendar, Agent, Channel)]
    assert enter(desk.amira).post(f"/desk/settings/{path}", form).status_code == 403
    assert [m.objects.count() for m in (Level, Team, Role, Segment, Company, Calendar, Agent, Channel)] == before


def test_every_screen_opens_for_the_owner(owner: Client, desk: Desk) -> None:
    level, role = desk.front.level_id, Role.objects.get(code="agent").pk
    for path in (
        *(f"settings/{one}/" for one in (*COMPANY, *PEOPLE, "mailboxes", "mailboxes/new", "absences")),
        f"settings/levels/{level}/", f"settings/levels/{level}/remove/", f"settings/teams/{desk.front.pk}/",
        f"settings/roles/{role}/", f"settings/people/{desk.amira.pk}/", f"settings/people/{desk.amira.pk}/off/",
        f"settings/mailboxes/{desk.mailbox.pk}/", f"settings/mailboxes/{desk.mailbox.pk}/remove/", "profile/", "guide/",
    ):  # fmt: skip
        answer = owner.get(f"/desk/{path}")
        assert answer.status_code == 200, path
        assert b' style="' not in answer.content


def test_a_level_is_added_moved_and_removed(owner: Client) -> None:
    answer = owner.post("/desk/settings/levels/", {"name": "Makers", "wait": "48", "unit": "h"}, follow=True)
    assert said(answer) == ["The level is on the ladder. It needs a team to take tickets."]
    level = Level.objects.get(name="Makers")
    assert (level.order, level.accept_within_min) == (5, 2880)
    owner.post(f"/desk/settings/levels/{level.pk}/move/", {"up": ""})
    assert Level.objects.get(pk=level.pk).order == 4
    owner.post(f"/desk/settings/levels/{level.pk}/remove/")
    assert not Level.objects.filter(pk=level.pk).exists()


def test_a_refused_form_keeps_what_was_typed(owner: Client) -> None:
    answer = owner.post("/desk/settings/levels/", {"name": "Makers", "wait": "soon", "unit": "h"})
    assert (answer.status_code, refused(answer)) == (422, ["Time to accept: type a whole number."])
    assert node(answer, "input[name=name]").attributes["value"] == "Makers"


def test_a_team_is_made_with_its_members(owner: Client, desk: Desk) -> None:
    form = {"name": "Night", "level": str(desk.front.level_id), "members": [desk.amira.pk, desk.omar.pk]}
    assert owner.post("/desk/settings/teams/new/", form).status_code == 302
    team = Team.objects.get(name="Night")
    assert sorted(team.agents.values_list("name", flat=True)) == ["Amira", "Omar"]
    assert owner.post(f"/desk/settings/teams/{team.pk}/archive/", {}).status_code == 302
    assert texts(owner.get("/desk/settings/teams/"), "li[data-off] b") == ["Night"]


def test_an_invitation_shows_its_link_once_and_lets_one_in(owner: Client, desk: Desk, client: Client) -> None:
    role = Role.objects.get(code="agent").pk
    form = {"name": "Nina", "email": "nina@desk.example", "role": role, "teams": [desk.front.pk], "send": "show"}
    answer = owner.post("/desk/settings/people/invite/", form)
    address = node(answer, "input[readonly]").attributes["value"] or ""
    path = address.removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    assert client.post(path, {"password": "short", "name": "Nina"}).status_code == 422
    answer = client.post(path, {"password": "a long enough one", "name": "Nina Q"})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    assert client.get(path).status_code == 403
    assert OneTimeLink.objects.get().used_at is not None


def test_switching_off_asks_first_and_says_what_goes_back(owner: Client, desk: Desk) -> None:
    path = f"/desk/settings/people/{desk.amira.pk}/off/"
    assert "0 open tickets go back to the queue." in texts(owner.get(path), "form.box p")
    assert owner.post(path).status_code == 302
    assert not Agent.objects.get(pk=desk.amira.pk).is_active
    assert texts(owner.get("/desk/settings/people/?who=off"), ".lines b") == ["Amira"]


def test_a_role_is_made_and_edited(owner: Client) -> None:
    owner.post("/desk/settings/roles/new/", {"name": "Intern", "rights": ["tickets.work"]})
    role = Role.objects.get(name="Intern")
    owner.post(f"/desk/settings/roles/{role.pk}/", {"name": "Intern", "rights": ["tickets.work", "gate.manage"]})
    assert Role.objects.get(pk=role.pk).permissions == ["tickets.work", "gate.manage"]
    owner_role = Role.objects.get(code="owner").pk
    answer = owner.post(f"/desk/settings/roles/{owner_role}/", {"name": "Owner", "rights": ["tickets.work"]})
    assert answer.status_code == 409


def test_the_company_changes_its_colour_and_its_sheet_is_served(
    owner: Client, django_capture_on_commit_callbacks: Any
) -> None:
    form = {"name": "Telecom", "colored": "on", "color": "#e08a00", "term-level_letter": "L"}
    with django_capture_on_commit_callbacks(execute=True):
        assert owner.post("/desk/settings/company/", form).status_code == 302
    page = owner.get("/desk/settings/levels/")
    assert "L1 Front line" in texts(page, ".lines b")
    sheet = owner.get(node(page, "link[href^='/brand/']").attributes["href"] or "")
    assert (sheet["Content-Type"], sheet["Cache-Control"]) == ("text/css", "public, max-age=31536000, immutable")
    assert owner.get("/brand/zzzzzz.css").status_code == 404


def test_a_logo_is_served_still_and_alone(
    owner: Client, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    with django_capture_on_commit_callbacks(execute=True):
        owner.post("/desk/settings/company/logo/", {"logo": SimpleUploadedFile("x.exe", SVG)})
    company = Company.get()
    answer = client.get(f"/brand/logo/{company.logo}")
    assert (answer.content, answer["Content-Type"]) == (SVG, "image/svg+xml")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert client.get("/brand/logo/" + "0" * 64).status_code == 404
    bad = owner.post("/desk/settings/company/logo/", {"logo": SimpleUploadedFile("x.png", b"<script>")})
    assert bad.status_code == 422


def test_hours_are_typed_copied_and_stored(owner: Client) -> None:
    form: dict[str, Any] = {"name": "Office", "time_zone": "Europe/Madrid"}
    form |= {"from-0": ["09:00", "16:00", ""], "to-0": ["14:00", "19:00", ""], "from-6": "22:00", "to-6": "06:00"}
    copied = owner.post("/desk/settings/calendars/new/", {**form, "copy": "0"})
    clocks = [one.attributes["value"] for one in node(copied, "[data-day='4']").css("input")]
    assert clocks == ["09:00", "14:00", "16:00", "19:00", "", ""]
    assert owner.post("/desk/settings/calendars/new/", form).status_code == 302
    stored = list(Interval.objects.values_list("weekday", "from_min", "to_min"))
    assert stored == [(0, 0, 360), (0, 540, 840), (0, 960, 1140), (6, 1320, 1440)]
    calendar = Calendar.objects.get()
    shown = node(owner.get(f"/desk/settings/calendars/{calendar.pk}/"), "[data-day='6']").css("input")
    assert [one.attributes["value"] for one in shown] == ["22:00", "06:00", "", ""]
    bad = owner.post(f"/desk/settings/calendars/{calendar.pk}/", {**form, "from-1": "9 o'clock", "to-1": "10:00"})
    assert bad.status_code == 422


def test_days_come_by_hand_by_file_and_by_country(owner: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    owner.post("/desk/settings/calendars/new/", {"name": "Office", "time_zone": "Europe/Madrid"})
    base = f"/desk/settings/calendars/{Calendar.objects.get().pk}/days/"
    owner.post(
        f"{base}add/", {"day": "2026-12-24", "last": "2026-12-25", "name": "Closed", "from": "09:00", "to": "13:00"}
    )
    assert list(Holiday.objects.values_list("name", "hours")) == [("Closed", [[540, 780]])] * 2
    assert owner.get(f"{base}?country=ES&region=MD&year=2026").status_code == 200
    owner.post(f"{base}country/", {"country": "ES", "region": "MD"})
    assert Holiday.objects.filter(source="ES-MD").count() > 20
    ics = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20200803\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Town\r\nEND:VEVENT\r\nEND:VCALENDAR"
    answer = owner.post(f"{base}file/", {"file": SimpleUploadedFile("x.ics", ics)}, follow=True)
    assert said(answer) == ["3 days were taken."]
    assert owner.post(f"{base}file/", {"file": SimpleUploadedFile("x.ics", b"hello")}).status_code == 422
    owner.post(f"{base}clear/", {"day": "2026-12-24"})
    assert not Holiday.objects.filter(day="2026-12-24").exists()


MAILBOX = {
    "address": "new@desk.example", "name": "New", "acknowledges": "on", "is_active": "on",
    "imap_host": "imap.example.org", "imap_security": "tls", "imap_user": "new@desk.example",
    "imap_password": "se cret:/@", "smtp_host": "smtp.example.org", "smtp_security": "starttls", "smtp_same": "on",
}  # fmt: skip


def test_a_mailbox_is_stored_with_its_passwords_sealed_and_never_shown(owner: Client) -> None:
    from escalera.core.channels.email.settings import mailbox_of, sender_of

    assert owner.post("/desk/settings/mailboxes/new/", MAILBOX).status_code == 302
    channel = Channel.objects.get(address="new@desk.example")
    box, sender = mailbox_of(channel), sender_of(channel)
    assert box is not None
    assert (box.server.host, box.server.port, box.server.password) == ("imap.example.org", 993, "se cret:/@")
    assert (sender.port, sender.tls, sender.password) == (587, "starttls", "se cret:/@")  # type: ignore[union-attr]
    assert "se cret" not in str(channel.settings)
    page = owner.get(f"/desk/settings/mailboxes/{channel.pk}/")
    assert b"se cret" not in page.content
    kept = {**MAILBOX, "imap_password": "", "smtp_same": "", "smtp_user": "new@desk.example", "smtp_password": ""}
    assert owner.post(f"/desk/settings/mailboxes/{channel.pk}/", kept).status_code == 302
    assert mailbox_of(Channel.objects.get(pk=channel.pk)) == box
    moved = owner.post(f"/desk/settings/mailboxes/{channel.pk}/", {**kept, "imap_host": "evil.example.org"})
    assert (moved.status_code, refused(moved)) == (422, ["The server or the user changed: type the password again."])
    owner.post(f"/desk/settings/mailboxes/{channel.pk}/remove/")
    assert not Channel.objects.filter(pk=channel.pk).exists()


def test_a_try_says_in_plain_words_what_failed_and_saves_nothing(owner: Client) -> None:
    form = {
        **MAILBOX, "imap_host": "127.0.0.1", "imap_port": "1", "smtp_host": "no-such-host.invalid", "smtp_port": "465",
    }  # fmt: skip
    answer = owner.post("/desk/settings/mailboxes/new/check/", form, headers={"hx-request": "true"})
    assert texts(answer, "#results b") == [
        "Nobody answers at this port. Check the port.",
        "The server's name was not found. Check how it is written.",
    ]
    assert not Channel.objects.filter(address="new@desk.example").exists()


def test_an_absence_is_set_with_who_stands_in(desk: Desk, enter: Enter) -> None:
    amira = enter(desk.amira)
    form = {"since": "2099-01-04", "until": "2099-01-10", "replacement": str(desk.omar.pk), "reason": "Holidays"}
    assert amira.post("/desk/settings/absences/", form).status_code == 302
    absence = Absence.objects.get()
    assert (absence.agent, absence.replacement) == (desk.amira, desk.omar)
    other = {**form, "agent": str(desk.bruno.pk)}
    assert amira.post("/desk/settings/absences/", other).status_code == 403
    assert amira.post(f"/desk/settings/absences/{absence.pk}/end/").status_code == 302
    assert not Absence.objects.exists()


def test_one_says_whether_one_follows_what_one_replies_to(desk: Desk, enter: Enter) -> None:
    amira, tick = enter(desk.amira), "[name=on_reply]"
    shown = ["checked" in node(amira.get("/desk/profile/"), tick).attributes]
    for given in ({}, {"on_reply": "1"}):
        page = amira.post("/desk/following/", given, follow=True)
        shown.append("checked" in node(page, tick).attributes)
    assert (shown, follows_on_reply(desk.amira)) == ([True, False, True], True)


def test_ones_own_account_is_changed_in_ones_own_language(desk: Desk, enter: Enter) -> None:
    amira = enter(desk.amira)
    form = {"name": "Amira K", "language": "es", "time_zone": "America/Lima", "signature": "A."}
    answer = amira.post("/desk/profile/", form, follow=True)
    agent = Agent.objects.get(pk=desk.amira.pk)
    assert (agent.name, agent.language, agent.keys) == ("Amira K", "es", False)
    assert node(answer, "html").attributes["lang"] == "es"
    assert node(answer, ".desk").attributes["data-keys"] == "off"
    assert amira.post("/desk/profile/password/", {"password": "a long enough one"}).status_code == 302
    assert amira.get("/desk/profile/").status_code == 200
    wrong = amira.post("/desk/profile/password/", {"current": "no", "password": "another long one"})
    assert wrong.status_code == 403


def test_the_door_offers_all_languages(client: Client, desk: Desk) -> None:
    assert texts(client.get("/sign-in/"), ".languages button") == [
        "Español",
        "Español (Latinoamérica)",
        "English",
        "Português",
    ]
